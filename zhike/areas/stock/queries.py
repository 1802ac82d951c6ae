"""What there is of products over all warehouses in use: as columns of the product list, and for one product."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, DecimalField, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from zhike.areas.catalog.models import TANGIBLE, Product, ProductStatus
from zhike.areas.stock import demand
from zhike.areas.stock.models import StockLevel

NONE = Value(Decimal(0), output_field=DecimalField(max_digits=18, decimal_places=4))


class Held(NamedTuple):
    """How much of a product there is, and how much of that is promised."""

    on_hand: Decimal
    reserved: Decimal

    @property
    def free(self) -> Decimal:
        """What can still be promised."""
        return self.on_hand - self.reserved


def held(product: Product) -> Held:
    """What there is of one product."""
    found = StockLevel.objects.filter(product=product, warehouse__active=True).aggregate(
        on_hand=Sum("on_hand"), reserved=Sum("reserved")
    )
    return Held(found["on_hand"] or Decimal(0), found["reserved"] or Decimal(0))


def is_short(product: Product, there: Held, wanted: Decimal) -> bool:
    """Whether less of a thing that we sell is free than should always be there, when orders have got what they want."""
    return (
        product.tangible
        and product.status == ProductStatus.ACTIVE
        and there.free - wanted < (product.safety_stock or Decimal(0))
    )


def on_hand() -> Combinable:
    """Column: what there is."""
    return _sum(F("on_hand"))


def free() -> Combinable:
    """Column: what can still be promised."""
    return _sum(F("on_hand") - F("reserved"))


def short() -> Case:
    """Column: the same question as `is_short`."""
    below = Q(LessThan(free() - demand.column(), Coalesce(F("safety_stock"), NONE)))
    return Case(
        When(Q(kind__in=TANGIBLE, status=ProductStatus.ACTIVE) & below, then=Value(True)),
        default=Value(False), output_field=BooleanField(),
    )  # fmt: skip


def free_here() -> Combinable:
    """Column of a level: what can still be promised there."""
    return F("on_hand") - F("reserved")


def _sum(amount: Any) -> Coalesce:
    rows = StockLevel.objects.filter(product=OuterRef("pk"), warehouse__active=True, deleted_at=None)
    return Coalesce(Subquery(rows.order_by().values("product").annotate(total=Sum(amount)).values("total")), NONE)
