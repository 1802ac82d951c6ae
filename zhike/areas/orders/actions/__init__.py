"""What people do with orders and packing lists."""

from zhike.areas.orders.actions.confirming import cancel, confirm
from zhike.areas.orders.actions.following import order_from_contract, order_from_quote
from zhike.areas.orders.actions.shipping import deliver, pack, send_off

__all__ = ["cancel", "confirm", "deliver", "order_from_contract", "order_from_quote", "pack", "send_off"]
