"""Posting movements: many at once, all or nothing, with the levels locked, refused in words before the database would.

What movements are worth is told in `costing`, what the ledger gets of it in `booking`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.models import Product
from zhike.areas.stock.booking import book
from zhike.areas.stock.costing import Book, Move, books_of
from zhike.areas.stock.levels import Place, locked
from zhike.areas.stock.models import StockLevel, StockMovement, Warehouse
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

MOST_NAMED = 5
Document = tuple[str, int] | None
"""The entity and the id of the record that movements or reservations are made for."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Movements of one day for one record, that the ledger gets as one entry; `text` is what it says, a number say."""

    moves: Sequence[Move]
    dated: date
    document: Document = None
    text: str = ""


def post(
    moves: Sequence[Move], *, dated: date, document: Document = None, text: str = "", by: Actor
) -> list[StockMovement]:
    """Write movements in the running transaction; the database keeps the levels, and the ledger gets their worth.

    Raises Refused when a product is no thing, or when more would leave than is there and not promised to others.
    """
    return post_all([Sheet(moves, dated, document, text)], by=by)


def post_all(sheets: Sequence[Sheet], *, by: Actor) -> list[StockMovement]:
    """Write the movements of many sheets, each with its entry in the ledger; see `post`.

    Everything is locked at once and the ledger comes last, so two who post many sheets never wait in a circle.
    """
    sheets = [one for sheet in sheets if (one := _moving(sheet)).moves]
    if not sheets:
        return []
    moves = [move for sheet in sheets for move in sheet.moves]
    products = _products({move.product for move in moves})
    levels = locked((move.product, move.warehouse) for move in moves)
    _refuse_short(moves, levels, products)
    books = books_of(products.values())
    written = [[_movement(sheet, move, books[move.product], by) for move in sheet.moves] for sheet in sheets]
    made = StockMovement.objects.bulk_create([movement for movements in written for movement in movements])
    _write_costs(products, books)
    book(written, texts=[sheet.text for sheet in sheets], by=by)
    return made


def reversed_moves(movements: Sequence[StockMovement], text: str = "") -> list[Move]:
    """What takes movements back. Raises Refused for one that is taken back already, or takes one back itself."""
    ids = [movement.pk for movement in movements]
    done = set(StockMovement.objects.filter(reverses__in=ids).values_list("reverses", flat=True))
    for movement in movements:
        if movement.pk in done or movement.reverses_id is not None:
            raise Refused(
                _("“%(name)s” of %(day)s is reversed already.") % {"name": movement.name, "day": movement.dated},
                code="reversed_already",
            )
    return [
        Move(
            one.product_id, one.warehouse_id, -one.quantity, one.kind, one.unit_cost, one.pk, text, -one.value, one.line
        )
        for one in movements
    ]


def _moving(sheet: Sheet) -> Sheet:
    return Sheet([move for move in sheet.moves if move.quantity], sheet.dated, sheet.document, sheet.text)


def _movement(sheet: Sheet, move: Move, kept: Book, by: Actor) -> StockMovement:
    worth = kept.move(move)
    entity, record = sheet.document or ("", None)
    return StockMovement(
        product_id=move.product, warehouse_id=move.warehouse, kind=move.kind, quantity=move.quantity,
        unit_cost=worth.unit_cost, value=worth.value, dated=sheet.dated, text=move.text[:300],
        reverses_id=move.reverses, created_by_id=by.employee_id, document_entity=entity, document_id=record,
        line=move.line,
    )  # fmt: skip


def _products(ids: set[int]) -> dict[int, Product]:
    """The products, locked: two receipts at once must not both average from the same cost."""
    found = {
        product.pk: product
        for product in Product.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    }
    for product in found.values():
        if not product.tangible:
            raise Refused(
                _("“%(name)s” is not a thing that lies in a warehouse.") % {"name": product.name}, field="product",
                code="not_tangible",
            )  # fmt: skip
    return found


def _refuse_short(moves: Sequence[Move], levels: Mapping[Place, StockLevel], products: Mapping[int, Product]) -> None:
    change: dict[Place, Decimal] = defaultdict(Decimal)
    for move in moves:
        change[move.product, move.warehouse] += move.quantity
    short = [
        (products[place[0]].name, level.on_hand - level.reserved)
        for place, level in levels.items()
        if change[place] < 0 and not level.unbounded and level.on_hand + change[place] < level.reserved
    ]
    if short:
        words = ", ".join(f"{name} ({left.normalize():f})" for name, left in short[:MOST_NAMED])
        raise Refused(
            _("There is not enough in the warehouse: %(what)s free.") % {"what": words}, field="quantity", code="short"
        )


def _write_costs(products: Mapping[int, Product], books: Mapping[int, Book]) -> None:
    changed = [product for one, product in products.items() if product.cost != books[one].cost]
    for product in changed:
        product.cost = books[product.pk].cost
        product.revision = F("revision") + 1
    if changed:
        Product.objects.bulk_update(changed, ["cost", "revision"])


def warehouse_in_use(warehouse: Warehouse) -> Warehouse:
    """The warehouse. Raises Refused for one that is out of use."""
    if not warehouse.active:
        raise Refused(
            _("The warehouse “%(name)s” is out of use.") % {"name": warehouse.name},
            field="warehouse",
            code="not_in_use",
        )
    return warehouse
