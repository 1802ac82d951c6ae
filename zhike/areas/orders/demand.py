"""What confirmed orders still want of products and have not been promised: more is needed than there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from zhike.areas.catalog.models import ProductUnit
from zhike.areas.orders.models import OrderLine, OrderState
from zhike.areas.stock.demand import Demand, declare_demand
from zhike.areas.stock.models import StockReservation

QUANTITY = DecimalField(max_digits=24, decimal_places=4)
NONE = Value(Decimal(0), output_field=QUANTITY)


def wanted(products: Collection[int]) -> Mapping[int, Decimal]:
    """How much is wanted of each of these products beyond what is promised, in own units; two queries."""
    lines = _lines().filter(product__in=list(products)).values("product_id").annotate(open=_own_units())
    asked = dict(lines.values_list("product_id", "open"))
    rows = StockReservation.objects.filter(document_entity="orders", product__in=list(products))
    promised = dict(rows.values_list("product_id").order_by().annotate(Sum("quantity")))
    return {one: more for one in asked if (more := asked[one] - promised.get(one, Decimal(0))) > 0}


def column() -> Combinable:
    """The same as a column of products; below nothing is not cut off, for a promise never exceeds what is wanted."""
    lines = _lines().filter(product=OuterRef("pk")).values("product").annotate(sum=_own_units()).values("sum")
    held = StockReservation.objects.filter(document_entity="orders", product=OuterRef("pk")).order_by()
    promised = held.values("product").annotate(sum=Sum("quantity")).values("sum")
    return Coalesce(Subquery(lines), NONE) - Coalesce(Subquery(promised), NONE)


def _lines() -> QuerySet[OrderLine]:
    return OrderLine.objects.filter(
        order__state=OrderState.AWAITING, order__deleted_at=None, deleted_at=None, product__isnull=False
    ).order_by()


def _own_units() -> Sum:
    """What is not shipped yet in the products' own units: by the product's packing, else by the general units."""
    packed = ProductUnit.objects.filter(product=OuterRef("product"), unit=OuterRef("unit"), deleted_at=None)
    factor: Any = Case(
        When(Q(unit__isnull=True) | Q(unit=F("product__unit")), then=Value(Decimal(1))),
        default=Coalesce(Subquery(packed.values("factor")[:1]), F("unit__factor") / F("product__unit__factor")),
        output_field=DecimalField(max_digits=24, decimal_places=10),
    )
    return Sum(ExpressionWrapper((F("quantity") - F("shipped")) * factor, output_field=QUANTITY))


declare_demand(Demand(wanted, column))
