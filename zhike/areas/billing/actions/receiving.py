"""Booking receipts, letting them pay for invoices, and taking either back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from zhike.areas.billing import planning, receiving
from zhike.areas.billing.matching import instalments_for, open_items_for
from zhike.areas.billing.models import Receipt, ReceiptState
from zhike.areas.finance.models import CashAccount
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.dividing import Parts, named_parts
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.refusals import Refused

Into = Annotated[CashAccount | None, Ask(_("Cash account"), help=_("Where it was noted already, leave it empty"))]
BOOKED = Q(state=ReceiptState.BOOKED)
NOT_BOOKED = _("It is not in the cash book, or no longer.")
POWER = "receipts.book"

PLANNED = "instalments"
COLUMNS: dict[str, Any] = {
    "whole": pgettext_lazy("parts", "Amount"), "left": pgettext_lazy("parts", "Open"),
}  # fmt: skip
OpenItems = Annotated[
    Mapping[str, Decimal] | None,
    Ask(_("Amounts by open item"), parts=Parts(open_items_for, title=pgettext_lazy("parts", "Open item"), **COLUMNS)),
]
Planned = Annotated[
    Mapping[str, Decimal] | None,
    Ask(_("Amounts by instalment"), parts=Parts(instalments_for, title=_("Instalment"), **COLUMNS)),
]


@action(
    Receipt, power=POWER, verb="advance", label=pgettext_lazy("verb", "Book"), icon="book-check", undoable=False,
    sentence=_("%(by)s booked %(title)s"), when=Q(state=ReceiptState.NOTED), otherwise=_("It is booked already."),
)  # fmt: skip
def book_receipt(
    receipts: Chosen[Receipt],
    *,
    into: Into = None,
    match: Annotated[bool, Ask(_("Match with what is open"))] = True,
    by: Actor,
) -> Outcome:
    """Write a receipt into the cash book and let it pay for the invoices and instalments that it most likely means."""
    receipt = receipts.one()
    receipt.cash_account = into or receipt.cash_account
    receiving.book(receipt, by=by)
    number = receiving.match(receipt, None, dated=receipt.dated, by=by) if match else 0
    if match:
        planning.plan(receipt, None, dated=receipt.dated, by=by)
    return Outcome(done=1, records=[receipt.pk], message=_paid_words(number))


@action(
    Receipt, power=POWER, verb="advance", label=_("Match"), icon="link", undoable=False,
    sentence=_("%(by)s matched %(title)s with open items"), when=BOOKED, otherwise=NOT_BOOKED,
)  # fmt: skip
def match_receipt(
    receipts: Chosen[Receipt],
    *,
    parts: OpenItems = None,
    instalments: Planned = None,
    by: Actor,
) -> Outcome:
    """Let a receipt pay for open items and instalments of its customer: those named, or those most likely meant."""
    receipt = receipts.one()
    today = timezone.localdate()
    # Who names the one does not wish the other to be guessed.
    guess = parts is None and instalments is None
    named = None if parts is None else named_parts(open_items_for(receipt, by), parts, field="parts")
    planned = None if instalments is None else named_parts(instalments_for(receipt, by), instalments, field=PLANNED)
    number = receiving.match(receipt, named, dated=today, by=by) if guess or named is not None else 0
    if guess or planned is not None:
        planning.plan(receipt, planned, dated=today, by=by)
    return Outcome(done=1, records=[receipt.pk], message=_paid_words(number))


@action(
    Receipt, power=POWER, verb="advance", label=_("Take the matching back"), icon="unlink", undoable=False,
    sentence=_("%(by)s took the matching of %(title)s back"), when=BOOKED, otherwise=NOT_BOOKED,
)  # fmt: skip
def unmatch_receipt(receipts: Chosen[Receipt], *, by: Actor) -> Outcome:
    """Open again all that a receipt has paid for."""
    receipt = receipts.one()
    planning.take_back(Q(receipt=receipt))
    number = receiving.unmatch(receipt, by=by)
    words = ngettext("%(count)s item is open again.", "%(count)s items are open again.", number)
    return Outcome(done=1, records=[receipt.pk], message=words % {"count": number})


@action(
    Receipt, power="receipts.reverse", verb="advance", label=_("Reverse"), icon="undo-2", danger=True, undoable=False,
    sentence=_("%(by)s reversed %(title)s: %(reason)s"), when=BOOKED, otherwise=NOT_BOOKED,
)  # fmt: skip
def reverse_receipt(
    receipts: Chosen[Receipt], *, reason: Annotated[str, Ask(_("Reason"), multiline=True)], by: Actor
) -> Outcome:
    """Take a booked receipt back by the opposite entry; what it paid for is open again."""
    if not reason.strip():
        raise Refused(_("Say why it is reversed."), field="reason", code="required")
    receipt = receipts.one()
    planning.take_back(Q(receipt=receipt))
    receiving.reverse(receipt, reason.strip(), dated=timezone.localdate(), by=by)
    return Outcome(done=1, records=[receipt.pk])


def _paid_words(number: int) -> str:
    if not number:
        return str(_("Nothing was open that it could pay for: it stays as a prepayment."))
    return ngettext("It pays for %(count)s item.", "It pays for %(count)s items.", number) % {"count": number}
