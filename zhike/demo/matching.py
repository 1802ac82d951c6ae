"""Which money paid for which invoice: the way of each sale through time, before anything of it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from zhike.areas.billing.models import Invoice, Receipt, ReceiptState


@dataclass
class Open:
    """What is still open of an invoice, a credit note or a receipt."""

    paper: Any
    left: Decimal


@dataclass(frozen=True)
class Pair:
    """So much of a debit (an invoice, a refund) settled with a credit (a receipt, a credit note) on a day."""

    debit: Any
    credit: Any
    amount: Decimal
    day: date


def matched(papers: Sequence[Invoice | Receipt]) -> tuple[list[Pair], list[Open]]:
    """Go through the papers of one sale in order of time. Answers what was matched, and the credit notes left open."""
    debits: list[Open] = []
    receipts: list[Open] = []
    notes: list[Open] = []
    pairs: list[Pair] = []
    for paper in sorted(papers, key=attrgetter("dated")):
        own = Open(paper, paper.amount if isinstance(paper, Receipt) else paper.total)
        if isinstance(paper, Receipt):
            if paper.state == ReceiptState.BOOKED:
                receipts.append(own)
                pairs += [_pair(debit, own, paper.dated) for debit in debits if debit.left and own.left]
        elif paper.credits is not None:
            notes.append(own)
            pairs += [_pair(one, own, paper.dated) for one in debits if one.paper is paper.credits and one.left]
        else:
            debits.append(own)
            pairs += [_pair(own, credit, paper.dated) for credit in receipts if credit.left and own.left]
    return [one for one in pairs if one.amount], [one for one in notes if one.left]


def _pair(debit: Open, credit: Open, day: date) -> Pair:
    part = min(debit.left, credit.left)
    debit.left -= part
    credit.left -= part
    return Pair(debit.paper, credit.paper, part, day)
