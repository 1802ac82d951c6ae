"""Moving deals along: to a stage, won, lost, and open again; and giving them to a colleague."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.actions.transferring import To, refuse_departed
from zhike.areas.marketing.models import Competitor
from zhike.areas.selling.models import Opportunity, Stage, StageKind
from zhike.areas.selling.stages import closing_stage, first_stage, stage_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome, Skip
from zhike.kernel.actions.perform import after_commit
from zhike.kernel.actions.standard import write
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.notifications.telling import notify
from zhike.kernel.refusals import NotAllowed, Refused

OPEN = Q(closed_on=None)
CLOSED = _("This opportunity is closed: reopen it first.")
ToStage = Annotated[Stage, Ask(_("Stage"))]
On = Annotated[date | None, Ask(_("Closed on"), help=_("Today, unless you say otherwise."))]


@action(
    Opportunity, label=_("Move to a stage"), icon="workflow", bulk=True,
    sentence=_("%(by)s moved %(title)s to “%(to)s”"), when=OPEN, otherwise=CLOSED,
)  # fmt: skip
def move(opportunities: Chosen[Opportunity], *, to: ToStage, by: Actor) -> Outcome:
    """Put deals into a stage; those that stand in it already are skipped, and those of another pipeline.

    Raises Refused, field by field, when a deal lacks what the stage requires; among several it is skipped for it.
    """
    return _written(opportunities, lambda deal: _moving(deal, to), by, _("Moved to “%(stage)s”.") % {"stage": to.name})


@action(
    Opportunity, label=_("Win"), icon="trophy", bulk=True, sentence=_("%(by)s won %(title)s"),
    when=OPEN, otherwise=CLOSED,
)  # fmt: skip
def win(
    opportunities: Chosen[Opportunity],
    *,
    amount: Annotated[Decimal | None, Ask(_("Final amount"), help=_("Left empty, the amount stays."))] = None,
    on: On = None,
    note: Annotated[str, Ask(_("What decided it"), multiline=True)] = "",
    by: Actor,
) -> Outcome:
    """Close deals as won. Raises Refused without what the won stage requires, or for a day that is still to come."""
    _refuse_future(on)

    def values(deal: Opportunity) -> dict[str, Any]:
        stage = closing_stage(deal.pipeline_id, StageKind.WON)
        final = {"amount": amount} if amount is not None else {}
        return {"stage": stage.pk, "closed_on": on or timezone.localdate(), "closing_note": note} | final

    return _written(opportunities, values, by, _("Won. Congratulations!"))


@action(
    Opportunity, label=_("Lose"), icon="thumbs-down", bulk=True, sentence=_("%(by)s lost %(title)s"),
    when=OPEN, otherwise=CLOSED,
)  # fmt: skip
def lose(
    opportunities: Chosen[Opportunity],
    *,
    reason: Annotated[str, Ask(_("Why it was lost"), dictionary="lost_reason")],
    to_competitor: Annotated[Competitor | None, Ask(_("Lost to"))] = None,
    on: On = None,
    note: Annotated[str, Ask(_("What decided it"), multiline=True)] = "",
    by: Actor,
) -> Outcome:
    """Close deals as lost, for a reason of the dictionary `lost_reason` (its code), maybe to a competitor."""
    _refuse_future(on)
    choice = directory().choice("lost_reason", reason)
    if choice is None:
        raise Refused(_("Say why it was lost."), field="reason", code="required")

    def values(deal: Opportunity) -> dict[str, Any]:
        return {
            "stage": closing_stage(deal.pipeline_id, StageKind.LOST).pk, "closed_on": on or timezone.localdate(),
            "lost_reason": choice.pk, "lost_to": to_competitor.pk if to_competitor else None, "closing_note": note,
        }  # fmt: skip

    return _written(opportunities, values, by)


@action(
    Opportunity, verb="reopen", label=_("Reopen"), icon="rotate-ccw", bulk=True,
    sentence=_("%(by)s reopened %(title)s"), when=Q(closed_on__isnull=False), otherwise=_("It is open."),
)  # fmt: skip
def reopen(opportunities: Chosen[Opportunity], *, by: Actor) -> Outcome:
    """Open won or lost deals again, in the last open stage that they stood in. Open ones are skipped."""

    def values(deal: Opportunity) -> dict[str, Any]:
        stood = (
            deal.periods.filter(stage__kind=StageKind.OPEN).order_by("-entered_at").values_list("stage_id", flat=True)
        )
        stage = stage_of(stood.first()) or first_stage(deal.pipeline_id)
        return {"stage": stage.pk}

    return _written(opportunities, values, by)


@action(
    Opportunity, verb="transfer", label=_("Change owner"), icon="user-round-cog", bulk=True,
    sentence=_("%(by)s gave %(title)s to %(to)s"),
)  # fmt: skip
def change_owner(opportunities: Chosen[Opportunity], *, to: To, by: Actor) -> Outcome:
    """Give open deals to a colleague, who is told. Closed ones keep their owner: commissions depend on who won them."""
    refuse_departed(to)
    done: list[int] = []
    skipped: list[Skip] = []
    for page in opportunities.pages():
        moving = [deal.pk for deal in page if deal.owner_id != to.pk]
        words = _("%(name)s owns it already.") % {"name": to.name}
        skipped += [Skip(deal.pk, words, deal.name) for deal in page if deal.owner_id == to.pk]
        Opportunity.objects.filter(pk__in=moving).update(
            owner_id=to.pk, department_id=to.department_id, revision=F("revision") + 1, updated_at=timezone.now()
        )
        done += moving
    if done and to.pk != by.employee_id:
        said = {"by": by.name, "count": len(done)}
        given = _("%(by)s gave you %(count)s opportunities")
        after_commit(lambda: notify([to.pk], given, said, icon="target", url="/opportunities?view=mine"))
    return Outcome(done=len(done), skipped=skipped, records=done[:100])


def _moving(deal: Opportunity, to: Stage) -> dict[str, Any] | Skip:
    if deal.stage_id == to.pk:
        return Skip(deal.pk, _("It stands there already."), deal.name)
    if deal.pipeline_id != to.pipeline_id:
        return Skip(deal.pk, _("This stage belongs to another pipeline."), deal.name)
    return {"stage": to.pk}


def _written(opportunities: Chosen[Opportunity], values: Any, by: Actor, message: Any = "") -> Outcome:
    """Write to each deal what `values` says; one that refuses is left alone, unless it is the only one."""
    entity = entity_of(Opportunity)
    if "stage" not in entity.writable(by):
        raise NotAllowed(_("“%(field)s” can't be changed by you here.") % {"field": entity.fields["stage"].label})
    done: list[int] = []
    skipped: list[Skip] = []
    for page in opportunities.pages():
        for deal in page:
            wished: Mapping[str, Any] | Skip = values(deal)
            if isinstance(wished, Skip):
                skipped.append(wished)
                continue
            try:
                done += [deal.pk] if write(entity, deal, wished, by=by) else []
            except Refused as refused:
                if len(opportunities.ids) == 1:
                    raise
                skipped.append(Skip(deal.pk, refused.message, deal.name))
    if not done and len(opportunities.ids) == 1 and skipped:
        raise Refused(skipped[0].reason, code="left_alone")
    return Outcome(done=len(done), skipped=skipped, records=done[:100], message=message if len(done) == 1 else "")


def _refuse_future(on: date | None) -> None:
    if on is not None and on > timezone.localdate():
        raise Refused(_("This day is still to come."), field="on", code="in_the_future")
