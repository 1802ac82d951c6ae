"""What is filled in and checked before products, units, categories and prices are saved."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.models import PriceList, PriceListItem, Product, ProductCategory, ProductUnit, Unit
from zhike.areas.organisation.company import company, parameters
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

CURRENCY = re.compile(r"[A-Z]{3}")
MOST_PLACES = 4
DEEPEST = 30


def complete_unit(unit: Unit, changed: frozenset[str], by: Actor) -> None:
    """A unit is measured in a base unit that is not measured in another one, and never in itself."""
    if unit.factor <= 0:
        raise Refused(_("This must be more than nothing."), field="factor", code="out_of_range")
    if unit.places > MOST_PLACES:
        raise Refused(
            _("Quantities have at most %(most)s decimals.") % {"most": MOST_PLACES}, field="places", code="out_of_range"
        )
    if unit.base is None:
        unit.factor = type(unit.factor)(1)
    elif unit.base.base_id is not None or unit.base_id == unit.pk:
        raise Refused(
            _("“%(name)s” is measured in another unit itself.") % {"name": unit.base.name}, field="base", code="circle"
        )
    if "base" in changed and unit.base_id and unit.pk and Unit.objects.filter(base=unit.pk, deleted_at=None).exists():
        raise Refused(_("Other units are measured in this one."), field="base", code="circle")


def complete_category(category: ProductCategory, changed: frozenset[str], by: Actor) -> None:
    """A category never hangs below itself. The database writes the path."""
    if "parent" not in changed:
        return
    seen, above = {category.pk}, category.parent
    while above is not None:
        if above.pk in seen or len(seen) > DEEPEST:
            raise Refused(
                _("“%(name)s” can't be moved below itself.") % {"name": category.name}, field="parent", code="circle"
            )
        seen.add(above.pk)
        above = above.parent


def complete_product(product: Product, changed: frozenset[str], by: Actor) -> None:
    """Fill in the currency; refuse negative amounts, a price with too many decimals, a rate that is no percentage."""
    complete_currency(product)
    for name in ("price", "cost", "safety_stock"):
        _refuse_negative(product, name)
    if "price" in changed and product.price is not None:
        check_price(product.price)
    if not 0 <= product.tax_rate <= 100:
        raise Refused(_("A rate lies between 0 and 100."), field="tax_rate", code="out_of_range")


def complete_product_unit(packed: ProductUnit, changed: frozenset[str], by: Actor) -> None:
    """A further unit differs from the product's own and holds more than nothing of it."""
    if packed.factor <= 0:
        raise Refused(_("This must be more than nothing."), field="factor", code="out_of_range")
    if packed.unit_id == packed.product.unit_id:
        raise Refused(_("This is the product's own unit."), field="unit", code="own_unit")


def complete_price_list(price_list: PriceList, changed: frozenset[str], by: Actor) -> None:
    """Fill in the currency; a list ends after it begins."""
    complete_currency(price_list)
    if price_list.valid_from and price_list.valid_until and price_list.valid_from > price_list.valid_until:
        raise Refused(_("It would end before it begins."), field="valid_until", code="out_of_range")


def complete_item(item: PriceListItem, changed: frozenset[str], by: Actor) -> None:
    """Prices and quantities are not negative; prices have no more decimals than those of products."""
    for name in ("price", "from_quantity"):
        _refuse_negative(item, name)
    if "price" in changed:
        check_price(item.price)


def check_price(price: Decimal) -> None:
    """Raises Refused for a price with more decimals than the company's parameter allows prices of products."""
    most = parameters().product_places
    if price != round(price, most):
        words = _("%(amount)s has too many decimals: at most %(places)s are allowed here.")
        raise Refused(
            words % {"amount": f"{price.normalize():f}", "places": most}, field="price", code="too_many_decimals"
        )


def complete_currency(record: Any) -> None:
    """The company's own currency where none is named. Raises Refused for what is no code of ISO 4217."""
    record.currency = (record.currency or company().currency).strip().upper()
    if not CURRENCY.fullmatch(record.currency):
        raise Refused(_("A currency has three letters, such as CNY."), field="currency", code="not_currency")


def _refuse_negative(record: Any, name: str) -> None:
    value = getattr(record, name)
    if value is not None and value < 0:
        raise Refused(_("This can't be negative."), field=name, code="out_of_range")
