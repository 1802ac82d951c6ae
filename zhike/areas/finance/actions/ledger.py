"""Posting by hand, and reversing what was posted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.customers.models import Customer
from zhike.areas.finance import cash, posting
from zhike.areas.finance.accounts import refuse_kept
from zhike.areas.finance.currencies import base_currency
from zhike.areas.finance.following import follow
from zhike.areas.finance.models import CashEntry, EntryKind, JournalEntry, LedgerAccount
from zhike.areas.finance.money import check_amount
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import declare_power
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.refusals import Refused

POST = declare_power("finance.post", _("Post to the ledger by hand"))
CreditAccount = Annotated[LedgerAccount, Ask(_("Credit account"))]


@action(
    LedgerAccount, power=POST, verb="post", label=_("Post by hand"), icon="pencil-line", undoable=False,
    sentence=_("%(by)s posted %(amount)s from %(title)s to %(credit)s"),
)  # fmt: skip
def post_by_hand(
    accounts: Chosen[LedgerAccount],
    *,
    credit: CreditAccount,
    amount: Annotated[Decimal, Ask(_("Amount"))],
    dated: Annotated[date, Ask(pgettext_lazy("books", "Date"), today=True)],
    text: Annotated[str, Ask(_("Text"))],
    customer: Annotated[Customer | None, Ask(_("Customer"))] = None,
    by: Actor,
) -> Outcome:
    """Post an entry that debits this account and credits another, in the base currency.

    For openings and corrections; documents and the cash book post their own entries. Raises Refused for accounts that
    the cash book or the stock keeps.
    """
    debit = accounts.one()
    if amount <= 0:
        raise Refused(_("An amount is above zero."), field="amount", code="out_of_range")
    check_amount(amount, base_currency())
    for field, one in (("", debit), ("credit", credit)):
        if one.code in cash.ledger_codes():
            raise Refused(_("“%(account)s” is kept by the cash book.") % {"account": one}, field=field, code="cash")
        refuse_kept(one, field=field)
    owner = customer.pk if customer else None
    lines = (
        posting.Line(debit.code, debit=amount, customer=owner),
        posting.Line(credit.code, credit=amount, customer=owner),
    )
    entry = posting.post(posting.Posting(dated, EntryKind.MANUAL, lines, text), by=by)
    follow([entry], by=by)
    return Outcome(done=1, records=[debit.pk], values={"entry": entry.number}, message=_said(entry))


@action(
    JournalEntry, power=POST, verb="reverse", label=_("Reverse"), icon="undo-2", undoable=False,
    sentence=_("%(by)s reversed %(title)s: %(reason)s"),
)  # fmt: skip
def reverse(
    entries: Chosen[JournalEntry], *, reason: Annotated[str, Ask(_("Reason"), multiline=True)], by: Actor
) -> Outcome:
    """Post the opposite of an entry that was posted by hand. What a document posted is reversed with the document."""
    entry = entries.one()
    if entry.document_entity:
        raise Refused(_("A document posted this: reverse the document."), code="has_document")
    if CashEntry.objects.filter(entry=entry).exists():
        raise Refused(_("The cash book posted this: reverse it there."), code="has_document")
    turned = posting.reverse(entry, text=reason, by=by)
    follow([turned], by=by)
    return Outcome(done=1, records=[entry.pk], values={"entry": turned.number}, message=_said(turned))


def _said(entry: JournalEntry) -> str:
    return str(_("Posted as %(number)s.") % {"number": entry.number})
