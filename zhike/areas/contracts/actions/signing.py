"""Signing a contract, which puts it into force, and ending it before its time."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.approvals.rules import refuse_unapproved
from zhike.areas.contracts.events import superseded
from zhike.areas.contracts.models import Contract, ContractState
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.one_by_one import locked_for_each, one_by_one
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.refusals import FieldError, Refused

LONGEST = 300


@action(
    Contract, power="contracts.sign", verb="advance", label=pgettext_lazy("verb", "Signed"), icon="signature",
    bulk=True, undoable=False, sentence=_("%(by)s noted that %(title)s was signed"), when=Q(state=ContractState.DRAFT),
    otherwise=_("Only a draft can be signed."),
)  # fmt: skip
def sign(contracts: Chosen[Contract], *, on: Annotated[date | None, Ask(_("Signed on"))] = None, by: Actor) -> Outcome:
    """Note that both sides have signed: the contract is in force, and the one that it amends no longer.

    One without the approval that it needs, or without text, signers, lines or the term is skipped with the reason.
    Raises Refused with that when it is the only one.
    """
    day = on or timezone.localdate()
    return one_by_one(locked_for_each(contracts), lambda contract: _sign(contract, day, by))


def _sign(contract: Contract, day: date, by: Actor) -> None:
    refuse_unapproved(contract)
    lacking = _lacking(contract)
    if lacking:
        raise Refused(errors=lacking)
    _move(contract, ContractState.SIGNED, signed_on=day)
    if contract.amends_id is not None:
        rows = Contract.objects.filter(pk=contract.amends_id, state=ContractState.SIGNED)
        if rows.update(state=ContractState.SUPERSEDED, revision=F("revision") + 1, updated_at=timezone.now()):
            superseded(contract.amends_id, contract.pk, by=by)


@action(
    Contract, verb="advance", label=_("Terminate early"), icon="ban", danger=True,
    sentence=_("%(by)s terminated %(title)s: %(reason)s"), when=Q(state=ContractState.SIGNED),
    otherwise=_("Only a contract in force can be terminated."),
)  # fmt: skip
def terminate(
    contracts: Chosen[Contract], *, reason: Annotated[str, Ask(_("Reason"), multiline=True)], by: Actor
) -> Outcome:
    """End a contract before its time, and say why."""
    if not reason.strip():
        raise Refused(_("Say why it is terminated."), field="reason", code="required")
    contract = contracts.one()
    _move(contract, ContractState.TERMINATED, ended_because=reason.strip()[:LONGEST])
    return Outcome(done=1, records=[contract.pk])


def _lacking(contract: Contract) -> list[FieldError]:
    """All that a contract lacks before it can be signed."""
    asked = {
        "body": contract.body.strip(), "our_signer": contract.our_signer.strip(),
        "their_signer": contract.their_signer.strip(), "starts_on": contract.starts_on,
        "lines": contract.lines.filter(deleted_at=None).exists(),
    }  # fmt: skip
    words = {
        "body": _("The contract has no text yet."), "our_signer": _("Say who signs for us."),
        "their_signer": _("Say who signs for the customer."), "starts_on": _("Say from when it is in force."),
        "lines": _("There is nothing on it yet: add a line first."),
    }  # fmt: skip
    return [FieldError(name, "required", words[name]) for name, value in asked.items() if not value]


def _move(contract: Contract, state: ContractState, **values: object) -> None:
    Contract.objects.filter(pk=contract.pk).update(
        state=state, revision=F("revision") + 1, updated_at=timezone.now(), **values
    )
