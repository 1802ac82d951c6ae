"""What a product's card says about stock."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.models import Product
from zhike.areas.stock.demand import ordered
from zhike.areas.stock.queries import Held, held, is_short
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.once import once
from zhike.kernel.entity.parts import Figure, Shown, Warn
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.fields.numbers import shortest


def stock(product: Product, by: Actor) -> Shown | None:
    """What is free, and below it what there is, what is promised and what open orders still want."""
    if not product.tangible or not _may_see(by):
        return None
    there, wanted = _held(product, by), _wanted(product, by)
    detail = _("%(on_hand)s on hand, %(reserved)s reserved") % {
        "on_hand": shortest(there.on_hand), "reserved": shortest(there.reserved),
    }  # fmt: skip
    if wanted:
        on_order = _("%(quantity)s on order") % {"quantity": shortest(wanted)}
        detail = f"{detail}, {on_order}"
    tone = "danger" if is_short(product, there, wanted) else ""
    return Shown(
        f"{shortest(there.free)} {product.unit.name}", detail, tone, f"/products/{product.pk}?tab=stock_levels"
    )


def shortage(product: Product, by: Actor) -> Sequence[Warn]:
    """That too little is free."""
    if not product.tangible or not _may_see(by):
        return ()
    there, wanted = _held(product, by), _wanted(product, by)
    if not is_short(product, there, wanted):
        return ()
    values = {
        "free": shortest(there.free), "safety": shortest(product.safety_stock or 0), "unit": product.unit.name,
        "wanted": shortest(wanted),
    }  # fmt: skip
    words = _("Short: %(free)s %(unit)s free, at least %(safety)s should be.")
    if wanted:
        words = _("Short: %(free)s %(unit)s free, orders want %(wanted)s more, at least %(safety)s should be left.")
    return [Warn(words % values, "danger")]


@once
def _held(product: Product, by: Actor) -> Held:
    return held(product)


@once
def _wanted(product: Product, by: Actor) -> Decimal:
    return ordered([product.pk]).get(product.pk, Decimal(0))


def _may_see(by: Actor) -> bool:
    return bool(entity_named("stock_levels").reach(by, "view"))


FIGURES = (Figure(_("Free stock"), stock),)
WARNINGS = (shortage,)
