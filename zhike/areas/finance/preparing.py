"""What is checked before a currency, a rate or a ledger account is saved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.currencies import base_currency, currencies
from zhike.areas.finance.first_rows import ACCOUNTS
from zhike.areas.finance.models import Currency, ExchangeRate, JournalEntry, JournalLine, LedgerAccount
from zhike.areas.finance.models.currencies import MOST_PLACES
from zhike.areas.organisation.models import Company
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

CODE = re.compile(r"[A-Z]{3}")
ACCOUNT_CODE = re.compile(r"[0-9]{4,12}")
STANDARD = frozenset(code for code, *_rest in ACCOUNTS)


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
    if "places" in changed and not currency._state.adding and _has_amounts(currency.code):
        raise Refused(_("There are amounts in this currency: their decimals stay."), field="places", code="in_use")
    if currency.retired and currency.code == base_currency():
        raise Refused(_("The books are kept in this currency."), field="retired", code="in_use")


def complete_rate(rate: ExchangeRate, changed: frozenset[str], by: Actor) -> None:
    """A rate is above zero, and the base currency needs none."""
    if rate.currency == base_currency():
        raise Refused(_("The books are kept in this currency: it is always worth 1."), field="currency", code="base")
    if rate.rate <= 0:
        raise Refused(_("A rate is above zero."), field="rate", code="out_of_range")


def complete_base_currency(company: Company, changed: frozenset[str], by: Actor) -> None:
    """The base currency is one that is known here, and stays once something has been posted."""
    if "currency" in changed and not company._state.adding and JournalEntry.objects.exists():
        raise Refused(_("The books are kept in this currency: it stays."), field="currency", code="in_use")
    if "currency" in changed and company.currency not in currencies():
        raise Refused(
            _("There is no currency “%(code)s”.") % {"code": company.currency}, field="currency", code="not_currency"
        )


def complete_account(account: LedgerAccount, changed: frozenset[str], by: Actor) -> None:
    """A code is digits and never changes; neither does the kind once something has been posted."""
    if not ACCOUNT_CODE.fullmatch(account.code):
        raise Refused(_("The code of an account has 4 to 12 digits."), field="code", code="not_code")
    if not account._state.adding and changed & {"code", "kind"} and is_used(account):
        raise Refused(_("The account has entries: its code and kind stay."), field="code", code="in_use")


def guard_account(verb: str, accounts: Sequence[Any], by: Actor) -> None:
    """An account with entries is retired, never deleted; the standard ones are needed by the program."""
    for account in accounts if verb == "delete" else ():
        if is_used(account) or account.code in STANDARD:
            raise Refused(
                _("“%(name)s” has entries or is needed by the program: retire it.") % {"name": account}, code="in_use"
            )


def is_used(account: LedgerAccount) -> bool:
    """Whether anything has been posted to an account."""
    return JournalLine.objects.filter(account=account).exists()


def _has_amounts(code: str) -> bool:
    return JournalLine.objects.filter(currency=code).exists()
