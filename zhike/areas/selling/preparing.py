"""What is filled in and checked before an opportunity, a pipeline or a stage is saved or deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.preparing import refuse_frozen
from zhike.areas.finance.currencies import base_currency, rate_on
from zhike.areas.finance.money import to_base
from zhike.areas.selling.models import Opportunity, Stage, StageKind, State
from zhike.areas.selling.stages import first_stage, stage_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.refusals import FieldError, Refused


def complete_opportunity(deal: Opportunity, changed: frozenset[str], by: Actor) -> None:
    """Agree on customer and contact, put the deal into its stage, and keep the amount in base currency."""
    _agree_on_customer(deal, changed)
    _enter(deal, changed, by)
    if deal.amount is not None and deal.amount < 0:
        raise Refused(_("An amount can't be negative."), field="amount", code="negative")
    if deal.probability is not None and deal.probability > 100:
        raise Refused(_("A probability lies between 0 and 100."), field="probability", code="out_of_range")
    in_base_currency(deal)


def _agree_on_customer(deal: Opportunity, changed: frozenset[str]) -> None:
    contact = deal.contact if "contact" in changed else None
    if contact is not None and deal.customer_id is None:
        deal.customer_id = contact.customer_id
    elif contact is not None and contact.customer_id not in (None, deal.customer_id):
        words = _("%(name)s is a contact of another customer.") % {"name": contact.name}
        raise Refused(words, field="contact", code="elsewhere")
    if "customer" in changed and deal.customer is not None:
        refuse_frozen(deal.customer)


def _enter(deal: Opportunity, changed: frozenset[str], by: Actor) -> None:
    """Put the deal into its stage: by default the first one; what the stage asks for must be there."""
    new = deal.pk is None
    stage = _stage_wanted(deal, changed, new)
    if not new and "stage" not in changed and stage.pk == deal.stage_id:
        _refuse_closing_words(deal, changed)
        return
    deal.stage_id, deal.pipeline_id, deal.state = stage.pk, stage.pipeline_id, State(stage.kind)
    if not new:
        deal.stage_since = timezone.now()
    if "probability" not in changed or deal.probability is None:
        deal.probability = stage.probability
    if "forecast" not in changed:
        deal.forecast = stage.forecast
    _close_or_open(deal, stage)
    # What happened elsewhere long ago comes in as it was: an import can't ask anybody for what is missing.
    if by.door != "import":
        refuse_incomplete(deal, stage)
    _refuse_closing_words(deal, changed)


def _stage_wanted(deal: Opportunity, changed: frozenset[str], new: bool) -> Stage:
    """The stage that was chosen, else the one it has, else the first of its pipeline."""
    stage = stage_of(deal.stage_id)
    moved = "pipeline" in changed and "stage" not in changed and stage is not None
    if stage is None or (moved and stage.pipeline_id != deal.pipeline_id):
        return first_stage(deal.pipeline_id)
    if "pipeline" in changed and "stage" in changed and stage.pipeline_id != deal.pipeline_id:
        raise Refused(_("This stage belongs to another pipeline."), field="stage", code="elsewhere")
    return stage


def _close_or_open(deal: Opportunity, stage: Stage) -> None:
    if stage.kind != StageKind.OPEN:
        deal.closed_on = deal.closed_on or timezone.localdate()
    elif deal.pk is not None:
        deal.closed_on = deal.lost_reason_id = deal.lost_to_id = None


def refuse_incomplete(deal: Opportunity, stage: Stage) -> None:
    """Refuse a stage that requires what the deal does not have; all that is missing is said at once."""
    fields = entity_of(Opportunity).fields
    words = _("“%(field)s” must be filled in before “%(stage)s”.")
    missing = [
        FieldError(name, "required", words % {"field": fields[name].label, "stage": stage.name})
        for name in stage.required
        if name in fields and getattr(deal, fields[name].column) in (None, "")
    ]
    if stage.kind == StageKind.LOST and deal.lost_reason_id is None:
        missing.append(FieldError("lost_reason", "required", _("Say why it was lost.")))
    if missing:
        raise Refused(errors=missing)


def _refuse_closing_words(deal: Opportunity, changed: frozenset[str]) -> None:
    """An open deal has no day of closing, and only a lost one was lost to somebody for a reason."""
    if deal.state == State.OPEN and deal.closed_on is not None:
        raise Refused(_("An open opportunity has no day of closing."), field="closed_on", code="still_open")
    for name in ("lost_reason", "lost_to"):
        if deal.state != State.LOST and getattr(deal, f"{name}_id") is not None:
            raise Refused(_("Only a lost opportunity has this."), field=name, code="not_lost")


def in_base_currency(deal: Opportunity) -> None:
    """Keep the amount in base currency true, by the rate of today. Raises Refused when there is none."""
    deal.currency = deal.currency or base_currency()
    rate = rate_on(deal.currency, timezone.localdate())
    deal.amount_base = to_base(deal.amount, rate) if deal.amount is not None else None


def complete_stage(stage: Stage, changed: frozenset[str], by: Actor) -> None:
    """A won stage is certain, a lost one hopeless; the meaning of a stage in which deals stand does not change."""
    if stage.probability > 100:
        raise Refused(_("A probability lies between 0 and 100."), field="probability", code="out_of_range")
    if stage.kind != StageKind.OPEN:
        stage.probability, stage.patience = (100 if stage.kind == StageKind.WON else 0), None
    if stage.pk is not None and {"kind", "pipeline"} & changed and _stands_in(stage):
        raise Refused(_("Opportunities stand in “%(name)s”: move them first.") % {"name": stage.name}, code="in_use")


def guard_stage(verb: str, stages: Sequence[Any], by: Actor) -> None:
    """A stage in which deals stand, or stood, is not deleted."""
    for stage in stages if verb == "delete" else ():
        if _stands_in(stage):
            words = _("Opportunities stand in “%(name)s”: move them first.") % {"name": stage.name}
            raise Refused(words, code="in_use")


def guard_pipeline(verb: str, found: Sequence[Any], by: Actor) -> None:
    """A pipeline that deals have taken is retired, not deleted."""
    for pipeline in found if verb == "delete" else ():
        if Opportunity.objects.filter(pipeline=pipeline).exists():
            words = _("Opportunities have taken “%(name)s”: retire it instead.") % {"name": pipeline.name}
            raise Refused(words, code="in_use")


def _stands_in(stage: Stage) -> bool:
    return Opportunity.objects.filter(stage=stage).exists()
