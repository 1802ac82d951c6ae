"""What an invoice was paid by, and what a receipt paid for: the two sides of the same settlements."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from zhike.areas.billing.models import Invoice, Receipt
from zhike.areas.finance.models import OpenItem, Settlement
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.titles import titles_by_id
from zhike.kernel.entity.parts import Insight
from zhike.kernel.entity.registry import entity_named, entity_of

MOST = 200
TEXT = {"type": "string"}
ROW = {
    "type": "object",
    "required": ["number", "kind", "dated", "amount", "url"],
    "properties": {
        "number": TEXT, "kind": TEXT, "dated": TEXT, "amount": TEXT, "url": TEXT, "day": TEXT, "shown": TEXT,
    },
}  # fmt: skip


def settled(record: Invoice | Receipt, by: Actor) -> dict[str, Any]:
    """The settlements of a document that stand, newest first; the other document is named to who may see it."""
    key = entity_of(record).key
    mine = Q(debit__document_entity=key, debit__document_id=record.pk)
    mine |= Q(credit__document_entity=key, credit__document_id=record.pk)
    rows = Settlement.objects.filter(mine, reversed_at=None).select_related("debit", "credit")
    found = [(row, _other(row, key, record.pk)) for row in rows.order_by("-dated", "-pk")[:MOST]]
    seen = _seen([other for _row, other in found], by)
    return {"rows": [_row(row.dated, row.amount, other, seen) for row, other in found]}


def _other(row: Settlement, key: str, pk: int) -> OpenItem:
    mine = (row.debit.document_entity, row.debit.document_id) == (key, pk)
    return row.credit if mine else row.debit


def _seen(items: list[OpenItem], by: Actor) -> set[tuple[str, int]]:
    ids: dict[str, set[int]] = defaultdict(set)
    for item in items:
        if item.document_entity and item.document_id:
            ids[item.document_entity].add(item.document_id)
    return {(key, pk) for key, named in ids.items() for pk in titles_by_id(entity_named(key).model, named, by)}


def _row(dated: Any, amount: Decimal, other: OpenItem, seen: set[tuple[str, int]]) -> dict[str, Any]:
    where = (other.document_entity, other.document_id or 0)
    return {
        "number": other.number if where in seen else str(_("(not yours to see)")),
        "kind": other.get_kind_display(), "dated": dated.isoformat(), "amount": f"{amount:.2f}",
        "url": entity_named(where[0]).url(where[1]) if where in seen else "",
        "day": date_format(dated, "SHORT_DATE_FORMAT"),
        "shown": number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True),
    }  # fmt: skip


SETTLED = Insight(
    "settled", _("Matched with"), "billing/settled.html", settled,
    {"type": "object", "required": ["rows"], "properties": {"rows": {"type": "array", "items": ROW}}},
    "The documents with which this one was settled, and how much of it",
)  # fmt: skip
