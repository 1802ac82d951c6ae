"""Money: what a customer owes over a period, how old it is, and whether the books agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from zhike.areas.finance import statements
from zhike.areas.finance.currencies import base_currency
from zhike.areas.finance.customer_card import sees_accounts
from zhike.areas.finance.reconciling import reconcile
from zhike.doors.api.answers import answer
from zhike.doors.api.calls import Call, Endpoint, Parameter
from zhike.doors.api.description import shared
from zhike.kernel.access.looks import note_opening
from zhike.kernel.refusals import NotAllowed

DAY = {"type": "string", "format": "date"}
MONEY = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
MOVE = shared.fixed(
    dated=DAY, number=shared.TEXT, kind=shared.TEXT, text=shared.TEXT, debit=MONEY, credit=MONEY, balance=MONEY,
)  # fmt: skip
STATEMENT = shared.fixed(
    currency=shared.TEXT, opening=MONEY, debit=MONEY, credit=MONEY, closing=MONEY, more={"type": "boolean"},
    moves=shared.many(MOVE),
)  # fmt: skip
AGED = dict.fromkeys((*statements.BUCKETS, "credit", "net"), MONEY)
DIFFERENCE = shared.fixed(
    title=shared.TEXT, entity=shared.TEXT, id={"type": ["string", "null"]}, ours=MONEY, theirs=MONEY, difference=MONEY
)
CHECK = shared.fixed(
    key=shared.TEXT, label=shared.TEXT, well={"type": "boolean"}, count={"type": "integer"},
    seconds={"type": "number"}, differences=shared.many(DIFFERENCE),
)  # fmt: skip
PERIOD = (
    Parameter("since", DAY, "The first day; that of the year if left out."),
    Parameter("until", DAY, "The last day; today if left out."),
)


def endpoints() -> Iterator[Endpoint]:
    """The statement of a customer, the ageing, and the reconciliation."""
    yield Endpoint(
        "GET", "/customers/{id}/statement", "statement_customers", "Statement of account of a customer",
        tag="customers", run=statement, refusals=(404, 422), parameters=PERIOD,
        answers={200: shared.fixed(items=shared.many(STATEMENT), ageing=shared.fixed(**AGED))},
        description="One statement for each currency: opening, lines, closing. The ageing is in the base currency.",
    )  # fmt: skip
    yield Endpoint(
        "GET", "/ageing", "ageing", "How old is what is owed", tag="money", run=ageing, refusals=(403,),
        answers={200: shared.fixed(
            currency=shared.TEXT, customers={"type": "integer"}, whole=shared.fixed(**AGED),
            items=shared.many(shared.fixed(customer={"type": "string"}, name=shared.TEXT, **AGED)),
        )},
        description="By days overdue, in the base currency: the 100 customers who owe most, and the sum over all.",
    )  # fmt: skip
    yield Endpoint(
        "GET", "/reconciliation", "reconciliation", "Reconcile the books", tag="money", run=reconciliation,
        refusals=(403,), answers={200: shared.fixed(well={"type": "boolean"}, items=shared.many(CHECK))},
        description="Runs every check over documents, accounts and cash book; shows the first rows that differ.",
    )  # fmt: skip


def statement(call: Call) -> HttpResponse:
    """The statement, for whoever may see what the customer owes."""
    customer = statements.customer_of(call.id(), call.by)
    note_opening(customer, call.by)
    today = timezone.localdate()
    until = date.fromisoformat(call.query["until"]) if call.query.get("until") else today
    since = date.fromisoformat(call.query["since"]) if call.query.get("since") else until.replace(month=1, day=1)
    items = [
        {
            "currency": one.currency, "opening": f"{one.opening:f}", "debit": f"{one.debit:f}",
            "credit": f"{one.credit:f}", "closing": f"{one.closing:f}", "more": one.more,
            "moves": [
                {"dated": move.dated.isoformat(), "number": move.number, "kind": move.kind, "text": move.text,
                 "debit": f"{move.debit:f}", "credit": f"{move.credit:f}", "balance": f"{move.balance:f}"}
                for move in one.moves
            ],
        }
        for one in statements.statements(customer, since, until)
    ]  # fmt: skip
    return answer({"items": items, "ageing": aged(statements.ageing_of(customer))})


def ageing(call: Call) -> HttpResponse:
    """The ageing, over the customers whom the caller sees."""
    if not sees_accounts(call.by):
        raise NotAllowed()
    listed, whole, count = statements.ageing(call.by)
    items = [{"customer": str(one["id"]), "name": one["name"] or "", **aged(one["ageing"])} for one in listed]
    return answer({"currency": base_currency(), "customers": count, "whole": aged(whole), "items": items})


def reconciliation(call: Call) -> HttpResponse:
    """All checks, for whoever may reconcile."""
    found = reconcile(call.by)
    items = [
        {
            "key": one.check.key, "label": str(one.check.label), "well": one.well, "count": one.count,
            "seconds": round(one.seconds, 3),
            "differences": [
                {"title": row.title, "entity": row.entity, "id": str(row.record_id) if row.record_id else None,
                 "ours": f"{row.ours:f}", "theirs": f"{row.theirs:f}", "difference": f"{row.gap:f}"}
                for row in one.differences
            ],
        }
        for one in found
    ]  # fmt: skip
    return answer({"well": all(one.well for one in found), "items": items})


def aged(found: statements.Ageing) -> dict[str, Any]:
    """An ageing as JSON."""
    amounts = dict(zip(statements.BUCKETS, found.buckets, strict=True))
    return {name: f"{one:f}" for name, one in amounts.items()} | {
        "credit": f"{found.credit:f}", "net": f"{found.net:f}",
    }  # fmt: skip
