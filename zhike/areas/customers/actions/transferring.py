"""Handing customers and contacts over to a colleague."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.customers.models import Contact, Customer
from zhike.areas.customers.open_work import hand_over_open_work
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome, Skip
from zhike.kernel.actions.perform import after_commit
from zhike.kernel.entity.parts import Words
from zhike.kernel.notifications.telling import notify
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import Refused

NAMED = 100
To = Annotated[Employee, Ask(pgettext_lazy("hand over", "To"))]


@action(
    Customer, power="customers.transfer", verb="transfer", label=_("Transfer"), icon="arrow-right-left", bulk=True,
    sentence=_("%(by)s transferred %(title)s to %(to)s"),
)  # fmt: skip
def transfer(
    customers: Chosen[Customer],
    *,
    to: To,
    with_contacts: Annotated[bool, Ask(_("With the contacts"))] = True,
    with_open_work: Annotated[bool, Ask(_("With open tasks"))] = True,
    note: Annotated[str, Ask(_("Note for the new owner"), multiline=True)] = "",
    by: Actor,
) -> Outcome:
    """Hand customers, and their contacts and open work if wished, to an active colleague.

    Those the colleague owns already are skipped, so a repeated call is harmless; so are those above the colleague's
    clearance. What others own of a customer stays theirs. Raises Refused if the colleague has left.
    """
    refuse_departed(to)
    skipped: list[Skip] = []
    given: Counter[int | None] = Counter()
    done: list[int] = []
    for page in customers.pages():
        moving = [customer for customer in page if not _kept(customer, to, skipped)]
        _hand_over(moving, to, with_contacts, with_open_work)
        given.update(customer.owner_id for customer in moving)
        done += [customer.pk for customer in moving]
    _tell(done, given, to, note, by)
    return Outcome(done=len(done), skipped=skipped, records=done[:NAMED])


@action(
    Contact, label=_("Change owner"), icon="user-round-cog", bulk=True,
    sentence=_("%(by)s gave %(title)s to %(to)s"),
)  # fmt: skip
def change_owner(contacts: Chosen[Contact], *, to: To, by: Actor) -> Outcome:
    """Give contacts to a colleague who looks after them from now on. Raises Refused if the colleague has left."""
    refuse_departed(to)
    skipped: list[Skip] = []
    done: list[int] = []
    for page in contacts.pages():
        moving = [contact.pk for contact in page if contact.owner_id != to.pk]
        skipped += [Skip(one.pk, _owns_already(to), one.name) for one in page if one.owner_id == to.pk]
        _give(Contact, moving, to)
        done += moving
    return Outcome(done=len(done), skipped=skipped, records=done[:NAMED])


def refuse_departed(to: Employee) -> None:
    """Refuse to give anything to somebody who has left, or who can't sign in to look after it."""
    gone = to.left_on is not None and to.left_on <= timezone.localdate()
    if gone or not to.is_active or to.deleted_at is not None:
        words = _("%(name)s has left and can't own customers.") % {"name": to.name}
        raise Refused(words, field="to", code="has_left")


def _kept(customer: Customer, to: Employee, skipped: list[Skip]) -> bool:
    if customer.owner_id == to.pk:
        skipped.append(Skip(customer.pk, _owns_already(to), customer.name))
        return True
    if customer.security_level > to.clearance:
        reason = _("%(name)s is not cleared for its security level.") % {"name": to.name}
        skipped.append(Skip(customer.pk, reason, customer.name))
        return True
    return False


def _owns_already(to: Employee) -> Words:
    return _("%(name)s owns it already.") % {"name": to.name}


def _hand_over(customers: Sequence[Customer], to: Employee, with_contacts: bool, with_open_work: bool) -> None:
    """The contacts and the work first: they are known by the owner until now."""
    ids = [customer.pk for customer in customers]
    if with_contacts:
        own = Contact.objects.filter(customer_id__in=ids, owner_id=F("customer__owner_id"), deleted_at=None)
        _give(Contact, list(own.order_by("pk").values_list("pk", flat=True)), to)
    if with_open_work:
        hand_over_open_work({customer.pk: customer.owner_id for customer in customers}, to)
    _give(Customer, ids, to)


def _give(model: type[Customer] | type[Contact], ids: Sequence[int], to: Employee) -> None:
    model.objects.filter(pk__in=ids).update(
        owner_id=to.pk, department_id=to.department_id, revision=F("revision") + 1, updated_at=timezone.now()
    )


def _tell(done: Sequence[int], given: Counter[int | None], to: Employee, note: str, by: Actor) -> None:
    """Tell the new owner and those who owned them until now, when it is certain."""
    if not done:
        return
    one = Customer.objects.get(pk=done[0]) if len(done) == 1 else None
    where = (
        {"url": f"/customers/{one.pk}", "entity": "customers", "record_id": one.pk} if one else {"url": "/customers"}
    )
    said = {"by": by.name, "to": to.name, "count": len(done), "title": one.name if one else "", "note": note}

    def tell() -> None:
        if to.pk != by.employee_id:
            message = _one_received(note) if one else _many_received(note)
            notify([to.pk], message, said, icon="arrow-right-left", **where)
        for owner, count in given.items():
            if owner is not None and owner != by.employee_id:
                message = (
                    _("%(by)s transferred %(title)s to %(to)s")
                    if one
                    else _("%(by)s transferred %(count)s of your customers to %(to)s")
                )
                notify([owner], message, said | {"count": count}, icon="arrow-right-left", **where)

    after_commit(tell)


def _one_received(note: str) -> Words:
    return _("%(by)s handed %(title)s over to you: %(note)s") if note else _("%(by)s handed %(title)s over to you")


def _many_received(note: str) -> Words:
    if note:
        return _("%(by)s handed %(count)s customers over to you: %(note)s")
    return _("%(by)s handed %(count)s customers over to you")
