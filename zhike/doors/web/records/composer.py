"""Writing on a timeline: a note, call, visit, mail or task, from the card of a customer or of a contact."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.areas.activities.actions import log_activity
from zhike.areas.activities.card import ICONS
from zhike.areas.activities.models import ActivityKind
from zhike.areas.customers.models import Contact, Customer
from zhike.doors.web.fields import Choice, Field
from zhike.doors.web.records.acting import read_arguments
from zhike.doors.web.records.answers import toast, trigger
from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Action
from zhike.kernel.actions.perform import perform
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.refusals import Refused

ACTION: Action = log_activity.action  # type: ignore[attr-defined]
MOST_CONTACTS = 100
TALKED = "call visit"


def customer_of(record: Any) -> Customer | None:
    """The customer on whose timeline is written: the record itself, or the one at which the contact works."""
    if isinstance(record, Customer):
        return record
    return record.customer if isinstance(record, Contact) else None


def composer_of(entity: Entity, record: Any, by: Actor) -> dict[str, Any] | None:
    """The context of `web/composer.html`; None where the person may not write, or nothing can be written."""
    customer = customer_of(record)
    may_write = ACTION.allowed(by) and by.rights.reach("activities", "create")
    if customer is None or not may_write or customer.frozen_at is not None:
        return None
    return {
        "url": f"{entity.url(record.pk)}/log",
        "prompt": _("What was said or done? Ctrl+Enter saves"),
        "kinds": [{"value": kind.value, "icon": ICONS[kind][0], "label": kind.label} for kind in ActivityKind],
        "parts": parts(record, customer, by),
    }


def parts(record: Any, customer: Customer, by: Actor) -> list[dict[str, Any]]:
    """What is asked besides the text, by kind."""
    results = [
        Choice(one.code, str(one)) for one in directory().dictionaries.get("activity_result", []) if not one.retired
    ]
    talked = [Field("result", _("Result"), "select", choices=results), Field("minutes", _("Minutes"), "number")]
    contact = contact_field(customer, by) if isinstance(record, Customer) else None
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
    rows = Contact.objects.visible_to(by).filter(customer=customer).order_by("-pk")
    people = [
        Choice(str(one), f"{name} {post}".strip())
        for one, name, post in rows.values_list("pk", "name", "post")[:MOST_CONTACTS]
    ]
    return Field("contact", _("With"), "select", choices=people) if people else None


@require_POST
def log(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """Write the entry; the card then draws itself anew, figures and all."""
    entity, by = opened(request, key)
    record = record_of(entity, record_id, by)
    customer = customer_of(record)
    if customer is None or not ACTION.allowed(by):
        raise Http404
    if not request.POST.get("text", "").strip():
        raise Refused(_("Write what it is about."), field="text", code="required")
    arguments = read_arguments(ACTION, request.POST, by)
    if isinstance(record, Contact):
        arguments["contact"] = record
    outcome = perform(ACTION, Chosen.of(customer, by=by, verb=ACTION.verb), arguments, by=by)
    answer = trigger(HttpResponse(status=204), **{"records-changed": True})
    return toast(
        answer, _("Recorded at %(time)s.") % {"time": timezone.localtime().strftime("%H:%M")}, batch=outcome.batch
    )
