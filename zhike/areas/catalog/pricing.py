"""Which price holds for a product, a customer, a day and a quantity: one rule, told here and nowhere else.

A price list offers a price when it is in use, in the wanted currency, for the customer's level or for all, and the day
lies within its period (both ends included). On a list, the price with the greatest `from_quantity` that the quantity
reaches counts; quantities are compared in the product's own unit. Among the lists that offer a price

1. one for the customer's level beats one for all,
2. then the one that began last wins (a campaign beats the standing list; a list without a beginning is the oldest),
3. then the one that was made last,
4. and on one list a price in the wanted unit beats one that must be converted.

Where a document names a price list, only that one is asked, by the same rules.

If no list offers one, the product's own list price holds, when it is in the wanted currency. Otherwise there is none:
prices are never converted between currencies here, for a rate is a decision of its own. Prices are net, per the wanted
unit, rounded half up to six decimals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.converting import Conversions
from zhike.areas.catalog.models import PriceList, PriceListItem, Product, Unit
from zhike.kernel.entity.parts import Words

SIX_PLACES = Decimal("0.000001")


class Asked(NamedTuple):
    """One question: the price of a product for a customer level (a choice's id) on a day, at a quantity of a unit."""

    product: Product
    customer_level: int | None
    on: date
    quantity: Decimal
    currency: str
    unit: int | None = None
    price_list: int | None = None


class Price(NamedTuple):
    """The answer: the net price per the wanted unit, the list that it comes from (None: the product), and why."""

    amount: Decimal
    currency: str
    price_list: int | None
    item: int | None
    reason: Words


class Offer(NamedTuple):
    """A price on a list. `factor` is how many of the product's own unit its unit holds, `least` is in the own unit."""

    price_list: int
    list_name: str
    customer_level: int | None
    currency: str
    valid_from: date | None
    valid_until: date | None
    item: int
    unit: int
    factor: Decimal
    least: Decimal
    price: Decimal


def price_of(
    product: Product, *, customer_level: int | None, on: date, quantity: Decimal, currency: str,
    unit: Unit | None = None,
) -> Price | None:  # fmt: skip
    """The price of one product, or None when there is none. For many lines ask `prices_of`."""
    asked = Asked(product, customer_level, on, quantity, currency, unit.pk if unit else None)
    return prices_of([asked])[0]


def prices_of(asked: Sequence[Asked]) -> list[Price | None]:
    """The prices of many lines, in their order: three queries, however many lines."""
    products = {one.product.pk: one.product for one in asked}
    conversions = Conversions(products.values())
    offers = _offers(products, {one.currency for one in asked}, conversions)
    return [
        choose(one, offers.get(one.product.pk, ()), conversions.factor(one.product, one.unit) or None) for one in asked
    ]


def unfit(price_list: PriceList, *, level: int | None, on: date, currency: str) -> Words:
    """Why a list offers no price to customers of a level on a day in a currency; nothing when it may."""
    if not price_list.active or price_list.deleted_at is not None:
        return _("This price list is not in use.")
    if price_list.currency != currency:
        return format_lazy(_("This price list is in {currency}."), currency=price_list.currency)
    if price_list.customer_level_id not in (None, level):
        return _("This price list is for customers of another level.")
    begun = price_list.valid_from is None or price_list.valid_from <= on
    ended = price_list.valid_until is not None and price_list.valid_until < on
    return "" if begun and not ended else _("This price list does not hold on that day.")


def choose(asked: Asked, offers: Iterable[Offer], factor: Decimal | None) -> Price | None:
    """Pick the offer that wins, by the rule above. `factor`: how many of the product's own unit the wanted one holds.

    Pure: it reads nothing but its arguments. Without a factor the unit says nothing about the product: no price.
    """
    if factor is None:
        return None
    quantity, wanted = asked.quantity * factor, asked.unit or asked.product.unit_id
    fitting = [offer for offer in offers if _fits(offer, asked, quantity)]
    if not fitting:
        return _own(asked, factor)
    best = max(fitting, key=lambda offer: _rank(offer, wanted))
    amount = best.price if best.unit == wanted else _rounded(best.price * factor / best.factor)
    words = _("Price list “{name}”") if best.least <= 0 else _("Price list “{name}”, from {quantity}")
    reason = format_lazy(words, name=best.list_name, quantity=f"{(best.least / factor).normalize():f}")
    return Price(amount, asked.currency, best.price_list, best.item, reason)


def _fits(offer: Offer, asked: Asked, quantity: Decimal) -> bool:
    return (
        asked.price_list in (None, offer.price_list)
        and offer.currency == asked.currency
        and offer.customer_level in (None, asked.customer_level)
        and (offer.valid_from is None or offer.valid_from <= asked.on)
        and (offer.valid_until is None or asked.on <= offer.valid_until)
        and offer.least <= quantity
    )


def _rank(offer: Offer, wanted: int) -> tuple[bool, date, int, bool, Decimal]:
    return (
        offer.customer_level is not None, offer.valid_from or date.min, offer.price_list, offer.unit == wanted,
        offer.least,
    )  # fmt: skip


def _own(asked: Asked, factor: Decimal) -> Price | None:
    product = asked.product
    if product.price is None or product.currency != asked.currency:
        return None
    return Price(_rounded(product.price * factor), asked.currency, None, None, _("List price of the product"))


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(SIX_PLACES, ROUND_HALF_UP)


def _offers(products: Mapping[int, Product], currencies: set[str], conversions: Conversions) -> dict[int, list[Offer]]:
    rows = PriceListItem.objects.filter(
        product__in=products, price_list__active=True, price_list__deleted_at=None, deleted_at=None,
        price_list__currency__in=currencies,
    ).select_related("price_list")  # fmt: skip
    found: dict[int, list[Offer]] = defaultdict(list)
    for item in rows:
        product, above = products[item.product_id], item.price_list
        factor = conversions.factor(product, item.unit_id)
        if factor is not None:
            found[product.pk].append(Offer(
                above.pk, above.name, above.customer_level_id, above.currency, above.valid_from, above.valid_until,
                item.pk, item.unit_id or product.unit_id, factor, item.from_quantity * factor, item.price,
            ))  # fmt: skip
    return found
