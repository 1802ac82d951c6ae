"""What customers owe and have paid in advance: read, and locked while their credit is decided on."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Sum

from zhike.areas.finance.currencies import base_currency
from zhike.areas.finance.models import CustomerBalance
from zhike.areas.finance.money import ZERO


class Balance(NamedTuple):
    """What a customer owes and has paid in advance, in the base currency."""

    receivable: Decimal = ZERO
    advance: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        """What is left to be paid when the advances are used up."""
        return self.receivable - self.advance


def lock(customer_ids: Iterable[int]) -> None:
    """Let others who decide on the credit of these customers, or post to them, wait for the end of this transaction.

    Rows are locked in the order of their ids, so that two who lock the same customers never wait for one another.
    """
    ids = sorted(set(customer_ids))
    if not ids:
        return
    with connection.cursor() as cursor:
        # The update writes nothing new; it takes the lock, on rows that are there and on those just made.
        cursor.execute(
            "INSERT INTO customer_balance AS b (customer_id, currency) SELECT id, %s FROM unnest(%s::bigint[]) u(id) "
            "ORDER BY id ON CONFLICT (customer_id, currency) DO UPDATE SET receivable = b.receivable WHERE false",
            [base_currency(), ids],
        )


def balances(customer_ids: Iterable[int]) -> dict[int, Balance]:
    """The balances of customers by id, in the base currency; one query. Those without any are not in it."""
    rows = CustomerBalance.objects.filter(customer_id__in=list(customer_ids)).values("customer_id")
    summed = rows.annotate(owed=Sum("receivable_base"), paid=Sum("advance_base"))
    return {row["customer_id"]: Balance(row["owed"], row["paid"]) for row in summed}


def balance(customer_id: int) -> Balance:
    """The balance of one customer, in the base currency."""
    return balances([customer_id]).get(customer_id, Balance())
