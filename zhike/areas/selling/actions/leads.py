"""Working on leads: beginning, qualifying, discarding, and taking them up again; giving them to a colleague."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.actions.phones import LABEL, SENTENCE, unmask
from zhike.areas.customers.actions.transferring import To, refuse_departed
from zhike.areas.customers.models import Customer
from zhike.areas.selling.leads import tell_owners
from zhike.areas.selling.models import Lead, LeadState, Pipeline
from zhike.areas.selling.qualifying import Deal, qualified
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome, Skip
from zhike.kernel.actions.perform import after_commit
from zhike.kernel.directory import directory
from zhike.kernel.refusals import Refused

OPEN = Q(state__in=(LeadState.NEW, LeadState.WORKING))
CLOSED = _("This lead is qualified or discarded already.")


@action(
    Lead, label=_("Begin working on it"), icon="play", bulk=True, sentence=_("%(by)s began working on %(title)s"),
    when=Q(state=LeadState.NEW), otherwise=_("Somebody works on it already."),
)  # fmt: skip
def start(leads: Chosen[Lead], *, by: Actor) -> Outcome:
    """Say that somebody works on leads now."""
    return _set(leads, state=LeadState.WORKING)


@action(
    Lead, label=_("Qualify"), icon="badge-check", sentence=_("%(by)s qualified %(title)s"), when=OPEN, otherwise=CLOSED,
)  # fmt: skip
def qualify(
    leads: Chosen[Lead],
    *,
    customer: Annotated[
        Customer | None,
        Ask(_("Existing customer"), help=_("Left empty, the same one is looked for, or a new one made.")),
    ] = None,
    as_new: Annotated[bool, Ask(_("As a new customer in any case"))] = False,
    with_opportunity: Annotated[bool, Ask(_("With an opportunity"))] = True,
    opportunity_name: Annotated[str, Ask(_("Opportunity name"))] = "",
    amount: Annotated[Decimal | None, Ask(_("Amount"))] = None,
    pipeline: Annotated[Pipeline | None, Ask(_("Pipeline"))] = None,
    by: Actor,
) -> Outcome:
    """Turn a lead into a customer, a contact and, if wished, an opportunity; all of them belong to the lead's owner.

    A customer that is surely the same is taken, as the check for duplicates finds it. Raises Refused when that belongs
    to a colleague, unless it is wished `as_new`.
    """
    deal = Deal(opportunity_name, amount, pipeline) if with_opportunity else None
    lead = qualified(leads.one(), customer, as_new=as_new, deal=deal, by=by)
    made: dict[str, Any] = {
        "customer": str(lead.customer_id), "contact": str(lead.contact_id) if lead.contact_id else None,
        "opportunity": str(lead.opportunity_id) if lead.opportunity_id else None,
        "url": f"/opportunities/{lead.opportunity_id}" if lead.opportunity_id else f"/customers/{lead.customer_id}",
    }  # fmt: skip
    return Outcome(done=1, records=[lead.pk], values=made, message=_("Qualified."))


@action(
    Lead, label=_("Discard"), icon="archive-x", bulk=True, sentence=_("%(by)s discarded %(title)s"),
    when=OPEN, otherwise=CLOSED,
)  # fmt: skip
def discard(
    leads: Chosen[Lead],
    *,
    reason: Annotated[str, Ask(_("Why it is discarded"), dictionary="discard_reason")],
    note: Annotated[str, Ask(_("Note"))] = "",
    by: Actor,
) -> Outcome:
    """Put leads aside of which nothing will come, for a reason of the dictionary `discard_reason` (its code)."""
    choice = directory().choice("discard_reason", reason)
    if choice is None:
        raise Refused(_("Say why it is discarded."), field="reason", code="required")
    return _set(
        leads, state=LeadState.DISCARDED, discard_reason_id=choice.pk, discard_note=note[:300],
        closed_on=timezone.localdate(),
    )  # fmt: skip


@action(
    Lead,
    verb="reopen", label=_("Take up again"), icon="rotate-ccw", bulk=True, sentence=_("%(by)s took up %(title)s again"),
    when=Q(state=LeadState.DISCARDED), otherwise=_("Only a discarded lead can be taken up again."),
)  # fmt: skip
def reopen_lead(leads: Chosen[Lead], *, by: Actor) -> Outcome:
    """Work on discarded leads again."""
    return _set(leads, state=LeadState.WORKING, discard_reason_id=None, discard_note="", closed_on=None)


@action(
    Lead, verb="transfer", label=_("Give to a colleague"), icon="user-round-cog", bulk=True,
    sentence=_("%(by)s gave %(title)s to %(to)s"),
)  # fmt: skip
def give(leads: Chosen[Lead], *, to: To, by: Actor) -> Outcome:
    """Give leads to a colleague, who is told. Raises Refused if the colleague has left."""
    refuse_departed(to)
    outcome = _set(leads, but=Q(owner=to), owner_id=to.pk, department_id=to.department_id, assigned_by_id=None)
    given = list(outcome.records)
    if given and to.pk != by.employee_id:
        after_commit(lambda: tell_owners({to.pk: given}))
    return outcome


unmask_lead = action(Lead, verb="view", label=LABEL, icon="eye", undoable=False, sentence=SENTENCE)(unmask)


def _set(leads: Chosen[Lead], *, but: Q | None = None, **columns: Any) -> Outcome:
    """Write the same columns into leads, page by page; those that meet `but` have them already."""
    done: list[int] = []
    skipped: list[Skip] = []
    for page in leads.pages():
        ids = [lead.pk for lead in page]
        same = set(Lead.objects.filter(but, pk__in=ids).values_list("pk", flat=True)) if but is not None else set()
        skipped += [Skip(lead.pk, _("It is so already."), str(lead)) for lead in page if lead.pk in same]
        ids = [one for one in ids if one not in same]
        Lead.objects.filter(pk__in=ids).update(**columns, revision=F("revision") + 1, updated_at=timezone.now())
        done += ids
    return Outcome(done=len(done), skipped=skipped, records=done[:100])
