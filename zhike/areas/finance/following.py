"""Open items of entries that no document posted: by hand, or in the cash book against a customer's account."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from zhike.areas.finance.models import EntryKind, ItemKind, JournalEntry, JournalLine, OpenItem
from zhike.areas.finance.open_items import Match, NewItem, add_many, settle_many
from zhike.kernel.access.actor import Actor

OWNER = "journal_entries"


def follow(entries: Sequence[JournalEntry], *, by: Actor) -> None:
    """Add an open item for each line of these entries on a customer's account.

    The item of a reversal is matched at once with what is still open of the reversed one.
    """
    numbers = {one.pk: one for one in entries}
    lines = JournalLine.objects.filter(entry__in=list(numbers)).exclude(account__customer_side="").order_by("pk")
    items = [_item(line, numbers[line.entry_id]) for line in lines]
    if not items:
        return
    add_many(items, by=by)
    for entry in entries:
        if entry.reverses_id is not None:
            _settle_reversed(entry, by)


def _item(line: JournalLine, entry: JournalEntry) -> NewItem:
    kind = ItemKind.OPENING
    if entry.kind == EntryKind.CASH:
        kind = ItemKind.RECEIPT if line.amount < 0 else ItemKind.REFUND
    assert line.customer_id is not None  # noqa: S101  (the database refuses such lines without a customer)
    return NewItem(
        line.customer_id, kind, entry.number, entry.dated, entry.dated, line.currency, line.amount,
        line.debit - line.credit, OWNER, entry.pk,
    )  # fmt: skip


def _settle_reversed(entry: JournalEntry, by: Actor) -> None:
    of_both = OpenItem.objects.filter(document_entity=OWNER, document_id__in=[entry.pk, entry.reverses_id])
    items = list(of_both.exclude(open_amount=0).order_by("pk"))
    left = {one.pk: abs(one.open_amount) for one in items}
    matches: list[Match] = []
    for debit in (one for one in items if one.open_amount > 0):
        for credit in (one for one in items if one.open_amount < 0):
            part = min(left[debit.pk], left[credit.pk])
            if part > Decimal(0) and (debit.customer_id, debit.currency) == (credit.customer_id, credit.currency):
                matches.append(Match(debit.pk, credit.pk, part))
                left[debit.pk] -= part
                left[credit.pk] -= part
    if matches:
        settle_many(matches, dated=entry.dated, by=by)
