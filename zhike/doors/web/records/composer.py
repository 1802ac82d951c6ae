"""Writing on a timeline: a note, call, visit, mail or task, from the card of a customer, a contact, or a deal."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.areas.activities.about import log_action_of
from zhike.areas.activities.card import ICONS
from zhike.areas.activities.models import ActivityKind
from zhike.areas.customers.models import Contact, Customer
from zhike.areas.customers.queries import contacts_of
from zhike.doors.web.fields import Choice, Field
from zhike.doors.web.records.answers import toast, trigger
from zhike.doors.web.records.arguments import read_arguments
from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.perform import perform
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.refusals import Refused

MOST_CONTACTS = 100
TALKED = "call visit"


def subject_of(record: Any) -> Any:
    """The record on whose timeline is written: the record itself; for a contact, the customer where the contact works.

    None where nothing can be written.
    """
    subject = record.customer if isinstance(record, Contact) else record
    return subject if subject is not None and log_action_of(subject) is not None else None


def customer_of(subject: Any) -> Customer | None:
    """The customer whose contacts may have been talked with."""
    return subject if isinstance(subject, Customer) else subject.customer


def composer_of(entity: Entity, record: Any, by: Actor) -> dict[str, Any] | None:
    """The context of `web/composer.html`; None where the person may not write, or nothing can be written."""
    subject = subject_of(record)
    action = log_action_of(subject) if subject is not None else None
    if action is None or not action.allowed(by) or not by.rights.reach("activities", "create"):
        return None
    customer = customer_of(subject)
    if customer is not None and customer.frozen_at is not None:
        return None
    return {
        "url": f"{entity.url(record.pk)}/log",
        "prompt": _("What was said or done? Ctrl+Enter saves"),
        "kinds": [{"value": kind.value, "icon": ICONS[kind][0], "label": kind.label} for kind in ActivityKind],
        "parts": parts(record, customer, by),
    }


def parts(record: Any, customer: Customer | None, by: Actor) -> list[dict[str, Any]]:
    """What is asked besides the text, by kind."""
    results = [
        Choice(one.code, str(one)) for one in directory().dictionaries.get("activity_result", []) if not one.retired
    ]
    talked = [Field("result", _("Result"), "select", choices=results), Field("minutes", _("Minutes"), "number")]
    contact = contact_field(customer, by) if customer is not None and not isinstance(record, Contact) else None
    if contact is not None:
        talked.insert(0, contact)
    following = [
        Field("next_step", _("Next step"), placeholder=_("e.g. send the quote")),
        Field("due_at", _("Due"), "datetime", id="id_next_due"),
    ]
    return [
        {"kinds": f"{TALKED}", "fields": talked},
        {"kinds": f"{TALKED} mail", "fields": following},
        {"kinds": "task", "fields": [Field("due_at", _("Due"), "datetime")]},
    ]


def contact_field(customer: Customer, by: Actor) -> Field | None:
    """With whom it was: the customer's contacts that the person may see."""
    if not by.rights.reach("contacts", "view"):
        return None
    newest = sorted(contacts_of(customer, by), key=lambda one: -one.pk)[:MOST_CONTACTS]
    people = [Choice(str(one.pk), f"{one.name} {one.post}".strip()) for one in newest]
    return Field("contact", _("With"), "select", choices=people) if people else None


@require_POST
def log(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """Write the entry; the card then draws itself anew, figures and all."""
    entity, by = opened(request, key)
    record = record_of(entity, record_id, by)
    subject = subject_of(record)
    action = log_action_of(subject) if subject is not None else None
    if action is None or not action.allowed(by):
        raise Http404
    if not request.POST.get("text", "").strip():
        raise Refused(_("Write what it is about."), field="text", code="required")
    arguments = read_arguments(action, request.POST, by)
    if isinstance(record, Contact):
        arguments["contact"] = record
    outcome = perform(action, Chosen.of(subject, by=by, verb=action.verb), arguments, by=by)
    answer = trigger(HttpResponse(status=204), **{"records-changed": True})
    return toast(
        answer, _("Recorded at %(time)s.") % {"time": timezone.localtime().strftime("%H:%M")}, batch=outcome.batch
    )
