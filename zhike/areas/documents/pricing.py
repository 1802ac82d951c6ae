"""What the price lists say for the lines of a document: all lines of it by a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zhike.areas.catalog.converting import Conversions
from zhike.areas.catalog.models import Product
from zhike.areas.catalog.pricing import Asked, Price, prices_of, unfit
from zhike.areas.customers.models import Customer
from zhike.areas.finance.currencies import base_currency, rate_on
from zhike.areas.finance.money import half_up
from zhike.kernel.refusals import Refused

SIX = 6


def price_of(
    product: Product, customer: Customer | None, *, on: date, quantity: Decimal, currency: str, unit: int | None,
    price_list: int | None = None, places: int = SIX,
) -> Price | None:  # fmt: skip
    """The price of a product for a customer on a day, per unit in a currency; None when there is none.

    A price list that is named is the only one asked; prices are rounded to so many decimals.
    """
    level = customer.level_id if customer is not None else None
    (found,) = prices_of([Asked(product, level, on, quantity, currency, unit, price_list)])
    return _rounded(found, places)


def prices_for(lines: Sequence[tuple[Any, Any]], places: int = SIX) -> list[Price | None]:
    """The prices of lines with a product, each given with its document, in their order, rounded to so many decimals.

    They come from the price list that the document names, else from whichever wins.
    """
    if not lines:
        return []
    asked = [
        Asked(
            line.product, document.customer.level_id if document.customer_id else None, document.dated, line.quantity,
            document.currency, line.unit_id, document.price_list_id,
        )
        for document, line in lines
    ]  # fmt: skip
    return [_rounded(price, places) for price in prices_of(asked)]


def refuse_unfit(document: Any) -> None:
    """Raises Refused when the price list that a document names says nothing about it, and why."""
    lacks = unfit(
        document.price_list, level=document.customer.level_id if document.customer_id else None, on=document.dated,
        currency=document.currency,
    )  # fmt: skip
    if lacks:
        raise Refused(lacks, field="price_list", code="unfit_list")


def _rounded(price: Price | None, places: int) -> Price | None:
    return None if price is None else price._replace(amount=half_up(price.amount, places))


def costs_of(lines: Sequence[Any]) -> Mapping[int, Decimal | None]:
    """What one unit of each line with a product costs us, in the base currency, by the line's place."""
    places = [place for place, line in enumerate(lines) if line.product_id]
    if not places:
        return {}
    conversions = Conversions([lines[place].product for place in places])
    found: dict[int, Decimal | None] = {}
    for place in places:
        product = lines[place].product
        factor = conversions.factor(product, lines[place].unit_id)
        known = product.cost is not None and factor is not None
        found[place] = half_up(product.cost * factor, SIX) if known and factor is not None else None
    return found


def rate_for(document: Any) -> Decimal:
    """What one unit of the document's currency is worth in ours on its day. Raises Refused without a known rate."""
    return Decimal(1) if document.currency == base_currency() else rate_on(document.currency, document.dated)
