"""What is filled in and checked before an activity is saved."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.activities.models import Activity, ActivityKind
from zhike.areas.customers.preparing import refuse_frozen
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

SUBJECT = 60
CLOCKS_DIFFER = timedelta(minutes=10)
HAPPENED = (ActivityKind.CALL, ActivityKind.VISIT)


def complete_activity(activity: Activity, changed: frozenset[str], by: Actor) -> None:
    """Make a subject of the text, take the customer from the contact, and refuse what can't have happened."""
    if not activity.subject:
        activity.subject = activity.body.strip().partition("\n")[0][:SUBJECT]
    if not activity.subject:
        raise Refused(_("Write what it is about."), field="subject", code="required")
    if "contact" in changed and activity.contact is not None:
        _agree_on_customer(activity)
    if {"customer", "contact"} & changed and activity.customer is not None:
        refuse_frozen(activity.customer)
    if {"at", "kind"} & changed and activity.kind in HAPPENED and activity.at > timezone.now() + CLOCKS_DIFFER:
        raise Refused(_("A call or visit that is still to come is a task."), field="at", code="in_the_future")
    if activity.kind != ActivityKind.TASK:
        activity.due_at = activity.done_at = None


def _agree_on_customer(activity: Activity) -> None:
    """A contact works at the customer that the activity is about."""
    contact = activity.contact
    if contact is None:
        return
    if activity.customer_id is None:
        activity.customer_id = contact.customer_id
    elif contact.customer_id is not None and contact.customer_id != activity.customer_id:
        raise Refused(
            _("%(name)s is a contact of another customer.") % {"name": contact.name}, field="contact", code="elsewhere"
        )
