"""Seeing a masked phone number in full: with a reason, so many a day, and recorded."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.access import looks
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import declare_power
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome

QUOTAS = {
    declare_power("customers.unmask_20", _("See up to 20 phone numbers a day, each with a reason")): 20,
    declare_power("customers.unmask_100", _("See up to 100 phone numbers a day, each with a reason")): 100,
}

Field = Annotated[str, Ask(_("Phone number"), asked=False)]
Reason = Annotated[str, Ask(_("Reason"))]
LABEL = _("Show phone number")
SENTENCE = _("%(by)s looked at a phone number of %(title)s: %(reason)s")


def quota_of(by: Actor) -> int:
    """How many masked numbers the person may see in a day: the most that any role gives."""
    return max((most for power, most in QUOTAS.items() if by.may(power)), default=0)


def unmask(records: Chosen[Any], *, field: Field, reason: Reason = "", by: Actor) -> Outcome:
    """Show one phone number in full, as `values["value"]`. Raises UsedUp when the day's numbers are used up."""
    record = records.one()
    value = looks.unmask(record, field, reason, quota=quota_of(by), by=by)
    return Outcome(done=1, records=[record.pk], values={"value": value})


unmask_customer = action(Customer, verb="view", label=LABEL, icon="eye", undoable=False, sentence=SENTENCE)(unmask)
unmask_contact = action(Contact, verb="view", label=LABEL, icon="eye", undoable=False, sentence=SENTENCE)(unmask)
