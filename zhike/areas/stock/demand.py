"""What open documents still want of products. Higher areas (orders) declare how it is counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, Value
from django.db.models.expressions import Combinable


@dataclass(frozen=True, slots=True)
class Demand:
    """How much open documents want of products and have not been promised, in own units.

    `counted` answers it for products by their ids, `column` is the same for a list of products.
    """

    counted: Callable[[Collection[int]], Mapping[int, Decimal]]
    column: Callable[[], Combinable]


_declared: list[Demand] = []


def declare_demand(demand: Demand) -> Demand:
    """Make a kind of demand known."""
    _declared.append(demand)
    return demand


def ordered(products: Collection[int]) -> dict[int, Decimal]:
    """What is wanted of each of these products, over all that is declared."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for demand in _declared:
        for product, quantity in demand.counted(products).items():
            found[product] += quantity
    return dict(found)


def column() -> Combinable:
    """Column of products: what is wanted, over all that is declared."""
    wanted: Combinable = Value(Decimal(0), output_field=DecimalField(max_digits=24, decimal_places=4))
    for demand in _declared:
        wanted = wanted + demand.column()
    return wanted
