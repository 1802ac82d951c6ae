"""Reckoning commissions, and what becomes of a statement: confirmed, reopened, paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from zhike.areas.performance.calculating import calculate
from zhike.areas.performance.models import CommissionStatement, StatementState
from zhike.areas.performance.periods import month_of
from zhike.areas.performance.rights import CALCULATE, PAY
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome, Skip
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.notifications.telling import notify
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import NotAllowed, Refused

DRAFT = Q(state=StatementState.DRAFT)
ONLY_DRAFTS = _("It is confirmed already.")
OWN = _("Nobody confirms or pays their own commission.")


@action(
    Employee, power=CALCULATE, verb="view", label=_("Reckon commissions"), icon="calculator", bulk=True, undoable=False,
    sentence=_("%(by)s reckoned the commissions of %(title)s for the month of %(month)s"),
)  # fmt: skip
def calculate_commissions(
    employees: Chosen[Employee],
    *,
    month: Annotated[date, Ask(_("Any day of the month"), today=True)],
    by: Actor,
) -> Outcome:
    """Make or reckon anew the drafts of a month, of the chosen people whose statements one looks after."""
    reach = entity_of(CommissionStatement).reach(by, "advance")
    if month.replace(day=1) > timezone.localdate():
        raise Refused(_("This month has not begun yet."), field="month", code="out_of_range")
    people, skipped = [], []
    for page in employees.pages():
        for one in page:
            mine = (
                reach.everything or one.department_id in reach.departments or (reach.own and one.pk == by.employee_id)
            )
            if mine:
                people.append(one.pk)
            else:
                skipped.append(Skip(one.pk, _("Their commissions are not yours to look after."), one.name))
    if not people:
        raise NotAllowed(_("Their commissions are not yours to look after."), code="not_allowed")
    made = calculate(month, by=by, people=people)
    words = ngettext("%(count)s statement has been reckoned.", "%(count)s statements have been reckoned.", len(made))
    return Outcome(done=len(people), skipped=skipped, records=people[:100], message=words % {"count": len(made)})


@action(
    CommissionStatement, power=CALCULATE, verb="advance", label=_("Reckon anew"), icon="refresh-cw", bulk=True,
    undoable=False, sentence=_("%(by)s reckoned %(title)s anew"), when=DRAFT, otherwise=ONLY_DRAFTS,
)  # fmt: skip
def recalculate(statements: Chosen[CommissionStatement], *, by: Actor) -> Outcome:
    """Reckon drafts anew from the documents, rules and splits of this moment."""
    found = statements.locked()
    for month in sorted({one.month for one in found}):
        calculate(month, by=by, people=[one.owner_id for one in found if one.month == month and one.owner_id])
    return Outcome(done=len(found), records=[one.pk for one in found][:100])


@action(
    CommissionStatement, power=CALCULATE, verb="advance", label=pgettext_lazy("verb", "Confirm"), icon="badge-check",
    bulk=True, undoable=False, sentence=_("%(by)s confirmed the commission statement %(title)s"), when=DRAFT,
    otherwise=ONLY_DRAFTS,
)  # fmt: skip
def confirm_commission(statements: Chosen[CommissionStatement], *, by: Actor) -> Outcome:
    """Settle drafts of months that are over; each person's statements are confirmed month by month."""
    now, done, skipped = timezone.now(), [], []
    for one in sorted(statements.locked(), key=lambda one: (one.month, one.pk)):
        reason = _not_yet(one, by)
        if reason:
            skipped.append(Skip(one.pk, reason, one.number))
        else:
            _move(one, StatementState.CONFIRMED, confirmed_at=now, confirmed_by_id=by.employee_id)
            done.append(one)
    return _told(done, skipped, _("Your commission of %(month)s is confirmed: %(amount)s"))


@action(
    CommissionStatement, power=CALCULATE, verb="advance", label=_("Back to draft"), icon="undo-2", bulk=True,
    undoable=False, sentence=_("%(by)s reopened the commission statement %(title)s: %(reason)s"),
    when=Q(state=StatementState.CONFIRMED), otherwise=_("Only what is confirmed and not paid can be reopened."),
)  # fmt: skip
def reopen_commission(
    statements: Chosen[CommissionStatement], *, reason: Annotated[str, Ask(_("Reason"), multiline=True)], by: Actor
) -> Outcome:
    """Make statements drafts again, from the last month of each person back."""
    if not reason.strip():
        raise Refused(_("Say why it is reopened."), field="reason", code="required")
    done, skipped = [], []
    for one in sorted(statements.locked(), key=lambda one: (one.month, one.pk), reverse=True):
        later = CommissionStatement.objects.filter(owner=one.owner_id, month__gt=one.month).exclude(DRAFT)
        if later.exists():
            skipped.append(Skip(one.pk, _("A later month of the same person is confirmed."), one.number))
        else:
            _move(one, StatementState.DRAFT, confirmed_at=None, confirmed_by_id=None)
            done.append(one)
    _refuse_if_nothing(done, skipped)
    return Outcome(done=len(done), skipped=skipped, records=[one.pk for one in done][:100])


@action(
    CommissionStatement, power=PAY, verb="advance", label=pgettext_lazy("commission", "Pay"), icon="hand-coins",
    bulk=True, undoable=False, sentence=_("%(by)s paid the commission statement %(title)s"),
    when=Q(state=StatementState.CONFIRMED), otherwise=_("Only a confirmed statement can be paid."),
)  # fmt: skip
def pay_commission(
    statements: Chosen[CommissionStatement],
    *,
    paid_on: Annotated[date, Ask(_("Paid on"), today=True)],
    by: Actor,
) -> Outcome:
    """Note that confirmed statements are paid. From then on they never change; corrections go to the next month."""
    done, skipped = [], []
    for one in statements.locked():
        if _own(one, by):
            skipped.append(Skip(one.pk, OWN, one.number))
        else:
            _move(one, StatementState.PAID, paid_on=paid_on, paid_by_id=by.employee_id)
            done.append(one)
    return _told(done, skipped, _("Your commission of %(month)s is paid: %(amount)s"))


def _not_yet(one: CommissionStatement, by: Actor) -> Words:
    """Why a draft can't be confirmed now; empty when it can."""
    last = month_of(one.month)[1]
    if _own(one, by):
        return OWN
    if timezone.localdate() <= last:
        return _("The month is not over yet.")
    if one.calculated_at is None or timezone.localdate(one.calculated_at) <= last:
        return _("It was reckoned before the month was over: reckon it anew first.")
    earlier = CommissionStatement.objects.filter(DRAFT, owner=one.owner_id, month__lt=one.month)
    return _("An earlier month of the same person is still a draft.") if earlier.exists() else ""


def _own(one: CommissionStatement, by: Actor) -> bool:
    return one.owner_id == by.employee_id and not by.rights.administrator


def _move(one: CommissionStatement, state: StatementState, **values: Any) -> None:
    CommissionStatement.objects.filter(pk=one.pk).update(
        state=state, revision=F("revision") + 1, updated_at=timezone.now(), **values
    )


def _refuse_if_nothing(done: Sequence[CommissionStatement], skipped: Sequence[Skip]) -> None:
    if not done and skipped:
        raise Refused(skipped[0].reason, code="not_now")


def _told(done: Sequence[CommissionStatement], skipped: Sequence[Skip], words: Words) -> Outcome:
    """The outcome, once the people whose statements they are have been told."""
    _refuse_if_nothing(done, skipped)
    for one in done:
        said = {"month": f"{one.month:%Y-%m}", "amount": f"{one.amount:,.2f}"}
        notify([one.owner_id], words, said, icon="hand-coins", url=f"/commission_statements/{one.pk}",
               entity="commission_statements", record_id=one.pk)  # fmt: skip
    return Outcome(done=len(done), skipped=list(skipped), records=[one.pk for one in done][:100])
