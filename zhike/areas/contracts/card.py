"""What stands in the heads of contracts' cards."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from zhike.areas.contracts import planning
from zhike.areas.contracts.models import Contract, ContractState, Instalment, Standing
from zhike.areas.documents.card import FIGURES as COMMON
from zhike.areas.organisation.company import parameters
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import prepared
from zhike.kernel.entity.parts import Figure, Shown, Warn, Warned


def term(contract: Contract, by: Actor) -> Shown | None:
    """Until when it is in force, and how many days are left."""
    if contract.ends_on is None:
        return None
    left = (contract.ends_on - timezone.localdate()).days
    detail = _("%(days)s days left") % {"days": left} if left >= 0 else ""
    return Shown(date_format(contract.ends_on, "SHORT_DATE_FORMAT"), detail)


def next_instalment(contract: Contract, by: Actor) -> Shown | None:
    """The instalment that is to be paid next, late or not, and how many are paid."""
    rows = Instalment.objects.visible_to(by).filter(contract=contract)
    first = planning.in_order(rows.exclude(standing=Standing.PAID)).first()
    if first is not None:
        return _to_be_paid(first, contract)
    return Shown(_("All instalments are paid")) if rows.exists() else None


def next_of_customer(customer: Any, by: Actor) -> Shown | None:
    """The instalment that a customer has to pay next, late or not, of all contracts that bind."""
    return next((_to_be_paid(first, first.contract) for first in _unpaid(customer.pk, by)), None)


@prepared
def _unpaid(customer_id: int, by: Actor) -> Any:
    rows = Instalment.objects.visible_to(by).filter(planning.UNPAID, contract__customer_id=customer_id)
    return planning.in_order(rows.select_related("contract"))[:1]


def overdue(instalment: Instalment, by: Actor) -> Sequence[Warn]:
    """That it should have been paid, and how much is left of it."""
    today = timezone.localdate()
    if not Instalment.objects.filter(planning.late(today), pk=instalment.pk).exists() or instalment.due_on is None:
        return ()
    words = _("%(amount)s overdue for %(days)s days")
    left = _amount(instalment.amount - instalment.paid)
    return [Warn(words % {"amount": left, "days": (today - instalment.due_on).days}, "danger")]


def _to_be_paid(instalment: Instalment, contract: Contract) -> Shown:
    value = f"{contract.currency} {_amount(instalment.amount - instalment.paid)}"
    day = date_format(instalment.due_on, "SHORT_DATE_FORMAT") if instalment.due_on else instalment.condition
    is_late = instalment.due_on is not None and instalment.due_on < timezone.localdate()
    detail = " · ".join(part for part in (instalment.label, day) if part)
    return Shown(value, detail, "danger" if is_late else "", f"/contracts/{contract.pk}")


def _amount(value: Decimal) -> str:
    return number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True)


def ends_soon(contract: Contract, by: Actor) -> Sequence[Warn]:
    """That it ends within the days of notice."""
    if contract.state != ContractState.SIGNED or contract.ends_on is None:
        return ()
    left = (contract.ends_on - timezone.localdate()).days
    if not 0 <= left <= parameters().contract_days:
        return ()
    return [Warn(_("It ends in %(days)s days.") % {"days": left})]


def terminated(contract: Contract, by: Actor) -> Sequence[Warn]:
    """Why it was terminated."""
    if contract.state != ContractState.TERMINATED:
        return ()
    return [Warn(_("Terminated: %(reason)s") % {"reason": contract.ended_because}, "info")]


FIGURES = (
    *COMMON,
    Figure(_("In force until"), term, reads=("ends_on",)),
    Figure(_("Next instalment"), next_instalment),
)
CUSTOMER_FIGURES = (Figure(_("Next instalment"), next_of_customer),)
INSTALMENT_WARNINGS = (Warned(overdue, reads=("amount", "paid", "due_on")),)
WARNINGS = (Warned(terminated, reads=("ended_because",)), Warned(ends_soon, reads=("ends_on",)))
