"""What is checked before a currency or a rate is saved."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.currencies import base_currency, currencies
from zhike.areas.finance.models import Currency, ExchangeRate
from zhike.areas.finance.models.currencies import MOST_PLACES
from zhike.areas.organisation.models import Company
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

CODE = re.compile(r"[A-Z]{3}")


def complete_currency(currency: Currency, changed: frozenset[str], by: Actor) -> None:
    """The code is that of ISO 4217 and never changes; the base currency is always offered."""
    currency.code = currency.code.strip().upper()
    if not CODE.fullmatch(currency.code):
        raise Refused(_("A currency has three letters, such as CNY."), field="code", code="not_currency")
    if "code" in changed and not currency._state.adding:
        raise Refused(_("The code of a currency doesn't change: amounts are kept by it."), field="code", code="fixed")
    if not 0 <= currency.places <= MOST_PLACES:
        raise Refused(
            _("Amounts have at most %(most)s decimals.") % {"most": MOST_PLACES}, field="places", code="out_of_range"
        )
    if currency.retired and currency.code == base_currency():
        raise Refused(_("The books are kept in this currency."), field="retired", code="in_use")


def complete_rate(rate: ExchangeRate, changed: frozenset[str], by: Actor) -> None:
    """A rate is above zero, and the base currency needs none."""
    if rate.currency == base_currency():
        raise Refused(_("The books are kept in this currency: it is always worth 1."), field="currency", code="base")
    if rate.rate <= 0:
        raise Refused(_("A rate is above zero."), field="rate", code="out_of_range")


def complete_base_currency(company: Company, changed: frozenset[str], by: Actor) -> None:
    """The base currency is one that is known here."""
    if "currency" in changed and company.currency not in currencies():
        raise Refused(
            _("There is no currency “%(code)s”.") % {"code": company.currency}, field="currency", code="not_currency"
        )
