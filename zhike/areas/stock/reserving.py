"""Promising stock to documents: reserve, release and ship, for all lines of a document at once.

    short = reserve(wanted, document=("orders", order.pk), by=by)   # [] when all is promised, else nothing is
    release(("orders", order.pk), by=by)                            # a cancelled order gives back what it held
    ship(wanted, document=("shipments", one.pk), reserved_for=("orders", order.pk), dated=day, by=by)

All three run in the caller's transaction, with the levels locked in the order of products. Services and trainings need
no stock and are passed over. Quantities are in the product's own unit (see `catalog.converting`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.models import Product
from zhike.areas.stock.costing import Move
from zhike.areas.stock.levels import Place, free, locked, tangible
from zhike.areas.stock.models import MovementKind, StockLevel, StockMovement, StockReservation
from zhike.areas.stock.posting import MOST_NAMED, Document, post
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

NONE = Decimal(0)


class Wanted(NamedTuple):
    """So much of a product for a line of a document; without a warehouse, from wherever most of it is free."""

    product: int
    quantity: Decimal
    warehouse: int | None = None
    line: int | None = None


class Short(NamedTuple):
    """A line for which there is not enough: what it wants, and what is free for it."""

    product: int
    line: int | None
    wanted: Decimal
    free: Decimal


class Taken(NamedTuple):
    """A part of a line at one place."""

    product: int
    warehouse: int
    quantity: Decimal
    line: int | None


def reserve(wanted: Sequence[Wanted], *, document: tuple[str, int], by: Actor) -> list[Short]:
    """Promise stock to a document. Returns the lines that are short; then nothing at all is promised."""
    wanted, levels = _with_levels(wanted)
    taken, short = allocate(wanted, levels)
    if short:
        return short
    StockReservation.objects.bulk_create([
        StockReservation(
            product_id=one.product, warehouse_id=one.warehouse, quantity=one.quantity, line=one.line,
            document_entity=document[0], document_id=document[1], created_by_id=by.employee_id,
        )
        for one in taken
    ])  # fmt: skip
    return []


def release(document: tuple[str, int], *, lines: Collection[int] | None = None, by: Actor) -> int:
    """Give back what a document (or some lines of it) holds, and return how many promises that were."""
    locked(_places_of(_held(document)))
    held = [one for one in _held(document) if lines is None or one.line in lines]
    StockReservation.objects.filter(pk__in=[one.pk for one in held]).delete()
    return len(held)


def ship(
    wanted: Sequence[Wanted], *, document: tuple[str, int], reserved_for: Document = None, dated: date, text: str = "",
    by: Actor,
) -> list[StockMovement]:  # fmt: skip
    """Send goods out: first what was promised to `reserved_for`, line by line, then from what is free.

    Raises Refused when there is not enough; then nothing has moved.
    """
    wanted, levels = _with_levels(wanted, _places_of(_held(reserved_for)))
    # Read again under the lock: another shipment of the same order may have used them up.
    taken, rest = _from_held(wanted, _held(reserved_for))
    more, short = allocate(rest, levels)
    if short:
        raise too_short(short)
    moves = [
        Move(one.product, one.warehouse, -one.quantity, MovementKind.SHIPMENT, line=one.line) for one in (*taken, *more)
    ]
    return post(moves, dated=dated, document=document, text=text, by=by)


def too_short(short: Sequence[Short]) -> Refused:
    """The refusal that names what is short, and how much of it is free."""
    names = dict(Product.objects.filter(pk__in=[one.product for one in short]).values_list("pk", "name"))
    words = ", ".join(f"{names[one.product]} ({one.free.normalize():f})" for one in short[:MOST_NAMED])
    return Refused(
        _("There is not enough in the warehouse: %(what)s free.") % {"what": words}, field="quantity", code="short"
    )


def allocate(wanted: Sequence[Wanted], levels: Mapping[Place, StockLevel]) -> tuple[list[Taken], list[Short]]:
    """Where each line is taken from, first come first served, and which lines are short. Pure.

    A line without a warehouse is taken from one place if any has all of it, else from the fullest places together.
    """
    left, unbounded = free(levels), {place for place, level in levels.items() if level.unbounded}
    taken: list[Taken] = []
    short: list[Short] = []
    for one in wanted:
        places = [place for place in left if place[0] == one.product and one.warehouse in (None, place[1])]
        found = _places(one.quantity, places, left, unbounded)
        if found is None:
            short.append(Short(one.product, one.line, one.quantity, sum((max(left[p], NONE) for p in places), NONE)))
            continue
        for place, quantity in found:
            left[place] -= quantity
            taken.append(Taken(one.product, place[1], quantity, one.line))
    return taken, short


def _places(
    quantity: Decimal, places: Sequence[Place], left: Mapping[Place, Decimal], unbounded: Collection[Place]
) -> list[tuple[Place, Decimal]] | None:
    fullest = sorted(places, key=lambda place: (-left[place], place))
    whole = [place for place in fullest if left[place] >= quantity] or [one for one in fullest if one in unbounded]
    if whole:
        return [(whole[0], quantity)]
    found = []
    for place in fullest:
        part = min(left[place], quantity)
        if part > 0:
            found.append((place, part))
            quantity -= part
    return None if quantity > 0 else found


def _with_levels(
    wanted: Sequence[Wanted], also: Collection[Place] = ()
) -> tuple[list[Wanted], dict[Place, StockLevel]]:
    """The lines that need stock, and all levels that they may be taken from, locked in one go."""
    things = tangible({one.product for one in wanted})
    wanted = [one for one in wanted if one.product in things and one.quantity > 0]
    named = {(one.product, one.warehouse) for one in wanted if one.warehouse is not None}
    anywhere = {one.product for one in wanted if one.warehouse is None}
    return wanted, locked({*named, *also}, anywhere)


def _places_of(held: Sequence[StockReservation]) -> set[Place]:
    return {(one.product_id, one.warehouse_id) for one in held}


def _held(document: Document) -> list[StockReservation]:
    if document is None:
        return []
    rows = StockReservation.objects.filter(document_entity=document[0], document_id=document[1])
    return list(rows.order_by("product_id", "warehouse_id", "pk"))


def _from_held(wanted: Sequence[Wanted], held: Sequence[StockReservation]) -> tuple[list[Taken], list[Wanted]]:
    """Use up promises: what each line takes from them, and what it still wants."""
    by_line: dict[tuple[int, int | None], list[StockReservation]] = defaultdict(list)
    for promise in held:
        by_line[promise.product_id, promise.line].append(promise)
    taken: list[Taken] = []
    rest: list[Wanted] = []
    changed: dict[int, StockReservation] = {}
    for one in wanted:
        open_quantity = one.quantity
        for promise in by_line[one.product, one.line]:
            part = min(promise.quantity, open_quantity)
            if part > 0 and one.warehouse in (None, promise.warehouse_id):
                promise.quantity -= part
                open_quantity -= part
                changed[promise.pk] = promise
                taken.append(Taken(one.product, promise.warehouse_id, part, one.line))
        if open_quantity > 0:
            rest.append(one._replace(quantity=open_quantity))
    StockReservation.objects.filter(pk__in=[one.pk for one in changed.values() if not one.quantity]).delete()
    StockReservation.objects.bulk_update([one for one in changed.values() if one.quantity], ["quantity"])
    return taken, rest
