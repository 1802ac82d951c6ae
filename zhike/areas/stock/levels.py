"""Levels under lock: always all that a transaction needs at once, in the order of products, so that none deadlock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.db import connection
from django.db.models import F

from zhike.areas.catalog.models import TANGIBLE, Product
from zhike.areas.stock.models import StockLevel

Place = tuple[int, int]
"""A product's and a warehouse's id."""

MAKE = (
    "INSERT INTO stock_level (product_id, warehouse_id, name, created_at, updated_at) "
    "SELECT p.product, p.warehouse, '', now(), now() FROM unnest(%s::bigint[], %s::bigint[]) p(product, warehouse) "
    "ORDER BY p.product, p.warehouse ON CONFLICT DO NOTHING"
)


def locked(places: Iterable[Place], anywhere: Collection[int] = ()) -> dict[Place, StockLevel]:
    """The levels of these places, made where there were none, and all those of the products that are wanted from
    `anywhere`, in warehouses in use. Locked until the transaction ends."""
    wanted = set(places)
    found = {
        place: level for place, level in _lock({product for product, _place in wanted} | set(anywhere)).items()
        if place in wanted or (place[0] in anywhere and level.usable)  # type: ignore[attr-defined]
    }  # fmt: skip
    missing = sorted(wanted - found.keys())
    if missing:
        # What is there is locked already, and what is not is made in one order by all: nobody waits in a circle.
        products, warehouses = zip(*missing, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(MAKE, [list(products), list(warehouses)])
        made = _lock(set(products))
        found |= {place: made[place] for place in missing}
    return dict(sorted(found.items()))


def _lock(products: Collection[int]) -> dict[Place, StockLevel]:
    rows = StockLevel.objects.filter(product__in=products).annotate(usable=F("warehouse__active"))
    ordered = rows.order_by("product_id", "warehouse_id").select_for_update(of=("self",)) if products else ()
    return {(level.product_id, level.warehouse_id): level for level in ordered}


def tangible(products: Collection[int]) -> frozenset[int]:
    """Those of the products that lie in warehouses; services do not."""
    return frozenset(Product.objects.filter(pk__in=products, kind__in=TANGIBLE).values_list("pk", flat=True))


def free(levels: Mapping[Place, StockLevel]) -> dict[Place, Decimal]:
    """What can still be promised at each place."""
    return {place: level.on_hand - level.reserved for place, level in levels.items()}


def stored(products: Collection[int]) -> dict[Place, StockLevel]:
    """All levels of these products in warehouses that are in use, as they stand; nothing is locked."""
    rows = StockLevel.objects.filter(product__in=products, warehouse__active=True)
    return {(level.product_id, level.warehouse_id): level for level in rows.order_by("product_id", "warehouse_id")}
