"""Stock in the ledger: each sheet of movements posts what it is worth, so 1405 is always what lies in the warehouses.

Goods are an expense when they leave the house, not when they are invoiced: only the movement knows what they cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.accounts import COST, EXPENSES, INVENTORY, PAYABLES, keep
from zhike.areas.finance.models import EntryKind
from zhike.areas.finance.money import ZERO
from zhike.areas.finance.posting import Line, Posting, post_many
from zhike.areas.stock.models import MovementKind, StockMovement
from zhike.kernel.access.actor import Actor

AGAINST: Final[Mapping[str, str]] = {
    MovementKind.PURCHASE: PAYABLES, MovementKind.SHIPMENT: COST, MovementKind.RETURN: COST,
    MovementKind.ADJUSTMENT: EXPENSES, MovementKind.COUNT: EXPENSES,
}  # fmt: skip
"""What stands against the inventory, by the kind of movement. A transfer stands against itself."""
keep(INVENTORY, _("“%(account)s” is kept by the stock: post a stock slip."))


def book(sheets: Sequence[Sequence[StockMovement]], *, texts: Sequence[str], by: Actor) -> None:
    """Post one entry for each sheet of movements that is worth anything. Call it last: numbers wait for the commit."""
    postings = [_posting(movements, text) for movements, text in zip(sheets, texts, strict=True) if movements]
    post_many([one for one in postings if one.lines], by=by)


def _posting(movements: Sequence[StockMovement], text: str) -> Posting:
    first = movements[0]
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for movement in movements:
        if movement.kind in AGAINST:
            sums[INVENTORY] += movement.value
            sums[AGAINST[movement.kind]] -= movement.value
    kind = EntryKind.COST if sums[COST] else EntryKind.STOCK
    document = (first.document_entity, first.document_id) if first.document_id else ("stock_movements", first.pk)
    return Posting(first.dated, kind, tuple(_lines(sums)), text or first.text, *document)


def _lines(sums: Mapping[str, Decimal]) -> Iterator[Line]:
    for account, worth in sums.items():
        if worth:
            yield Line(account, max(worth, ZERO), max(-worth, ZERO))
