"""Asking for approval, deciding, and taking the question back: the same four verbs for every kind of record."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import F, Model, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.approvals.models import PENDING, Approval, ApprovalRequest
from zhike.areas.approvals.rules import ApprovalRule, approver_for, declare_rules, needed
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import declare_power
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.perform import after_commit
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.notifications.telling import notify
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import NotAllowed, Refused

DECIDE = declare_power("approvals.decide", _("Decide on approvals"))
OWN = declare_power("approvals.own", _("Approve what one asked for oneself"))
Comment = Annotated[str, Ask(_("Comment"), multiline=True)]
NOT_PENDING = _("Nothing is waiting for a decision here.")


def _of_another(record: Any, by: Actor) -> bool:
    return record.approval_asked_by_id != by.employee_id or by.may(OWN)


def _of_oneself(record: Any, by: Actor) -> bool:
    return record.approval_asked_by_id == by.employee_id or by.rights.administrator


def declare_approvals(model: type[Model], *rules: ApprovalRule) -> None:
    """Give a kind of record (an `Approvable`) its rules and the actions by which people ask and decide."""
    declare_rules(model, rules)

    @action(
        model, label=_("Ask for approval"), icon="stamp", undoable=False,
        sentence=_("%(by)s asked for approval of %(title)s"),
        when=~Q(approval__in=[Approval.PENDING, Approval.APPROVED]), otherwise=_("It is approved or waits already."),
    )  # fmt: skip
    def ask_approval(chosen: Chosen[Any], *, note: Comment = "", by: Actor) -> Outcome:
        """Ask the nearest superior who may decide. Raises Refused when the record needs no approval."""
        return _ask(chosen.one(), note, by)

    @action(
        model, power=DECIDE, verb="view", label=_("Approve"), icon="check", undoable=False,
        sentence=_("%(by)s approved %(title)s"), when=PENDING, otherwise=NOT_PENDING, offered=_of_another,
    )  # fmt: skip
    def approve(chosen: Chosen[Any], *, comment: Comment = "", by: Actor) -> Outcome:
        """Agree. Only who holds the powers that the reasons call for, and never one's own request without the power."""
        return _decide(chosen.one(), Approval.APPROVED, comment, by)

    @action(
        model, power=DECIDE, verb="view", label=_("Refuse"), icon="x", danger=True, undoable=False,
        sentence=_("%(by)s refused %(title)s: %(comment)s"), when=PENDING, otherwise=NOT_PENDING, offered=_of_another,
    )  # fmt: skip
    def refuse(chosen: Chosen[Any], *, comment: Annotated[str, Ask(_("Reason"), multiline=True)], by: Actor) -> Outcome:
        """Say no, and why; the record can be changed again."""
        if not comment.strip():
            raise Refused(_("Say why it is refused."), field="comment", code="required")
        return _decide(chosen.one(), Approval.REFUSED, comment, by)

    @action(
        model, verb="view", label=_("Recall the request"), icon="undo-2", undoable=False,
        sentence=_("%(by)s recalled the request for approval of %(title)s"), when=PENDING, otherwise=NOT_PENDING,
        offered=_of_oneself,
    )  # fmt: skip
    def recall_approval(chosen: Chosen[Any], *, by: Actor) -> Outcome:
        """Take the question back, by who asked it, so that the record can be changed."""
        record = chosen.one()
        request = _open_request(record)
        if by.employee_id != request.asked_by_id and not by.rights.administrator:
            raise NotAllowed(_("Only who asked for approval can take the request back."), code="not_allowed")
        _close(record, request, Approval.RECALLED, "", by)
        return Outcome(done=1, records=[record.pk])


def _ask(record: Any, note: str, by: Actor) -> Outcome:
    lacking = needed(record)
    if not lacking:
        raise Refused(_("This needs no approval."), code="needs_none")
    asker = Employee.objects.select_related("superior").get(pk=by.employee_id)
    approver = approver_for(asker, lacking.powers | {DECIDE})
    entity = entity_of(record)
    ApprovalRequest.objects.create(
        entity=entity.key, record_id=record.pk, title=entity.title_of(record)[:200], note=note.strip(),
        reasons=[reason[:300] for reason in lacking.reasons], powers=sorted(lacking.powers), asked_by=asker,
        created_by=asker, owner=approver, department_id=approver.department_id,
    )  # fmt: skip
    _write(record, Approval.PENDING, approver.pk, asker.pk)
    _tell([approver.pk], _("%(by)s asks you to approve %(title)s"), record, by)
    return Outcome(
        done=1, records=[record.pk], message=_("%(name)s has been asked to decide.") % {"name": approver.name}
    )


def _decide(record: Any, state: Approval, comment: str, by: Actor) -> Outcome:
    request = _open_request(record)
    if by.employee_id == request.asked_by_id and not by.may(OWN):
        raise NotAllowed(_("Nobody decides on what they asked for themselves."), code="own_request")
    if not all(by.may(power) for power in request.powers):
        raise NotAllowed(_("You may not approve this: it is above your limit."), code="lacks_power")
    _close(record, request, state, comment, by)
    words = _("%(by)s approved %(title)s") if state == Approval.APPROVED else _("%(by)s refused %(title)s: %(comment)s")
    _tell([request.asked_by_id], words, record, by, comment=comment.strip())
    return Outcome(done=1, records=[record.pk])


def _open_request(record: Any) -> ApprovalRequest:
    key = entity_of(record).key
    rows = ApprovalRequest.objects.filter(entity=key, record_id=record.pk, state=Approval.PENDING)
    request = rows.select_for_update().first()
    if request is None:
        raise Refused(NOT_PENDING, code="not_pending")
    return request  # type: ignore[no-any-return]


def _close(record: Any, request: ApprovalRequest, state: Approval, comment: str, by: Actor) -> None:
    ApprovalRequest.objects.filter(pk=request.pk).update(
        state=state, comment=comment.strip(), decided_by_id=by.employee_id, decided_at=timezone.now(),
        revision=F("revision") + 1,
    )  # fmt: skip
    _write(record, Approval.NONE if state == Approval.RECALLED else state, None, None)


def _write(record: Any, state: Approval, approver: int | None, asker: int | None) -> None:
    type(record)._default_manager.filter(pk=record.pk).update(
        approval=state, approver_id=approver, approval_asked_by_id=asker, revision=F("revision") + 1,
        updated_at=timezone.now(),
    )  # fmt: skip


def _tell(people: list[int], message: Words, record: Any, by: Actor, **more: str) -> None:
    entity = entity_of(record)
    values = {"by": by.name, "title": entity.title_of(record), **more}
    where = {"url": entity.url(record.pk), "entity": entity.key, "record_id": record.pk}
    after_commit(lambda: notify(people, message, values, icon="stamp", **where))
