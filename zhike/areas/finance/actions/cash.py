"""The verbs of the cash book: receive, pay, transfer, reverse, close a day, open it again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.customers.models import Customer
from zhike.areas.finance import accounts, cash, cash_days
from zhike.areas.finance.cash import Booking, Movement
from zhike.areas.finance.following import follow
from zhike.areas.finance.models import CashAccount, CashEntry, CashKindOfEntry, LedgerAccount
from zhike.areas.finance.posting import Line
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import declare_power
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.refusals import Refused

BOOK = declare_power("finance.book_cash", _("Keep the cash book"))
CLOSE = declare_power("finance.close_days", _("Close days of the cash book"))
REOPEN = declare_power("finance.reopen_days", _("Open closed days again"))
Amount = Annotated[Decimal, Ask(_("Amount"))]
Day = Annotated[date, Ask(pgettext_lazy("books", "Date"), today=True)]
Text = Annotated[str, Ask(_("Text"))]
Counter = Annotated[LedgerAccount, Ask(_("Counter account"), help=_("Where the money comes from or goes to"))]
Owner = Annotated[Customer | None, Ask(_("Customer"))]
Target = Annotated[CashAccount, Ask(_("To the account"))]
Method = Annotated[str, Ask(_("Payment method"))]


@action(
    CashAccount, power=BOOK, verb="book", label=_("Receive"), icon="download", undoable=False,
    sentence=_("%(by)s received %(amount)s into %(title)s: %(text)s"),
)  # fmt: skip
def receive(
    chosen: Chosen[CashAccount], *, amount: Amount, dated: Day, counter: Counter, text: Text, customer: Owner = None,
    method: Method = "", by: Actor,
) -> Outcome:  # fmt: skip
    """Write what came into an account, in its currency, against an account of the ledger.

    What a customer paid for invoices is entered as a receipt of the customer instead, which writes here itself.
    """
    return _simple(chosen.one(), _positive(amount), dated, counter, text, customer, method, by)


@action(
    CashAccount, power=BOOK, verb="book", label=_("Pay"), icon="upload", undoable=False,
    sentence=_("%(by)s paid %(amount)s from %(title)s: %(text)s"),
)  # fmt: skip
def pay(
    chosen: Chosen[CashAccount], *, amount: Amount, dated: Day, counter: Counter, text: Text, customer: Owner = None,
    method: Method = "", by: Actor,
) -> Outcome:  # fmt: skip
    """Write what went out of an account, in its currency, against an account of the ledger."""
    return _simple(chosen.one(), -_positive(amount), dated, counter, text, customer, method, by)


@action(
    CashAccount, power=BOOK, verb="book", label=_("Transfer money"), icon="arrow-left-right", undoable=False,
    sentence=_("%(by)s transferred %(amount)s from %(title)s to %(to)s"),
)  # fmt: skip
def transfer_money(
    chosen: Chosen[CashAccount], *, to: Target, amount: Amount, dated: Day,
    text: Text = "",
    arrived: Annotated[
        Decimal | None, Ask(_("Amount that arrived"), help=_("When the two accounts have different currencies"))
    ] = None,
    by: Actor,
) -> Outcome:  # fmt: skip
    """Write a transfer: two entries of one booking. Between currencies the gap in worth is an exchange result."""
    source = chosen.one()
    if to.pk == source.pk:
        raise Refused(_("Choose another account."), field="to", code="same")
    if to.currency != source.currency and arrived is None:
        raise Refused(_("Say how much arrived, in %(code)s.") % {"code": to.currency}, field="arrived", code="required")
    came = _positive(arrived, "arrived") if arrived is not None else amount
    if to.currency == source.currency and came != amount:
        raise Refused(_("What arrives is what was sent; enter fees as a payment."), field="arrived", code="difference")
    movements = (Movement(source, -_positive(amount)), Movement(to, came))
    out, into = (cash.line_of(one, dated) for one in movements)
    gap = into.debit - out.credit
    against = [Line(accounts.EXCHANGE, debit=max(-gap, Decimal(0)), credit=max(gap, Decimal(0)))] if gap else []
    entries = cash.book(
        Booking(dated, movements, against, text or _between(source, to), CashKindOfEntry.TRANSFER), by=by
    )
    return _outcome(source, entries)


@action(
    CashEntry, power=BOOK, verb="reverse", label=_("Reverse"), icon="undo-2", undoable=False,
    sentence=_("%(by)s reversed %(title)s: %(reason)s"),
)  # fmt: skip
def reverse(
    chosen: Chosen[CashEntry], *, reason: Annotated[str, Ask(_("Reason"), multiline=True)], dated: Day, by: Actor
) -> Outcome:
    """Write the opposite of an entry, and of the other half of a transfer. A document's goes with the document."""
    entry = chosen.one()
    if entry.document_entity:
        raise Refused(_("A document wrote this: reverse the document."), code="has_document")
    if not reason.strip():
        raise Refused(_("Say why it is reversed."), field="reason", code="required")
    entries = cash.reverse(entry, dated=dated, reason=reason, by=by)
    return Outcome(done=1, records=[entry.pk], message=_said(entries))


@action(
    CashAccount, power=CLOSE, verb="book", label=_("Close the day"), icon="lock", bulk=True,
    undoable=False, sentence=_("%(by)s closed %(title)s until %(day)s"),
)  # fmt: skip
def close_day(
    chosen: Chosen[CashAccount],
    *,
    day: Annotated[date, Ask(_("Day"), help=_("Nothing can be written on this day or before it any more"), today=True)],
    counted: Annotated[Decimal | None, Ask(_("Money counted"))] = None,
    by: Actor,
) -> Outcome:
    """Close accounts at the end of a day; for a till, with the money that was counted."""
    found = chosen.locked()
    closed = [cash_days.close(account, day, counted, by=by) for account in found]
    return Outcome(done=len(closed), records=[one.account_id for one in closed])


@action(
    CashAccount, power=REOPEN, verb="book", label=_("Open the last day again"), icon="lock-open",
    undoable=False, danger=True, sentence=_("%(by)s opened the last closed day of %(title)s again: %(reason)s"),
)  # fmt: skip
def reopen_day(
    chosen: Chosen[CashAccount], *, reason: Annotated[str, Ask(_("Reason"), multiline=True)], by: Actor
) -> Outcome:
    """Open the last closed day of an account again, so that it can be written on."""
    account = chosen.one()
    cash_days.reopen(account, reason, by=by)
    return Outcome(done=1, records=[account.pk])


def _simple(
    account: CashAccount, amount: Decimal, dated: date, counter: LedgerAccount, text: str, customer: Customer | None,
    method: str, by: Actor,
) -> Outcome:  # fmt: skip
    if counter.customer_side and customer is None:
        raise Refused(_("Say whose money it is."), field="customer", code="required")
    owner = customer.pk if customer else None
    movement = Movement(account, amount, owner)
    own = cash.line_of(movement, dated)
    against = Line(
        counter.code, debit=own.credit, credit=own.debit, customer=owner, currency=account.currency, amount=-amount
    )
    kind = CashKindOfEntry.RECEIPT if amount > 0 else CashKindOfEntry.PAYMENT
    entries = cash.book(Booking(dated, (movement,), (against,), text, kind, method=method), by=by)
    follow([entries[0].entry], by=by)
    return _outcome(account, entries)


def _positive(amount: Decimal, field: str = "amount") -> Decimal:
    if amount <= 0:
        raise Refused(_("An amount is above zero."), field=field, code="out_of_range")
    return amount


def _between(source: CashAccount, to: CashAccount) -> str:
    return f"{source} → {to}"


def _outcome(account: CashAccount, entries: list[CashEntry]) -> Outcome:
    numbers = [one.number for one in entries]
    return Outcome(done=1, records=[account.pk], values={"entries": numbers}, message=_said(entries))


def _said(entries: list[CashEntry]) -> str:
    return str(_("Written as %(number)s.") % {"number": ", ".join(one.number for one in entries)})
