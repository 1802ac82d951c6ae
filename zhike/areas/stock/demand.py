"""What open documents still want of products. Higher areas (orders) declare how it is counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

Demand = Callable[[Collection[int]], Mapping[int, Decimal]]

_declared: list[Demand] = []


def declare_demand(counted: Demand) -> Demand:
    """Make known a function that says, by product id, how much open documents want and have not got, in own units."""
    _declared.append(counted)
    return counted


def ordered(products: Collection[int]) -> dict[int, Decimal]:
    """What is on order of each of these products, over all that is declared."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for counted in _declared:
        for product, quantity in counted(products).items():
            found[product] += quantity
    return dict(found)
