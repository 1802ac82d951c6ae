"""Whether an order may be confirmed: address, goods, prices, margin, credit. All that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _

from zhike.areas.documents.limits import discount_beyond, margin_below
from zhike.areas.orders.models import Order, OrderLine
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import declare_power
from zhike.kernel.refusals import FieldError

BELOW_MARGIN: Final = declare_power("orders.below_margin", _("Confirm orders below the least margin"))
ANY_PRICE: Final = declare_power("orders.any_price", _("Confirm orders far below the list prices"))

Check = Callable[[Order, Sequence[OrderLine], Actor], Iterator[FieldError]]


def problems(order: Order, lines: Sequence[OrderLine], by: Actor) -> list[FieldError]:
    """All that speaks against confirming an order, as far as this person may not pass it over."""
    return [problem for check in CHECKS for problem in check(order, lines, by)]


def has_lines(order: Order, lines: Sequence[OrderLine], by: Actor) -> Iterator[FieldError]:
    """Something must have been ordered."""
    if not lines:
        yield FieldError("lines", "required", _("There is nothing on it yet: add a line first."))


def has_address(order: Order, lines: Sequence[OrderLine], by: Actor) -> Iterator[FieldError]:
    """Goods need a place to go to and somebody who takes them; services do not."""
    if not any(goes_out(line) for line in lines) or _picked_up(order):
        return
    if not order.region_id or not order.street.strip():
        yield FieldError("street", "required", _("Say where the goods go: region and street."))
    if not order.receiver.strip() or not order.receiver_phone.strip():
        yield FieldError("receiver", "required", _("Say who takes the goods, and the phone number."))


def has_sound_prices(order: Order, lines: Sequence[OrderLine], by: Actor) -> Iterator[FieldError]:
    """No product that is sold no longer, nothing for nothing, and not too far below the list."""
    for line in lines:
        if line.product is not None and line.product.status == "retired":
            said = {"product": line.product.name}
            yield FieldError("lines", "retired", _("“%(product)s” is sold no longer.") % said)
    beyond = None if by.may(ANY_PRICE) else discount_beyond(order, lines, "order_discount")
    if beyond is not None:
        words = _("The prices are %(given)s%% below the lists; above %(most)s%% it takes the permission.")
        yield FieldError("discount", "too_cheap", words % {"given": beyond[0], "most": beyond[1]})


def has_margin(order: Order, lines: Sequence[OrderLine], by: Actor) -> Iterator[FieldError]:
    """Enough is left over the cost. The cost itself is not told: not everybody who confirms may know it."""
    least = "" if by.may(BELOW_MARGIN) else margin_below(order, "order_margin")
    if least:
        words = _("The margin is below %(least)s%%; confirming it takes the permission.")
        yield FieldError("lines", "below_margin", words % {"least": least})


def goes_out(line: OrderLine) -> bool:
    """Whether a line is about things that leave the house; what has no product is taken to be one of words."""
    return line.product is not None and line.product.tangible


def _picked_up(order: Order) -> bool:
    return order.delivery_method is not None and order.delivery_method.code in ("pick_up", "online")


CHECKS: Final[tuple[Check, ...]] = (has_lines, has_address, has_sound_prices, has_margin)
