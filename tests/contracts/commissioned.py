"""Makes what only the reckoning of commissions writes: statements and their lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from zhike.areas.billing.models import Invoice, InvoiceLine
from zhike.areas.performance.models import CommissionLine, CommissionRule, CommissionStatement
from zhike.areas.performance.periods import months_on
from zhike.kernel.people.models import Employee
from zhike.kernel.testing import Cast

_numbers = count(1)


def statement(cast: Cast, owner: Employee) -> CommissionStatement:
    """What the owner earned in a month; another month each time."""
    number = next(_numbers)
    return CommissionStatement.objects.create(
        number=f"YJ-{number:05d}", month=months_on(date(1990, 1, 1), number), amount=Decimal(5), earned=Decimal(5),
        owner=owner, department_id=owner.department_id,
    )  # fmt: skip


def statement_line(cast: Cast, owner: Employee) -> CommissionLine:
    """A line of it."""
    number, customer = next(_numbers), cast.customers.get(owner.pk) or cast.customer_of(cast.zhou)
    invoice = Invoice.objects.create(
        number=f"FP-{number}", currency="CNY", customer=customer, owner=owner, department_id=owner.department_id
    )
    line = InvoiceLine.objects.create(invoice=invoice, description="铣刀", price=Decimal(5), tax_rate=Decimal(13))
    rule, _made = CommissionRule.objects.get_or_create(name="通用", defaults={"rate": Decimal(3)})
    return CommissionLine.objects.create(
        statement=statement(cast, owner), description="铣刀", invoice=invoice, invoice_line=line, origin=line,
        customer=customer, rule=rule, method=rule.method, whole=Decimal(5), before=Decimal(0), basis=Decimal(5),
        margin=Decimal(2), margin_percent=Decimal(40), rate=rule.rate, share=Decimal(100), amount=Decimal("0.15"),
        owner=owner, department_id=owner.department_id,
    )  # fmt: skip


MAKERS: dict[str, Callable[[Cast, Employee], Any]] = {
    "commission_statements": statement, "commission_lines": statement_line,
}  # fmt: skip
