"""Contracts that come in by a file: as drafts, or in force since the day that they are dated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.approvals.rules import refuse_unapproved
from zhike.areas.contracts.models import Contract, ContractLine, ContractState
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import FieldError, Refused


def refuse_open(contract: Contract, lines: Sequence[ContractLine]) -> None:
    """Raises Refused for a contract with nothing on it, or without the day from which it is in force.

    Text and signers are not asked for: they stand on the paper that was signed, in another system's files.
    """
    errors = []
    if not lines:
        errors.append(FieldError("lines", "required", _("There is nothing on it yet: add a line first.")))
    if contract.starts_on is None:
        errors.append(FieldError("starts_on", "required", _("Say from when it is in force.")))
    if errors:
        raise Refused(errors=errors)


def sign_imported(contracts: Sequence[Contract], by: Actor) -> Mapping[int, Refused]:
    """Put what was just brought in into force; what lacks its approval is refused, by id."""
    refused: dict[int, Refused] = {}
    for contract in contracts:
        try:
            refuse_unapproved(contract)
        except Refused as one:
            refused[contract.pk] = one
    if not refused:
        Contract.objects.filter(pk__in=[one.pk for one in contracts]).update(
            state=ContractState.SIGNED, signed_on=F("dated"), revision=F("revision") + 1, updated_at=timezone.now()
        )
    return refused
