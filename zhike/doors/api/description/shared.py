"""The schemas and parameters that all entities share."""

from __future__ import annotations

from zhike.doors.api.calls import Parameter, Schema
from zhike.doors.api.description.fields import ref
from zhike.kernel.actions.chosen import MOST_IDS
from zhike.kernel.imports.models import DuplicateRule, ImportState
from zhike.kernel.lists.page import MOST_ROWS

TEXT: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
COUNT: Schema = {"type": "integer", "minimum": 0}


def fixed(**properties: Schema) -> Schema:
    """An object of which all properties are always there."""
    return {"type": "object", "required": list(properties), "properties": properties}


def many(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def page_of(items: Schema) -> Schema:
    """A page of a list that is read on with `next`."""
    return fixed(
        items=many(items),
        next={"type": ["string", "null"], "description": "The cursor of the next page; null on the last."},
    )


def counted_page_of(items: Schema) -> Schema:
    """A page of a list with its count."""
    page = page_of(items)
    page["required"] += ["count", "count_is_estimate"]
    page["properties"] |= {
        "count": {
            "type": ["integer", "null"],
            "description": "Of all pages; exact up to ten thousand. Null with count=false.",
        },
        "count_is_estimate": {"type": "boolean"},
    }
    return page


CHANGES: Schema = {
    "type": "object",
    "description": "Each changed field with its value before and after.",
    "additionalProperties": {"type": "array", "minItems": 2, "maxItems": 2},
}
SHARED: dict[str, Schema] = {
    "Problem": {
        **fixed(
            type=TEXT,
            title=TEXT,
            status={"type": "integer"},
            detail=TEXT,
            errors=many(fixed(field=TEXT, code=TEXT, message=TEXT)),
        ),
        "description": "What was refused and why (RFC 9457). `code` is for programs, `message` for people.",
    },
    "Reference": {
        **fixed(id=TEXT, title=MAYBE),
        "description": "A record by its id and title; no title if the caller may not see it.",
    },
    "Part": {
        **fixed(id=TEXT, title=TEXT, whole=TEXT, left=TEXT, unit=TEXT, proposed=TEXT),
        "description": "A part of a record: how much it is in all, how much of that is left, and what is proposed.",
    },
    "Outcome": {
        **fixed(
            batch=MAYBE,
            done=COUNT,
            skipped=many(fixed(id=TEXT, reason=TEXT, title=TEXT)),
            records=many(TEXT),
            message=TEXT,
            values={"type": "object"},
        ),
        "description": "What an action did. The batch can be undone by `POST /batches/{id}/undo`.",
    },
    "Change": fixed(
        id=TEXT,
        at=MOMENT,
        by={"anyOf": [ref("Reference"), {"type": "null"}]},
        door=TEXT,
        batch=MAYBE,
        verb=TEXT,
        changes=CHANGES,
        line={**MAYBE, "description": "The id of the line that was changed, where it was not the document itself."},
    ),
    "Filter": {
        "type": "object",
        "description": 'Conditions, either flat, as in {"level": "A", "created_at__gte": "2026-01-01"}, or as a tree: '
        '{"and": [{"field": "level", "op": "in", "value": ["A", "B"]}, {"or": […]}]}.',
        "minProperties": 1,
    },
}

IMPORT = fixed(
    id=TEXT,
    entity=TEXT,
    file_name=TEXT,
    state={"type": "string", "enum": list(ImportState.values)},
    duplicates={"type": "string", "enum": list(DuplicateRule.values)},
    options={"type": "object"},
    headers=many({}),
    samples=many({"type": "array"}),
    mapping={"type": "object"},
    total=COUNT,
    plan={"type": "object"},
    counts={"type": "object"},
    message=TEXT,
    job=MAYBE,
    batch=MAYBE,
    created_at=MOMENT,
    ended_at=MAYBE_MOMENT,
)
LIMIT = Parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": 50}, "How many at most.")
CURSOR = Parameter("cursor", {"type": "string", "maxLength": 2000}, "Where to read on: `next` of the page before.")
WORDS = Parameter(
    "q", {"type": "string", "maxLength": 200}, "Words to search for: name, number, phone, pinyin or initials."
)
FIELDS = Parameter("fields", {"type": "string", "maxLength": 4000}, "Only these fields, separated by commas.")
EXPAND = Parameter(
    "expand", {"type": "string", "maxLength": 2000}, 'References, separated by commas, to be sent as {"id", "title"}.'
)
IF_MATCH = Parameter("If-Match", TEXT, "The ETag that was read. 409 if somebody saved the record since.", "header")
IF_NONE_MATCH = Parameter("If-None-Match", TEXT, "The ETag that is known. 304 if nothing is new.", "header")
KEY = Parameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 200},
    "Any text of your own. The request is carried out once; repeating it within 24 hours gives the same answer.",
    "header",
)
AS_OF = Parameter("as_of", MOMENT, "The record as it was at this moment.")

BULK: Schema = {
    "ids": {
        "type": "array",
        "items": TEXT,
        "minItems": 1,
        "maxItems": MOST_IDS,
        "description": "Records by their ids.",
    },
    "filter": ref("Filter"),
    "q": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
        "description": "With or without a filter: words to search for.",
    },
}
