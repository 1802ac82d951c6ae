"""Who was asked to approve what, and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils.translation import override

from zhike.areas.approvals.actions import DECIDE
from zhike.areas.approvals.models import Approval, ApprovalRequest
from zhike.areas.approvals.rules import approver_for
from zhike.areas.contracts.approval import APPROVE, worth_much
from zhike.areas.contracts.models import Contract
from zhike.areas.documents.limits import discount_beyond
from zhike.demo.agreement_texts import WAITING
from zhike.demo.writing import number, write
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.people.models import Employee

AGREED = ("同意", "同意，注意收款节点", "价格偏低，但属战略客户，同意", "同意，尽快排产")


def needs(contract: Contract, lines: Sequence[Any]) -> bool:
    """Whether a contract needs somebody's approval, by the rules of contracts."""
    return bool(worth_much(contract)) or discount_beyond(contract, lines, "contract_discount") is not None


def decide(random: Random, contracts: Sequence[Contract], now: datetime) -> None:
    """Write the requests of contracts that wait or were approved; who waits for whom stands on the contract too."""
    superiors: dict[int, Employee] = {}
    requests = []
    for contract in contracts:
        asker = contract.owner
        if asker.pk not in superiors:
            superiors[asker.pk] = approver_for(asker, frozenset({APPROVE, DECIDE}))
        requests.append(_request(random, contract, asker, superiors[asker.pk], now))
    write(entity_named("approvals"), number(requests))
    for contract, request in zip(contracts, requests, strict=True):
        if contract.approval == Approval.PENDING:
            Contract.objects.filter(pk=contract.pk).update(
                approver_id=request.owner_id, approval_asked_by_id=request.asked_by_id
            )


def _request(random: Random, contract: Contract, asker: Any, above: Employee, now: datetime) -> ApprovalRequest:
    with override("zh-hans"):
        reason = str(worth_much(contract)) or "折扣超过权限"
    asked = contract.created_at + timedelta(minutes=random.randint(5, 90))
    request = ApprovalRequest(
        entity="contracts", record_id=contract.pk, title=contract.number, reasons=[reason], powers=[APPROVE],
        asked_by=asker, created_by=asker, owner=above, department_id=above.department_id,
        note=random.choice(WAITING), state=contract.approval,
    )  # fmt: skip
    request.created_at = min(asked, now)
    if contract.approval == Approval.APPROVED:
        request.decided_by, request.decided_at = above, min(asked + timedelta(hours=random.randint(1, 20)), now)
        request.comment = random.choice(AGREED)
    return request
