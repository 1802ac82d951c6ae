"""Creating and changing many records at once: the same rules as one by one, the same history, one statement per step.

What `standard.create` does for one record is split in two. `prepared` fills in defaults, runs the entity's own
preparing functions and makes the search document: pure Python, no statement per record. `insert_many` then gives ids
and numbers and copies all rows and documents in. `update_many` changes records that are already there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

from django.db import connection
from django.db.models import ForeignKey, Model
from django.db.models.base import ModelState
from django.utils import timezone

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.copying import AT_ONCE, Copier, lines_of, texts_escaped
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.numbering.numbers import next_numbers
from zhike.kernel.refusals import Refused
from zhike.kernel.search.documents import array_literal, documents, keys_of, names_read, number_tokens

Values = Mapping[str, Any]
DEEPEST = 30


@dataclass(slots=True)
class New:
    """A record that is ready to be inserted, or why it can't be."""

    record: Any = None
    keys: Sequence[int] | None = None
    refused: Refused | None = None
    tokens: str = ""


@dataclass(slots=True)
class Updated:
    """What came of changing many: the fields that changed by id, ids that had the values already, refusals by id."""

    changed: dict[int, list[str]] = field(default_factory=dict)
    same: list[int] = field(default_factory=list)
    refused: dict[int, Refused] = field(default_factory=dict)


class Creator:
    """Makes new records of one entity for one actor; what all of them share is looked up once."""

    def __init__(self, entity: Entity, *, by: Actor) -> None:
        self.entity, self.by = entity, by
        self.columns = {name: bound.column for name, bound in entity.fields.items()}
        self.fields = [one for one in entity.model._meta.concrete_fields if not one.primary_key]
        self.defaults = self._defaults()
        self.lists = [name for name, value in self.defaults.items() if isinstance(value, list)]
        self.copier = Copier(entity.model, ["id", *(one.attname for one in self.fields)])
        self.number = entity.numbering.field if entity.numbering else ""
        read = names_read(entity.key) if entity.search else ()
        self.document_names = [(name, self.columns[name]) for name in read if name != self.number]
        self.finds_number = self.number in read

    def prepared(
        self, values: Values, keys: Sequence[int] | None = None, cached: Mapping[str, Any] | None = None
    ) -> New:
        """A record from cleaned values by field name, filled in and checked by the entity's own rules.

        keys: the numbers of the duplicate keys, if they are known already. cached: records that references point to, by
        field name, so that the entity's rules need no statement to read them.
        """
        record = self._blank()
        state = record.__dict__
        for name, value in values.items():
            state[self.columns[name]] = value
        maker = self.entity.access.owner == "owner" and self.entity.owner_is_maker and "owner" not in values
        if maker and state["owner_id"] is None:
            state["owner_id"] = self.by.employee_id
        if self.entity.access.department == "department" and state["department_id"] is None:
            state["department_id"] = self.by.department_id
        if cached:
            record._state.fields_cache.update(cached)
        changed = frozenset(values)
        try:
            for prepare in self.entity.prepare:
                prepare(record, changed, self.by)
        except Refused as refused:
            return New(refused=refused)
        return New(record, keys)

    def document(self, news: Iterable[New]) -> None:
        """Make the search documents that are not made yet; only numbers, not known yet, are added when inserting."""
        if not self.document_names:
            return
        wanting = [new for new in news if not new.tokens and new.refused is None]
        states = [new.record.__dict__ for new in wanting]
        values = [{name: state[column] for name, column in self.document_names} for state in states]
        for new, tokens, named in zip(wanting, documents(self.entity.key, values), values, strict=True):
            new.tokens = tokens
            if new.keys is None:
                new.keys = keys_of(self.entity.key, named)

    def insert(self, news: Sequence[New]) -> list[int]:
        """Insert prepared records (none of them refused) and their search documents; returns their ids in order.

        Call it within a batch. Raises IntegrityError or DataError when one of them breaks a rule of the database.
        """
        if not news:
            return []
        self.write(news)
        ids = [new.record.pk for new in news]
        for told in self.entity.made:
            told(ids, self.by)
        return ids

    def write(self, news: Sequence[New]) -> None:
        """Write the records and their search documents, without telling anybody that they are there."""
        records = [new.record for new in news]
        self._identify(records)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('zhike.search', 'direct', true)")
            self.copier.write(cursor, (record.__dict__ for record in records))
            if self.entity.search is not None:
                self._write_documents(cursor, news)
            cursor.execute("SELECT set_config('zhike.search', '', true)")

    def _blank(self) -> Any:
        """An instance with all defaults; thrice as fast as calling the model, which looks at every field."""
        record = self.entity.model.__new__(self.entity.model)
        record._state = ModelState()
        record.__dict__.update(self.defaults)
        for name in self.lists:
            record.__dict__[name] = list(self.defaults[name])
        return record

    def _defaults(self) -> dict[str, Any]:
        now = timezone.now()
        found: dict[str, Any] = {"id": None}
        for one in self.fields:
            timed = getattr(one, "auto_now", False) or getattr(one, "auto_now_add", False)
            found[one.attname] = now if timed else one.get_default()
        entries = directory().dictionaries
        for bound in self.entity.fields.values():
            if bound.dictionary:
                offered = (
                    choice for choice in entries.get(bound.dictionary, ()) if choice.is_default and not choice.retired
                )
                found[bound.column] = next((choice.pk for choice in offered), None)
        return found | {"created_by_id": self.by.employee_id}

    def _identify(self, records: Sequence[Any]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [connection.ops.quote_name(self.entity.model._meta.db_table), len(records)],
            )
            ids = [row[0] for row in cursor.fetchall()]
        now = timezone.now()
        for record, record_id in zip(records, ids, strict=True):
            record.__dict__["id"] = record_id
            record.__dict__["created_at"] = record.__dict__["updated_at"] = now
        if self.number:
            unnumbered = [record for record in records if not getattr(record, self.number)]
            for record, number in zip(
                unnumbered, next_numbers(self.entity, len(unnumbered)) if unnumbered else (), strict=True
            ):
                setattr(record, self.number, number)

    def _write_documents(self, cursor: Any, news: Sequence[New]) -> None:
        key = self.entity.key
        self.document(news)
        with cursor.copy("COPY search_document (entity, record_id, tokens, keys) FROM STDIN") as copy:
            for start in range(0, len(news), AT_ONCE):
                some = news[start : start + AT_ONCE]
                ids, keys = [str(new.record.pk) for new in some], [array_literal(new.keys or ()) for new in some]
                copy.write(lines_of([[key] * len(some), ids, texts_escaped(self._tokens(some)), keys]))

    def _tokens(self, news: Sequence[New]) -> list[str]:
        if not self.finds_number:
            return [new.tokens for new in news]
        return [f"{new.tokens} {number_tokens(getattr(new.record, self.number))}" for new in news]


def update_many(
    entity: Entity, wishes: Mapping[int, Values], *, by: Actor, write: bool = True, related: Related | None = None
) -> Updated:
    """Write cleaned values into records by id, within a running batch of `by`, by one statement.

    Records that the actor may not change are left out. Those that have the values already are not touched. With `write`
    off, nothing is written and the result says what would be.
    """
    rows = entity.model._default_manager.visible_to(by, "change").filter(pk__in=list(wishes))  # type: ignore[attr-defined]
    rows = rows.select_for_update(of=("self",)) if write else rows
    updated = Updated()
    touched: dict[int, tuple[Any, set[str]]] = {}
    for record in rows.order_by("pk"):
        try:
            names, columns = _apply(entity, record, wishes[record.pk], by, related)
        except Refused as refused:
            updated.refused[record.pk] = refused
            continue
        if columns:
            touched[record.pk] = record, columns
            updated.changed[record.pk] = names
        else:
            updated.same.append(record.pk)
    if touched and write:
        write_changes(entity, touched)
    return updated


def _apply(
    entity: Entity, record: Any, values: Values, by: Actor, related: Related | None
) -> tuple[list[str], set[str]]:
    """Set what differs and complete the record; returns the fields asked for that differ, and all columns that do."""
    before = {one.attname: getattr(record, one.attname) for one in record._meta.concrete_fields}
    changed = frozenset(
        name for name, value in values.items()
        if not entity.fields[name].type.same(before[entity.fields[name].column], value)
    )  # fmt: skip
    if not changed:
        return [], set()
    for name in changed:
        setattr(record, entity.fields[name].column, values[name])
    if related:
        record._state.fields_cache.update(related.of(values))
    for prepare in entity.prepare:
        prepare(record, changed, by)
    return sorted(changed), {name for name, value in before.items() if getattr(record, name) != value}


def write_changes(entity: Entity, touched: Mapping[int, tuple[Any, set[str]]]) -> None:
    """Save changed records, by id with the columns that changed, by one statement.

    A column that only another record changes is written with the value it has.
    """
    names = sorted(set().union(*(columns for _record, columns in touched.values())))
    fields = {one.attname: one for one in entity.model._meta.concrete_fields}
    copier = Copier(entity.model, ["id", *names])
    table = connection.ops.quote_name(entity.model._meta.db_table)
    columns = [connection.ops.quote_name(fields[name].column or name) for name in names]
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE bulk_change ON COMMIT DROP AS SELECT id, {', '.join(columns)} FROM {table} LIMIT 0"
        )
        copier.write(cursor, (record.__dict__ for record, _columns in touched.values()), into="bulk_change")
        sets = ", ".join(f"{column} = c.{column}" for column in columns)
        cursor.execute(
            f"UPDATE {table} r SET {sets}, revision = r.revision + 1, updated_at = %s "
            "FROM bulk_change c WHERE r.id = c.id",
            [now],
        )
        cursor.execute("DROP TABLE bulk_change")


class Related:
    """Records that references point to, read in batches and with their ancestors, for rules that look at them."""

    def __init__(self, entity: Entity, rows: Sequence[Values]) -> None:
        self.names = [
            name for name, bound in entity.fields.items()
            if isinstance(bound.model_field, ForeignKey) and bound.type.name == "reference"
        ]  # fmt: skip
        self.found = {
            name: _with_ancestors(entity, name, {row[name] for row in rows if row.get(name)}) for name in self.names
        }

    def of(self, values: Values) -> dict[str, Any]:
        """The records that one row's values point to, by field name."""
        return {name: self.found[name].get(values[name]) for name in self.names if values.get(name)}


def _with_ancestors(entity: Entity, name: str, ids: set[int]) -> dict[int, Model]:
    bound = entity.fields[name]
    found: dict[int, Model] = bound.related_model._default_manager.in_bulk(ids) if ids else {}
    upward = [
        one
        for one in bound.related_model._meta.concrete_fields
        if one.is_relation and one.related_model is bound.related_model
    ]
    wanted = set(found)
    for _level in range(DEEPEST):
        above = {getattr(found[one], up.attname) for one in wanted for up in upward} - {None} - set(found)
        if not above:
            break
        found |= bound.related_model._default_manager.in_bulk(above)
        wanted = above & set(found)
    for record in found.values():
        for up in upward:
            record._state.fields_cache[up.name] = found.get(getattr(record, up.attname))
    return found


def kept(news: Sequence[New]) -> list[New]:
    """Those that were not refused."""
    return list(compress(news, (new.refused is None for new in news)))
