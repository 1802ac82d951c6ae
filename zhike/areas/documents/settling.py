"""Computing a document from its lines before it is saved: what the price lists fill in, and all amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.models import Product
from zhike.areas.documents.preparing import price_places
from zhike.areas.documents.pricing import costs_of, price_of, prices_for
from zhike.areas.documents.totals import Amounts, Measures, compute
from zhike.areas.finance.currencies import base_currency
from zhike.areas.finance.money import ZERO, half_up, places_of, rounded, to_base
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

USUAL_TAX_RATE = Decimal(13)
"""The standard VAT rate in China (since 2019-04-01), for lines without a product."""


def settle(document: Any, lines: Sequence[Any], by: Actor, *, places: str = "") -> None:
    """Fill in what the lines leave open, then compute every amount of the lines and of the document.

    Prices from the lists have as many decimals as the company's parameter `places` says.
    Raises Refused, naming the line, for a product that has no price in the document's currency.
    """
    for refused in settle_many([(document, lines)], by, places=places).values():
        raise refused


def settle_many(
    documents: Sequence[tuple[Any, Sequence[Any]]], by: Actor, *, places: str = ""
) -> Mapping[int, Refused]:
    """The same for many documents with their lines, by a few statements; returns refusals by the document's place."""
    _take_from_catalog(documents, price_places(places))
    refused: dict[int, Refused] = {}
    for place, (document, lines) in enumerate(documents):
        try:
            _refuse_unpriced(document, lines)
            _compute(document, lines)
        except Refused as one:
            refused[place] = one
    return refused


def _compute(document: Any, lines: Sequence[Any]) -> None:
    places = places_of(document.currency)
    measures = [Measures(one.quantity, one.price, one.discount or ZERO, one.tax_rate) for one in lines]
    amounts, sums = compute(measures, discount=document.discount or ZERO, places=places)
    for line, amount in zip(lines, amounts, strict=True):
        _write(line, amount)
    _write(document, sums)
    document.total_base = to_base(sums.total, document.rate)
    document.cost_base, document.margin_base = cost_and_margin(document, lines)


def fill(document: Mapping[str, Any], line: Mapping[str, Any], by: Actor, *, places: str = "") -> Mapping[str, Any]:
    """What choosing a product fills in: words, unit, price and tax rate; another quantity or unit only the price.

    Takes the values that stand in the form, as records and numbers, and in `changed` which of the line's it was.
    """
    product = line.get("product")
    if product is None:
        return {}
    is_new = line.get("changed") == "product"
    unit, customer = None if is_new else line.get("unit"), document.get("customer")
    currency, listed = document.get("currency") or base_currency(), document.get("price_list")
    price = price_of(
        product, customer, on=document["dated"], quantity=line.get("quantity") or Decimal(1), currency=currency,
        unit=unit.pk if unit else None, price_list=listed.pk if listed else None, places=price_places(places),
    )  # fmt: skip
    filled = {"price": price.amount if price else None}
    if is_new:
        filled |= {"description": product.name, "unit": product.unit, "tax_rate": product.tax_rate}
    return filled


def _take_from_catalog(documents: Sequence[tuple[Any, Sequence[Any]]], places: int) -> None:
    """Words, unit, tax rate, price, list price and cost from the catalog, where they are open."""
    for document, lines in documents:
        if document.revalued:
            _forget_list_prices(lines)
    asked = [
        (document, line)
        for document, lines in documents
        for line in lines
        if line.product_id and (line.list_price is None or line.price is None)
    ]
    priced = [line for _document, line in asked]
    _read_products(priced)
    for line in priced:
        line.description = line.description or line.product.name
        line.unit_id = line.unit_id or line.product.unit_id
        line.tax_rate = line.product.tax_rate if line.tax_rate is None else line.tax_rate
    costs = costs_of(priced)
    for place, (line, price) in enumerate(zip(priced, prices_for(asked, places), strict=True)):
        line.list_price, line.cost = price.amount if price else None, costs.get(place)
        line.price = line.list_price if line.price is None else line.price


def _refuse_unpriced(document: Any, lines: Sequence[Any]) -> None:
    """The usual tax where there is none; raises Refused for a line without a price."""
    for place, line in enumerate(lines):
        line.tax_rate = USUAL_TAX_RATE if line.tax_rate is None else line.tax_rate
        if line.price is None:
            words = _("There is no price in %(currency)s: type one.") % {"currency": document.currency}
            raise Refused(words, field=f"lines.{place}.price", code="no_price")


def _forget_list_prices(lines: Sequence[Any]) -> None:
    """In another currency or on another list prices are others: those that were the list's follow, typed ones stay."""
    for line in lines:
        if line.product_id:
            line.price = None if line.price == line.list_price else line.price
            line.list_price = None


def _read_products(lines: Sequence[Any]) -> None:
    """Read all products that are not in hand by one statement."""
    unread = [line for line in lines if not type(line).product.is_cached(line)]
    found = Product.objects.in_bulk({line.product_id for line in unread}) if unread else {}
    for line in unread:
        line.product = found[line.product_id]


def _write(record: Any, amounts: Amounts) -> None:
    record.net, record.tax, record.total = amounts


def cost_and_margin(document: Any, lines: Sequence[Any]) -> tuple[Decimal | None, Decimal | None]:
    """What the lines cost us and what is left of the net amount, in the base currency; None if a cost is not known."""
    if not lines or any(line.cost is None for line in lines):
        return None, None
    cost = rounded(sum((half_up(line.quantity * line.cost, 6) for line in lines), ZERO))
    return cost, to_base(document.net, document.rate) - cost


def discount_given(document: Any, lines: Sequence[Any]) -> Decimal | None:
    """How many per cent the net amount lies below the list prices, over the lines that have one; None without any."""
    measured = [line for line in lines if line.list_price]
    worth = sum((line.list_price * line.quantity for line in measured), ZERO)
    if not worth:
        return None
    return (worth - sum((line.net for line in measured), ZERO)) / worth * 100
