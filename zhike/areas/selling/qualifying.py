"""From a lead to a customer, a contact and an opportunity, in one step."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.activities.models import Activity
from zhike.areas.customers.models import Contact, Customer, CustomerKind
from zhike.areas.selling.models import Lead, LeadState, Opportunity, Pipeline
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.perform import batch
from zhike.kernel.actions.standard import create_checked, may_create
from zhike.kernel.duplicates.checking import Candidate, candidates
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.refusals import Refused

SURE = 0.8


class Deal(NamedTuple):
    """The opportunity that is to come of a lead."""

    name: str = ""
    amount: Decimal | None = None
    pipeline: Pipeline | None = None


def likely_customer(lead: Lead, by: Actor) -> Candidate | None:
    """The customer that the lead most likely comes from; without id and title for who may not see it."""
    values = {"name": lead.company or lead.name, "main_phone": lead.phone, "email": lead.email}
    found = candidates(entity_of(Customer), {name: value for name, value in values.items() if value}, by, most=1)
    return found[0] if found else None


def qualified(
    lead: Lead, customer: Customer | None, *, as_new: bool, deal: Deal | None, by: Actor
) -> Lead:  # fmt: skip
    """Make or find the customer and the contact, and begin the deal if one is wished. Runs within a batch.

    Raises Refused when the customer seems to be there already and belongs to a colleague, unless it is wished as a new
    one, and NotAllowed without the right to create what must be created.
    """
    with batch(by, "leads.qualify", "leads", {}) as running:
        by = running.by
        customer = customer or (None if as_new else _known(lead, by)) or _new_customer(lead, by)
        contact = _contact(lead, customer, by)
        opportunity = _new_deal(lead, customer, contact, deal, by) if deal is not None else None
        lead.state, lead.closed_on = LeadState.QUALIFIED, timezone.localdate()
        lead.customer, lead.contact, lead.opportunity = customer, contact, opportunity
        lead.revision += 1
        lead.save(update_fields=[
            "state", "closed_on", "customer", "contact", "opportunity", "revision", "updated_at",
        ])  # fmt: skip
        # What was said until now belongs to the customer's story.
        Activity.objects.filter(about_kind="leads", about_id=lead.pk, customer=None).update(
            customer=customer, contact=contact
        )
    return lead


def _known(lead: Lead, by: Actor) -> Customer | None:
    """The customer that is surely the same."""
    found = likely_customer(lead, by)
    if found is None or found.score < SURE:
        return None
    if found.id is None:
        words = _("This seems to be a customer of %(owner)s: give the lead to them, or qualify it as a new customer.")
        raise Refused(words % {"owner": found.owner or "—"}, field="as_new", code="colleagues_customer")
    return Customer.objects.visible_to(by, "change").filter(pk=found.id).first()


def _new_customer(lead: Lead, by: Actor) -> Customer:
    entity = entity_of(Customer)
    may_create(entity, by)
    values: dict[str, Any] = {
        "name": lead.company or lead.name, "main_phone": lead.phone, "email": lead.email, "region": lead.region_id,
        "kind": CustomerKind.ENTERPRISE if lead.company else CustomerKind.INDIVIDUAL,
    }  # fmt: skip
    for name in ("source", "industry"):
        if getattr(lead, f"{name}_id"):
            values[name] = getattr(lead, f"{name}_id")
    outcome = create_checked(entity, values | _owned(lead), by=by)
    return Customer.objects.get(pk=outcome.records[0])


def _contact(lead: Lead, customer: Customer, by: Actor) -> Contact | None:
    """The contact with the same phone or mail address, else a new one; nobody for a customer who is a person."""
    if not lead.company or not lead.name:
        return None
    same = Q(pk__in=[])
    same |= Q(mobile=lead.phone) if lead.phone else Q()
    same |= Q(email__iexact=lead.email) if lead.email else Q()
    rows = Contact.objects.filter(same | Q(name=lead.name), customer=customer, deleted_at=None)
    known: Contact | None = rows.order_by("pk").first()
    if known is not None:
        return known
    entity = entity_of(Contact)
    may_create(entity, by)
    values = {
        "name": lead.name, "customer": customer.pk, "post": lead.post, "mobile": lead.phone, "email": lead.email,
    }  # fmt: skip
    outcome = create_checked(entity, values | _owned(lead), by=by)
    return Contact.objects.get(pk=outcome.records[0])


def _new_deal(lead: Lead, customer: Customer, contact: Contact | None, deal: Deal, by: Actor) -> Opportunity:
    entity = entity_of(Opportunity)
    may_create(entity, by)
    values: dict[str, Any] = {
        "name": deal.name.strip() or _name_of(lead), "customer": customer.pk,
        "contact": contact.pk if contact else None, "amount": deal.amount, "need": lead.need,
    }  # fmt: skip
    if deal.pipeline is not None:
        values["pipeline"] = deal.pipeline.pk
    if lead.source_id:
        values["source"] = lead.source_id
    outcome = create_checked(entity, values | _owned(lead), by=by)
    return Opportunity.objects.get(pk=outcome.records[0])


def _name_of(lead: Lead) -> str:
    """The first line of the need, else who it is for."""
    first = lead.need.strip().partition("\n")[0].partition("。")[0][:60]
    return first or str(_("Enquiry of %(name)s") % {"name": lead.company or lead.name})


def _owned(lead: Lead) -> dict[str, Any]:
    """What comes of a lead belongs to the lead's owner."""
    return {"owner": lead.owner_id, "department": lead.department_id} if lead.owner_id else {}
