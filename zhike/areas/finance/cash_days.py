"""A day of a cash account: what lay in it, what came in and went out, what lies in it; closing and reopening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.cash import lock
from zhike.areas.finance.models import CashAccount, CashDay, CashEntry
from zhike.areas.finance.money import ZERO
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The figures of one account on one day, in its currency."""

    opening: Decimal
    received: Decimal
    paid: Decimal

    @property
    def closing(self) -> Decimal:
        """What lies in the account at the end of the day."""
        return self.opening + self.received - self.paid


def balance_before(account: CashAccount, day: date) -> Decimal:
    """What lay in an account when a day began."""
    rows = CashEntry.objects.filter(account=account, dated__lt=day).order_by("-dated", "-pk")
    return rows.values_list("balance", flat=True).first() or ZERO


def balance_now(account_id: int) -> Decimal:
    """What lies in an account after its last entry."""
    rows = CashEntry.objects.filter(account_id=account_id).order_by("-dated", "-pk")
    return rows.values_list("balance", flat=True).first() or ZERO


def figures_of(account: CashAccount, day: date) -> DayFigures:
    """Opening, in and out of one day."""
    rows = CashEntry.objects.filter(account=account, dated=day)
    sums = rows.aggregate(came=Sum("amount", filter=Q(amount__gt=0)), went=Sum("amount", filter=Q(amount__lt=0)))
    return DayFigures(balance_before(account, day), sums["came"] or ZERO, -(sums["went"] or ZERO))


def close(account: CashAccount, day: date, counted: Decimal | None, *, by: Actor) -> CashDay:
    """Close an account until a day. Raises Refused for a day to come, one closed already, or a wrong count of money."""
    lock([account.pk])
    if day > timezone.localdate():
        raise Refused(_("A day is closed when it is over, or in its course."), field="day", code="out_of_range")
    last = CashDay.objects.filter(account=account, reopened_at=None, day__gte=day).order_by("-day").first()
    if last is not None:
        raise Refused(_("%(day)s is closed already.") % {"day": last.day}, field="day", code="closed_day")
    figures = figures_of(account, day)
    if counted is not None and counted != figures.closing:
        raise Refused(
            _("The book says %(closing)s, counted were %(counted)s: enter the difference first.")
            % {"closing": f"{figures.closing:,.2f}", "counted": f"{counted:,.2f}"},
            field="counted", code="difference",
        )  # fmt: skip
    made: CashDay = CashDay.objects.create(
        account=account, day=day, opening=figures.opening, received=figures.received, paid=figures.paid,
        closing=figures.closing, counted=counted, closed_by_id=by.employee_id, created_by_id=by.employee_id,
    )  # fmt: skip
    return made


def reopen(account: CashAccount, reason: str, *, by: Actor) -> CashDay:
    """Open the last closed day of an account again. Raises Refused when none is closed or no reason is given."""
    lock([account.pk])
    if not reason.strip():
        raise Refused(_("Say why the day is opened again."), field="reason", code="required")
    last: CashDay | None = CashDay.objects.filter(account=account, reopened_at=None).order_by("-day").first()
    if last is None:
        raise Refused(_("No day of this account is closed."), code="not_closed")
    last.reopened_at, last.reopened_reason, last.revision = timezone.now(), reason.strip()[:200], last.revision + 1
    last.save(update_fields=["reopened_at", "reopened_reason", "revision", "updated_at"])
    return last
