"""The currencies of the company, and what they are worth on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.models import Currency, ExchangeRate
from zhike.areas.organisation.company import company
from zhike.kernel.directory import directory
from zhike.kernel.fields.codes import Codes, declare_codes
from zhike.kernel.refusals import Refused

_latest: tuple[int, dict[str, Currency]] | None = None


def base_currency() -> str:
    """The code of the currency in which the company keeps its books."""
    return company().currency


def currencies() -> dict[str, Currency]:
    """All currencies by code, retired ones too, in their order; not to be changed in place."""
    global _latest  # the process's one copy; replaced whole
    stamp = directory().stamp
    if _latest is None or _latest[0] != stamp:
        rows = Currency.objects.filter(deleted_at=None).order_by("position", "code")
        _latest = (stamp, {one.code: one for one in rows})
    return _latest[1]


def currency(code: str, *, field: str = "currency") -> Currency:
    """The currency with this code. Raises Refused for an unknown one."""
    found = currencies().get(code)
    if found is None:
        raise Refused(_("There is no currency “%(code)s”.") % {"code": code[:12]}, field=field, code="not_currency")
    return found


def rate_on(code: str, day: date, *, field: str = "currency") -> Decimal:
    """What one unit of a currency is worth in the base currency on a day: the latest rate from that day or before.

    The base currency is worth 1. Raises Refused when no rate is known for the day.
    """
    if code == base_currency():
        return Decimal(1)
    currency(code, field=field)
    known = ExchangeRate.objects.filter(currency=code, day__lte=day, deleted_at=None)
    rate = known.order_by("-day").values_list("rate", flat=True).first()
    if rate is None:
        raise Refused(
            _("There is no exchange rate for %(code)s on %(day)s: enter one first.") % {"code": code, "day": day},
            field=field, code="no_rate",
        )  # fmt: skip
    return Decimal(rate)


def _offered() -> Codes:
    """The currencies that may be chosen, the base currency first."""
    base = base_currency()
    found = [one for one in currencies().values() if not one.retired or one.code == base]
    return [(one.code, one.label) for one in sorted(found, key=lambda one: one.code != base)]


declare_codes("currencies", _offered)
