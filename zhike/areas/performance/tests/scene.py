"""What the tests of commissions stand on: orders that are confirmed, invoiced and paid, day by day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from zhike.areas.billing.actions import book_receipt, credit, invoice, issue_invoice
from zhike.areas.billing.models import Invoice, Receipt
from zhike.areas.finance.models import CashAccount
from zhike.areas.orders.actions import confirm
from zhike.areas.orders.models import Order
from zhike.areas.orders.tests.scene import a_product, an_order
from zhike.areas.performance.calculating import calculate
from zhike.areas.performance.models import CommissionRule, CommissionSplit, CommissionStatement
from zhike.areas.performance.periods import months_on
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.perform import batch
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.testing import Cast

THIRD = timezone.localdate().replace(day=1)
FIRST, SECOND = months_on(THIRD, -2), months_on(THIRD, -1)
"""The month in which the test runs, and the two before."""
NET, TOTAL = Decimal(2000), Decimal(2260)
"""An order of `an_order` without and with tax; its gross profit is 800."""


def on(month: date, day: int) -> date:
    """A day of a month."""
    return month.replace(day=day)


class Scene:
    """A clerk with a bank account, and what happened on which day."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.clerk = cast.actor(cast.person("qian", cast.office, "bookkeeper", name="钱进"))
        self.bank = CashAccount.objects.create(name="工商银行", kind="bank", currency="CNY")

    def rule(self, rate: str = "3", **values: Any) -> CommissionRule:
        """A rule made by the manager."""
        wished = {"name": values.pop("name", "通用"), "rate": rate, **values}
        made = create(entity_named("commission_rules"), wished, by=self.cast.actor(self.cast.manager))
        return CommissionRule.objects.get(pk=made.records[0])

    def invoiced(self, person: Any, day: date, product: Any = None, quantity: str = "2") -> Invoice:
        """An order of the person's customer, invoiced on a day."""
        order = an_order(self.cast, person, product or a_product(self.cast), quantity)
        confirm(order, by=self.cast.actor(person))
        return self.invoice_of(Order.objects.get(pk=order.pk), day)

    def invoice_of(self, order: Order, day: date) -> Invoice:
        """All that is open of an order, invoiced on a day."""
        made = invoice(order, by=self.clerk, issue_at_once=False)
        found = Invoice.objects.get(pk=int(made.values["invoice"]))
        Invoice.objects.filter(pk=found.pk).update(dated=day)
        return self._issued(found)

    def _issued(self, found: Invoice) -> Invoice:
        issue_invoice(found, by=self.clerk)
        return Invoice.objects.get(pk=found.pk)

    def paid(self, customer: Any, amount: str | Decimal, day: date, kind: str = "receipt") -> Receipt:
        """Money that came in (or went out) on a day, matched with what is open."""
        values = {"customer": str(customer.pk), "kind": kind, "amount": str(amount), "dated": day.isoformat(),
                  "cash_account": str(self.bank.pk)}  # fmt: skip
        made = create(entity_named("receipts"), values, by=self.clerk)
        receipt = Receipt.objects.get(pk=made.records[0])
        book_receipt(receipt, by=self.clerk)
        return Receipt.objects.get(pk=receipt.pk)

    def credited(self, found: Invoice, quantities: Any = None) -> Invoice:
        """A credit note of an invoice, of today."""
        made = credit(found, reason="退货", quantities=quantities, by=self.clerk)
        return Invoice.objects.get(pk=int(made.values["invoice"]))

    def split(self, order: Order, *shares: tuple[Any, str]) -> CommissionSplit:
        """Who shares in an order, as the manager says."""
        lines = [{"person": str(person.pk), "share": share} for person, share in shares]
        made = create(
            entity_named("commission_splits"), {"order": str(order.pk), "shares": lines},
            by=self.cast.actor(self.cast.manager),
        )  # fmt: skip
        return CommissionSplit.objects.get(pk=made.records[0])

    def calculate(self, month: date) -> None:
        """Reckon everybody's month, as the daily duty does."""
        with batch(Actor.system(door="job"), "commission_statements.recalculate", "commission_statements", {}) as one:
            calculate(month, by=one.by)

    def statement(self, person: Any, month: date) -> CommissionStatement:
        """A person's statement of a month."""
        return CommissionStatement.objects.get(owner=person, month=month)

    def amounts(self, person: Any, month: date) -> list[Decimal]:
        """The amounts of the lines of a person's statement."""
        return list(self.statement(person, month).lines.order_by("position").values_list("amount", flat=True))
