"""Stock in the ledger: each sheet of movements posts what it is worth, so 1405 is always what lies in the warehouses,
and 1321 what lies there of others.

Goods are an expense when they leave the house, not when they are invoiced: only the movement knows what they cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.models import Product, ProductKind
from zhike.areas.finance.accounts import CONSIGNED, COST, EXPENSES, INVENTORY, OWED_FOR_CONSIGNED, PAYABLES, keep
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
for _code in (INVENTORY, CONSIGNED):
    keep(_code, _("“%(account)s” is kept by the stock: post a stock slip."))


def book(sheets: Sequence[Sequence[StockMovement]], *, texts: Sequence[str], by: Actor) -> None:
    """Post one entry for each sheet of movements that is worth anything. Call it last: numbers wait for the commit."""
    moved = {movement.product_id for movements in sheets for movement in movements}
    foreign = set(Product.objects.filter(pk__in=moved, kind=ProductKind.CONSIGNED).values_list("pk", flat=True))
    postings = [
        _posting(movements, text, foreign) for movements, text in zip(sheets, texts, strict=True) if movements
    ]  # fmt: skip
    post_many([one for one in postings if one.lines], by=by)


def _posting(movements: Sequence[StockMovement], text: str, foreign: AbstractSet[int]) -> Posting:
    first = movements[0]
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for movement in movements:
        if movement.kind in AGAINST:
            for account, worth in _sides(movement, consigned=movement.product_id in foreign):
                sums[account] += worth
    kind = EntryKind.COST if sums[COST] else EntryKind.STOCK
    document = (first.document_entity, first.document_id) if first.document_id else ("stock_movements", first.pk)
    return Posting(first.dated, kind, tuple(_lines(sums)), text or first.text, *document)


def _sides(movement: StockMovement, *, consigned: bool) -> Iterator[tuple[str, Decimal]]:
    """What a movement is worth to each account, debits above zero.

    Consigned goods (受托代销商品) are their owner's while they lie here: they stand in 1321 against 2314, and are paid
    for (2202) only when they leave, as when they are sold as our own (视同买断; 企业会计准则应用指南, 1321 and 2314).
    """
    worth, against = movement.value, AGAINST[movement.kind]
    yield CONSIGNED if consigned else INVENTORY, worth
    if consigned and movement.kind == MovementKind.PURCHASE:
        yield OWED_FOR_CONSIGNED, -worth
        return
    yield against, -worth
    if consigned:
        yield OWED_FOR_CONSIGNED, -worth
        yield PAYABLES, worth


def _lines(sums: Mapping[str, Decimal]) -> Iterator[Line]:
    for account, worth in sums.items():
        if worth:
            yield Line(account, max(worth, ZERO), max(-worth, ZERO))
