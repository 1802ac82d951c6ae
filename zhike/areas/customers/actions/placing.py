"""Placing contacts in the chart of who reports to whom."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.models import Contact
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome, Skip
from zhike.kernel.actions.standard import write
from zhike.kernel.entity.registry import entity_of


@action(
    Contact, label=_("Set superior"), icon="network", bulk=True, sentence=_("%(by)s placed %(title)s below %(to)s"),
)  # fmt: skip
def put_below(
    contacts: Chosen[Contact],
    *,
    to: Annotated[
        Contact | None, Ask(_("Reports to"), help=_("Left empty: the contact stands at the top of the chart."))
    ] = None,
    by: Actor,
) -> Outcome:
    """Let contacts report to another contact, or to nobody with `to` left out.

    Whoever stands there already is skipped; one of another customer is too. Raises Refused for a circle.
    """
    done: list[int] = []
    skipped: list[Skip] = []
    for contact in contacts.locked():
        if to is not None and contact.customer_id != to.customer_id:
            reason = _("%(name)s works at another customer.") % {"name": to.name}
            skipped.append(Skip(contact.pk, reason, contact.name))
        elif write(entity_of(Contact), contact, {"superior": to.pk if to else None}, by=by):
            done.append(contact.pk)
    return Outcome(done=len(done), skipped=skipped, records=done[:100])
