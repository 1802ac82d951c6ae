"""What stands in the head of a product's card."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.models import Product, ProductStatus
from zhike.areas.organisation.company import company
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.parts import Figure, Shown, Warn, Warned
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.fields.reading import reading_for


def price(product: Product, by: Actor) -> Shown | None:
    """The list price with its currency and unit."""
    return _amount(product, "price", product.currency, by)


def cost(product: Product, by: Actor) -> Shown | None:
    """What it costs us."""
    return _amount(product, "cost", company().currency, by)


def margin(product: Product, by: Actor) -> Shown | None:
    """What is left of the list price, in percent, when both are in one currency."""
    if not product.price or product.cost is None or product.currency != company().currency:
        return None
    # Django's number_format cuts decimals off, so they are rounded before.
    share = ((product.price - product.cost) / product.price * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Shown(f"{number_format(share)}%", tone="danger" if share < 0 else "")


def retired(product: Product, by: Actor) -> Sequence[Warn]:
    """That it is no longer sold."""
    return [Warn(_("This product is no longer sold."), "info")] if product.status == ProductStatus.RETIRED else ()


def not_stocked(product: Product, by: Actor) -> Sequence[Warn]:
    """That nothing is posted for what training and services cost: no stock moves that would know it."""
    if product.tangible or product.cost is None:
        return ()
    words = _("Its cost is a measure for margins only: what it really costs is entered as an expense.")
    return [Warn(words, "info")]


def _amount(product: Product, name: str, currency: str, by: Actor) -> Shown | None:
    field, value = entity_of(product).fields[name], getattr(product, name)
    if value is None:
        return None
    return Shown(field.type.text(value, field, reading_for(by)), f"{currency} / {product.unit.name}")


FIGURES = (
    Figure(_("List price"), price, reads=("price",)),
    Figure(_("Cost"), cost, reads=("cost",)),
    Figure(pgettext_lazy("rate", "Margin"), margin, reads=("price", "cost")),
)
WARNINGS = (retired, Warned(not_stocked, reads=("cost",)))
