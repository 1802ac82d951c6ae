"""What a record is found by: its lexemes, and the keys that likely duplicates share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from zhike.kernel.duplicates.blocking import keys
from zhike.kernel.duplicates.keyed import hashed
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.text.tokens import Kind, documents_tokens, number_lexemes, tsvector_literal

KINDS: dict[str, Kind] = {"phone": "phone", "email": "email"}


@cache
def columns_read(key: str) -> tuple[str, ...]:
    """The columns of an entity's own table from which its documents are made."""
    entity = entity_named(key)
    names = names_read(key)
    return tuple(dict.fromkeys(entity.fields[name].column for name in names if name in entity.fields))


@cache
def names_read(key: str) -> tuple[str, ...]:
    """The fields from which an entity's documents are made."""
    matches = entity_named(key).duplicates
    return tuple(dict.fromkeys([*sought(key), *(name for match in matches for name in (match.field, *match.also))]))


@cache
def sought(key: str) -> dict[str, Kind]:
    """The fields by which an entity is found, each with the kind of its tokens; the title is the first."""
    entity = entity_named(key)
    if entity.search is None:
        return {}
    kinds: dict[str, Kind] = {entity.search.title: "person" if entity.search.person else "name"}
    for name in entity.search.also:
        field = entity.fields[name]
        numbered = entity.numbering is not None and entity.numbering.field == name
        kinds[name] = KINDS.get(field.type.name, "number" if numbered else "text")
    return kinds


def document(key: str, values: Mapping[str, Any]) -> str:
    """The tsvector literal of one record from its values by field name."""
    return documents(key, [values])[0]


def documents(key: str, records: Sequence[Mapping[str, Any]]) -> list[str]:
    """The same for many records, in their order."""
    columns = [
        (kind, [str(value) if (value := values.get(name)) else "" for values in records])
        for name, kind in sought(key).items()
    ]
    first = kind_lexeme(key)
    return [tsvector_literal([first, *lexemes]) for lexemes in documents_tokens(columns, len(records))]


def kind_lexeme(key: str) -> str:
    """The lexeme that all records of one kind have, so that the index itself leaves out what other kinds hold."""
    return f"@{key}"


def keys_of(key: str, values: Mapping[str, Any]) -> list[int]:
    """The numbers of the keys that one record shares with its likely duplicates."""
    matches = entity_named(key).duplicates
    return hashed(key, keys(values, matches)) if matches else []


def array_literal(numbers: Iterable[int]) -> str:
    """Numbers as the text of an array, for COPY or a cast."""
    return f"{{{','.join(map(str, numbers))}}}"


def number_tokens(number: str) -> str:
    """The part of a tsvector literal that stands for a record's number."""
    return tsvector_literal(number_lexemes(number))


def rows_of(key: str, ids: Sequence[int]) -> Iterable[tuple[int, str, str]]:
    """The ids, documents and keys (as an array's text) of records that exist."""
    entity = entity_named(key)
    names = names_read(key)
    columns = [entity.fields[name].column for name in names]
    for row in entity.model._default_manager.filter(pk__in=ids).values_list("pk", *columns):
        values = dict(zip(names, row[1:], strict=True))
        yield row[0], document(key, values), array_literal(keys_of(key, values))
