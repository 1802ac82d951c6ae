"""What stands in the heads of contracts' cards."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from zhike.areas.contracts.models import Contract, ContractState, Instalment
from zhike.areas.documents.card import FIGURES as COMMON
from zhike.areas.organisation.company import parameters
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.parts import Figure, Shown, Warn, Warned


def term(contract: Contract, by: Actor) -> Shown | None:
    """Until when it is in force, and how many days are left."""
    if contract.ends_on is None:
        return None
    left = (contract.ends_on - timezone.localdate()).days
    detail = _("%(days)s days left") % {"days": left} if left >= 0 else ""
    return Shown(date_format(contract.ends_on, "SHORT_DATE_FORMAT"), detail)


def next_instalment(contract: Contract, by: Actor) -> Shown | None:
    """The instalment that is due next."""
    rows = Instalment.objects.visible_to(by).filter(contract=contract, due_on__gte=timezone.localdate())
    first = rows.order_by("due_on", "pk").first()
    if first is None or first.due_on is None:
        return None
    amount = number_format(first.amount, decimal_pos=2, use_l10n=True, force_grouping=True)
    return Shown(f"{contract.currency} {amount}", f"{first.label} · {date_format(first.due_on, 'SHORT_DATE_FORMAT')}")


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
WARNINGS = (Warned(terminated, reads=("ended_because",)), Warned(ends_soon, reads=("ends_on",)))
