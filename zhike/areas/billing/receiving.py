"""What booking a receipt writes: the cash book with its entry, the open item, and what it pays for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.billing.models import Receipt, ReceiptKind, ReceiptState
from zhike.areas.billing.preparing import refuse_other_currency
from zhike.areas.finance import cash
from zhike.areas.finance.accounts import RECEIVABLES
from zhike.areas.finance.cash import Booking, Movement
from zhike.areas.finance.models import CashEntry, CashKindOfEntry, EntryKind, ItemKind, OpenItem
from zhike.areas.finance.money import ZERO, check_amount
from zhike.areas.finance.open_items import Match, NewItem, add_many, guess, settle_many, settlements_of, take_back
from zhike.areas.finance.posting import Line
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

ENTITY: Final = "receipts"
KINDS: Final = {ReceiptKind.RECEIPT: ItemKind.RECEIPT, ReceiptKind.REFUND: ItemKind.REFUND}
POSTED_AS: Final = {ReceiptKind.RECEIPT: EntryKind.RECEIPT, ReceiptKind.REFUND: EntryKind.REFUND}
CASH_KINDS: Final = {ReceiptKind.RECEIPT: CashKindOfEntry.RECEIPT, ReceiptKind.REFUND: CashKindOfEntry.PAYMENT}


def book(receipt: Receipt, *, by: Actor) -> None:
    """Book a noted receipt, which the caller holds locked. Raises Refused on a closed day, or without an account."""
    if receipt.cash_account is None:
        raise Refused(_("Say into which account the money went."), field="into", code="required")
    refuse_other_currency(receipt, receipt.cash_account)
    check_amount(receipt.amount, receipt.currency)
    booking = booking_of(receipt)
    cash.book(booking, by=by)
    add_many([item_of(receipt, booking)], by=by)
    _move(receipt, ReceiptState.BOOKED)


def booking_of(receipt: Receipt) -> Booking:
    """What a receipt is in the cash book: the money in its account, against what the customer owes."""
    account = receipt.cash_account
    assert account is not None  # noqa: S101  (who books a receipt says into which account)
    movement = Movement(account, receipt.amount * receipt.sign, receipt.customer_id)
    own = cash.line_of(movement, receipt.dated)
    against = Line(
        RECEIVABLES, debit=own.credit, credit=own.debit, customer=receipt.customer_id, currency=receipt.currency,
        amount=-receipt.amount * receipt.sign,
    )  # fmt: skip
    kind = ReceiptKind(receipt.kind)
    return Booking(
        receipt.dated, (movement,), (against,), f"{receipt.number} {receipt.payer}".strip(), CASH_KINDS[kind],
        POSTED_AS[kind], method=str(receipt.method or ""), document_entity=ENTITY, document_id=receipt.pk,
    )  # fmt: skip


def item_of(receipt: Receipt, booking: Booking) -> NewItem:
    """What is open of a booked receipt: all of it, until it is matched."""
    against = booking.against[0]
    return _item(receipt, receipt.dated, -receipt.sign, against.debit or against.credit)


def match(receipt: Receipt, parts: Mapping[int, Decimal] | None, *, dated: date, by: Actor) -> int:
    """Let a booked receipt pay for open items: the named amounts by item, or what is most likely meant.

    Returns how many items it was matched with; none is fine: the rest stays as a prepayment.
    """
    item = own_item(receipt)
    if parts is None:
        matches: Sequence[Match] = likely(item, receipt)
    elif receipt.sign > 0:
        matches = [Match(debit, item.pk, amount) for debit, amount in parts.items() if amount]
    else:
        matches = [Match(item.pk, credit, amount) for credit, amount in parts.items() if amount]
    return len(settle_many(matches, dated=dated, by=by)) if matches else 0


def likely(item: OpenItem, receipt: Receipt) -> Sequence[Match]:
    """What a receipt most likely pays for, or a refund pays back; nothing is written."""
    return guess(item) if receipt.sign > 0 else _credits_for(item)


def unmatch(receipt: Receipt, *, by: Actor) -> int:
    """Open again all that a receipt has paid for."""
    return take_back(settlements_of(ENTITY, receipt.pk), by=by)


def reverse(receipt: Receipt, reason: str, *, dated: date, by: Actor) -> None:
    """Take a booked receipt back: what it paid for is open again, and the cash book gets the opposite entry."""
    unmatch(receipt, by=by)
    entry = (
        CashEntry.objects.filter(document_entity=ENTITY, document_id=receipt.pk, reverses=None).order_by("pk").first()
    )
    if entry is None:
        raise Refused(_("It is not in the cash book."), code="not_booked")
    cash.reverse(entry, dated=dated, reason=reason, by=by)
    item = own_item(receipt)
    (opposite,) = add_many([_item(receipt, dated, receipt.sign, abs(item.amount_base))], by=by)
    debit, credit = (opposite, item.pk) if receipt.sign > 0 else (item.pk, opposite)
    settle_many([Match(debit, credit, receipt.amount)], dated=dated, by=by)
    Receipt.objects.filter(pk=receipt.pk).update(reversed_because=reason[:300])
    _move(receipt, ReceiptState.REVERSED)


def own_item(receipt: Receipt) -> OpenItem:
    """The open item that a booked receipt is. Raises Refused for one that is not booked."""
    rows = OpenItem.objects.filter(
        document_entity=ENTITY, document_id=receipt.pk, kind=KINDS[ReceiptKind(receipt.kind)]
    )
    item: OpenItem | None = rows.order_by("pk").first()
    if item is None:
        raise Refused(_("It is not booked yet."), code="not_booked")
    return item


def _credits_for(item: OpenItem) -> list[Match]:
    """What a refund pays back: the customer's own credits, the oldest first."""
    left, found = item.open_amount, []
    rows = OpenItem.objects.filter(customer_id=item.customer_id, currency=item.currency, open_amount__lt=ZERO)
    for one in rows.order_by("due", "pk")[:200]:
        part = min(left, -one.open_amount)
        if part <= 0:
            break
        found.append(Match(item.pk, one.pk, part))
        left -= part
    return found


def _item(receipt: Receipt, dated: date, sign: int, base: Decimal) -> NewItem:
    return NewItem(
        receipt.customer_id, KINDS[ReceiptKind(receipt.kind)], receipt.number, dated, dated, receipt.currency,
        receipt.amount * sign, base * sign, ENTITY, receipt.pk,
    )  # fmt: skip


def _move(receipt: Receipt, state: ReceiptState) -> None:
    receipt.state = state
    Receipt.objects.filter(pk=receipt.pk).update(
        state=state, cash_account_id=receipt.cash_account_id, revision=F("revision") + 1, updated_at=timezone.now()
    )
