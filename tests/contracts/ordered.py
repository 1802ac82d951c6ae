"""Makes what only actions write: packing lists, their lines, reminders of payment, requests for approval."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from zhike.areas.approvals.models import ApprovalRequest
from zhike.areas.billing.models import InstalmentPayment, Receipt, Reminder
from zhike.areas.contracts.models import Contract, Instalment
from zhike.areas.orders.models import Order, OrderLine, Shipment, ShipmentLine
from zhike.kernel.people.models import Employee
from zhike.kernel.testing import Cast

_numbers = count(1)


def shipment(cast: Cast, owner: Employee) -> Shipment:
    """A packing list of an order of the owner's customer."""
    return shipment_line(cast, owner).shipment


def shipment_line(cast: Cast, owner: Employee) -> ShipmentLine:
    """A line of it."""
    number, own = next(_numbers), _own(cast, owner)
    order = Order.objects.create(number=f"DD-{number}", currency="CNY", **own)
    line = OrderLine.objects.create(order=order, description="铣刀", quantity=Decimal(2), price=Decimal(5),
                                    tax_rate=Decimal(13))  # fmt: skip
    made = Shipment.objects.create(number=f"ZX-{number}", order=order, **own)
    return ShipmentLine.objects.create(shipment=made, order_line=line, description="铣刀", quantity=Decimal(2))


def reminder(cast: Cast, owner: Employee) -> Reminder:
    """A reminder of the owner's customer."""
    return Reminder.objects.create(number=f"CK-{next(_numbers)}", amount_base=Decimal(5), **_own(cast, owner))


def payment(cast: Cast, owner: Employee) -> InstalmentPayment:
    """What a receipt of the owner's customer paid of an instalment."""
    number, own = next(_numbers), _own(cast, owner)
    contract = Contract.objects.create(number=f"HT-{number}", currency="CNY", **own)
    part = Instalment.objects.create(contract=contract, label="预付款", share=Decimal(100), amount=Decimal(5))
    receipt = Receipt.objects.create(number=f"SK-{number}", currency="CNY", amount=Decimal(5), **own)
    return InstalmentPayment.objects.create(
        label=f"预付款 {number}",
        receipt=receipt,
        instalment=part,
        amount=Decimal(5),
        currency="CNY",
        dated=date(2026, 3, 5),
    )


def _own(cast: Cast, owner: Employee) -> dict[str, Any]:
    customer = cast.customers.get(owner.pk) or cast.customer_of(cast.zhou)
    return {"customer": customer, "owner": owner, "department_id": owner.department_id}


def approval(cast: Cast, owner: Employee) -> ApprovalRequest:
    """A decision that the owner has to take."""
    return ApprovalRequest.objects.create(
        entity="quotes", record_id=next(_numbers), title=f"报价{next(_numbers)}", reasons=["折扣"], asked_by=cast.li,
        owner=owner, department_id=owner.department_id,
    )  # fmt: skip


MAKERS: dict[str, Callable[[Cast, Employee], Any]] = {
    "shipments": shipment, "shipment_lines": shipment_line, "reminders": reminder,
    "instalment_payments": payment,
    "approvals": approval,
}  # fmt: skip
