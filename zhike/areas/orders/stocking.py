"""What orders take from the stock: promised when they are confirmed, gone when a packing list is sent off."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.converting import Conversions
from zhike.areas.catalog.models import Product
from zhike.areas.finance.money import half_up
from zhike.areas.orders.models import Order, OrderLine, Shipment, ShipmentLine
from zhike.areas.stock.reserving import Wanted, reserve, ship, too_short
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import declare_power
from zhike.kernel.refusals import Refused

PLACES = 4
Follower = Callable[[Collection[int]], None]
_followers: list[Follower] = []
SHORT = declare_power("orders.short_stock", _("Confirm orders beyond what is in stock"))


def promise(order: Order, lines: Sequence[OrderLine], *, by: Actor) -> None:
    """Promise the goods of an order. Raises Refused with what is short, unless the actor may go beyond the stock."""
    wanted = in_own_units((line.product, line.unit_id, line.quantity, line.pk) for line in lines)
    short = reserve(wanted, document=("orders", order.pk), by=by)
    if not short:
        return
    if not by.may(SHORT):
        raise too_short(short)
    lacking = {one.line for one in short}
    reserve([one for one in wanted if one.line not in lacking], document=("orders", order.pk), by=by)


def send_out(shipment: Shipment, *, dated: date, by: Actor) -> None:
    """Let the goods of a packing list leave the stock, from what was promised to its order first."""
    rows = ShipmentLine.objects.filter(shipment=shipment, deleted_at=None).select_related("product").order_by("pk")
    wanted = in_own_units((line.product, line.unit_id, line.quantity, line.order_line_id) for line in rows)
    ship(
        wanted, document=("shipments", shipment.pk), reserved_for=("orders", shipment.order_id), dated=dated,
        text=shipment.number, by=by,
    )  # fmt: skip
    tell_followers([one.line for one in wanted if one.line is not None])


def declare_follower(told: Follower) -> None:
    """Make known what is done when goods have left for lines of orders: it gets the lines' ids."""
    _followers.append(told)


def tell_followers(lines: Collection[int]) -> None:
    """Tell the areas above that goods have moved for these lines of orders."""
    for told in _followers:
        told(lines)


def in_own_units(lines: Iterable[tuple[Product | None, int | None, Decimal, int]]) -> list[Wanted]:
    """Lines in the products' own units. Raises Refused for a unit that can't be converted."""
    known = [(product, unit, quantity, line) for product, unit, quantity, line in lines if product is not None]
    conversions = Conversions([product for product, _unit, _quantity, _line in known])
    found = []
    for product, unit, quantity, line in known:
        factor = conversions.factor(product, unit)
        if factor is None:
            words = _("“%(product)s” is not counted in this unit.") % {"product": product.name}
            raise Refused(words, field="lines", code="unknown_unit")
        found.append(Wanted(product.pk, half_up(quantity * factor, PLACES), None, line))
    return found
