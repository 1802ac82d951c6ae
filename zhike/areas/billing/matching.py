"""What a booked receipt may pay for, with what is most likely meant: open items, and instalments of contracts."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import date_format

from zhike.areas.billing import planning
from zhike.areas.billing.models import Receipt, ReceiptState
from zhike.areas.billing.receiving import likely, own_item
from zhike.areas.finance.models import OpenItem
from zhike.areas.finance.money import ZERO, places_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.dividing import Part

MOST = 200


def open_items_for(receipt: Receipt, by: Actor) -> list[Part]:
    """The open items of its customer that a receipt may pay, or a refund pay back; the longest due first."""
    if receipt.state != ReceiptState.BOOKED:
        return []
    side = {"open_amount__gt": ZERO} if receipt.sign > 0 else {"open_amount__lt": ZERO}
    rows = OpenItem.objects.filter(customer_id=receipt.customer_id, currency=receipt.currency, **side)
    meant = likely(own_item(receipt), receipt)
    proposed = {(one.debit if receipt.sign > 0 else one.credit): one.amount for one in meant}
    places = places_of(receipt.currency)
    return [
        Part(one.pk, f"{one.number} · {date_format(one.due, 'SHORT_DATE_FORMAT')}", abs(one.amount),
             abs(one.open_amount), places=places, decimals=places, proposed=proposed.get(one.pk, ZERO))
        for one in rows.order_by("due", "pk")[:MOST]
    ]  # fmt: skip


def instalments_for(receipt: Receipt, by: Actor) -> list[Part]:
    """The instalments of its customer that a receipt may pay, or a refund give back, as they come due."""
    if receipt.state != ReceiptState.BOOKED:
        return []
    found = planning.in_time(list(planning.within_reach(receipt).select_related("contract")))
    proposed = {part.instalment.pk: part.amount for part in planning.guessed(receipt, found)}
    places = places_of(receipt.currency)
    return [
        Part(one.pk, f"{one.contract.number} · {one.label}", one.amount, _left(receipt, one.amount, one.paid),
             places=places, decimals=places, proposed=proposed.get(one.pk, ZERO))
        for one in found
    ]  # fmt: skip


def _left(receipt: Receipt, amount: Decimal, paid: Decimal) -> Decimal:
    return amount - paid if receipt.sign > 0 else paid
