"""A frozen customer can be read and nothing else; its contacts and activities too."""

from __future__ import annotations

from typing import Annotated

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.models import Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.refusals import Refused

LONGEST = 300


@action(
    Customer, power="customers.freeze", label=_("Freeze"), icon="snowflake", bulk=True,
    sentence=_("%(by)s froze %(title)s: %(reason)s"),
)  # fmt: skip
def freeze(
    customers: Chosen[Customer], *, reason: Annotated[str, Ask(_("Reason"), multiline=True)], by: Actor
) -> Outcome:
    """Make customers read-only and take them out of the active lists, until somebody unfreezes them."""
    if not reason.strip():
        raise Refused(_("Say why the customer is frozen."), field="reason", code="required")
    if len(reason) > LONGEST:
        raise Refused(_("At most %(most)s characters.") % {"most": LONGEST}, field="reason", code="too_long")
    done: list[int] = []
    for page in customers.pages():
        ids = [customer.pk for customer in page]
        Customer.objects.filter(pk__in=ids).update(
            frozen_at=timezone.now(), frozen_reason=reason.strip(), revision=F("revision") + 1
        )
        done += ids
    return Outcome(done=len(done), records=done[:100])


@action(
    Customer, power="customers.freeze", verb="unfreeze", label=_("Unfreeze"), icon="sun-snow", bulk=True,
    sentence=_("%(by)s unfroze %(title)s"), when=Q(frozen_at__isnull=False), otherwise=_("It is not frozen."),
)  # fmt: skip
def unfreeze(customers: Chosen[Customer], *, by: Actor) -> Outcome:
    """Let customers be changed again; whatever they had is as it was."""
    done: list[int] = []
    for page in customers.pages():
        ids = [customer.pk for customer in page]
        Customer.objects.filter(pk__in=ids).update(frozen_at=None, frozen_reason="", revision=F("revision") + 1)
        done += ids
    return Outcome(done=len(done), records=done[:100])
