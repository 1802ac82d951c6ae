"""What owners are told of their contracts every morning: that one ends soon, that an instalment comes due."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from zhike.areas.contracts.models import Contract, ContractState, Instalment
from zhike.areas.contracts.planning import UNPAID
from zhike.areas.organisation.company import parameters
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.perform import batch
from zhike.kernel.jobs.daily import declare_daily
from zhike.kernel.notifications.telling import notify

AT_ONCE = 500


def tell_of_contracts(today: date) -> int:
    """Tell owners of contracts that end, and of instalments due, in exactly so many days as the parameters say.

    Returns how many were told of. Called once a day; what ended yesterday is set to ended.
    """
    end_those_over(today)
    set_up = parameters()
    told = 0
    ending = Contract.objects.filter(
        state=ContractState.SIGNED, deleted_at=None, ends_on=today + timedelta(days=set_up.contract_days)
    )
    for one in ending.iterator(AT_ONCE):
        said = {"title": one.number, "day": one.ends_on.isoformat() if one.ends_on else ""}
        notify([one.owner_id], _("%(title)s ends on %(day)s"), said, icon="calendar-clock", url=f"/contracts/{one.pk}",
               entity="contracts", record_id=one.pk)  # fmt: skip
        told += 1
    due = Instalment.objects.filter(UNPAID, due_on=today + timedelta(days=set_up.receivable_days))
    for part in due.select_related("contract").iterator(AT_ONCE):
        said = {"label": part.label, "title": part.contract.number, "amount": f"{part.amount - part.paid:,.2f}",
                "day": part.due_on.isoformat() if part.due_on else ""}  # fmt: skip
        notify([part.contract.owner_id], _("%(label)s of %(title)s, %(amount)s, is due on %(day)s"), said,
               icon="hand-coins", url=f"/contracts/{part.contract_id}", entity="contracts",
               record_id=part.contract_id)  # fmt: skip
        told += 1
    return told


def end_those_over(today: date) -> int:
    """Set contracts in force whose last day has gone by to ended."""
    with batch(Actor.system(door="job"), "contracts.end", "contracts", {}):
        rows = Contract.objects.filter(state=ContractState.SIGNED, deleted_at=None, ends_on__lt=today)
        return rows.update(state=ContractState.ENDED, revision=F("revision") + 1)


declare_daily("contracts", tell_of_contracts)
