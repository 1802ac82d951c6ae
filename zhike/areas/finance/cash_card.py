"""What stands in the head of a cash account's card."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.cash import closed_until
from zhike.areas.finance.cash_days import balance_now, figures_of
from zhike.areas.finance.models import CashAccount
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.parts import Figure, Shown, Warn


def lies_in_it(account: CashAccount, by: Actor) -> Shown | None:
    """What lies in the account now."""
    now = balance_now(account.pk)
    return Shown(f"{now:,.2f}", account.currency, "danger" if now < 0 else "", _day_url(account))


def came_today(account: CashAccount, by: Actor) -> Shown | None:
    """What came in today."""
    return Shown(f"{figures_of(account, timezone.localdate()).received:,.2f}", _("today"), url=_day_url(account))


def went_today(account: CashAccount, by: Actor) -> Shown | None:
    """What went out today."""
    return Shown(f"{figures_of(account, timezone.localdate()).paid:,.2f}", _("today"), url=_day_url(account))


def closed_warning(account: CashAccount, by: Actor) -> Sequence[Warn]:
    """Until when the account is closed."""
    day = closed_until([account.pk]).get(account.pk)
    if day is None:
        return ()
    words = _("Closed until %(day)s: nothing can be written on that day or before it.") % {"day": date_format(day)}
    return [Warn(words, "info", url=f"/money/cash/{account.pk}/day?day={day}", link=_("Day sheet"))]


def _day_url(account: CashAccount) -> str:
    return f"/money/cash/{account.pk}/day"


DAY_FIGURES = (
    Figure(_("Balance now"), lies_in_it), Figure(_("Came in"), came_today), Figure(_("Went out"), went_today),
)  # fmt: skip
