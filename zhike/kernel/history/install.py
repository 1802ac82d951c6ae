"""The triggers that write the history, kept in step with the declared models at every migrate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from zhike.kernel.access import holding, presets
from zhike.kernel.actions.declaration import hand_over_waiting
from zhike.kernel.dictionaries.declaration import dictionaries, fill_new
from zhike.kernel.directory.models import Stamp
from zhike.kernel.entity.registry import entities, entity_of
from zhike.kernel.following import watching
from zhike.kernel.history.models import left_out
from zhike.kernel.lines.past import index_statements
from zhike.kernel.records import Record
from zhike.kernel.regions.loading import load_regions
from zhike.kernel.regions.models import Region
from zhike.kernel.regions.places import gazetteer
from zhike.kernel.search.documents import columns_read

DECLARATIONS = "declarations"
DIRECTORY_STAMP = (
    "INSERT INTO directory_stamp (name, value) VALUES ('directory', nextval('directory_stamp_value')) "
    "ON CONFLICT DO NOTHING"
)
DIRECTORY_TABLES = (
    "department",
    "employee",
    "role",
    "role_grant",
    "role_field_rule",
    "dictionary_choice",
    "tag",
    "company",
    "parameters",
    "currency",
    "ledger_account",
)
ALSO_TRACKED = ("role_grant", "role_field_rule", "pin", "follow")


def tracked() -> dict[str, tuple[str, ...]]:
    """Every table with a history, and the columns that it leaves out (secrets, noise)."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(ALSO_TRACKED, ())
    for model in apps.get_models():
        if issubclass(model, Record):
            found[model._meta.db_table] = left_out(model)
    return found


def keep_in_step(**_kwargs: Any) -> None:
    """Create or replace all triggers and fill what a new system starts with; safe at any time on a running system."""
    hand_over_waiting()
    present = set(connection.introspection.table_names())
    if not {"history_change", "directory_stamp"} <= present:
        return
    wanted = list(statements())
    with transaction.atomic(), connection.cursor() as cursor:
        for table, statement in wanted:
            if table in present:
                cursor.execute(statement)
        # Emptied tables (a test that commits, a restore) must not leave every process with an old directory.
        cursor.execute(DIRECTORY_STAMP)
        fill_new()
        presets.fill_new_roles()
        if Region.objects.count() != len(gazetteer().by_code):
            load_regions()
        Stamp.objects.update_or_create(name=DECLARATIONS, defaults={"value": fingerprint()})


def in_step() -> bool:
    """Whether the database's triggers and first entries are those of this version's declarations."""
    hand_over_waiting()
    return Stamp.objects.filter(name=DECLARATIONS, value=fingerprint()).exists()


def fingerprint() -> int:
    """A number that changes with the declarations."""
    parts = [statement for _table, statement in statements()]
    parts += [f"{one.key}:{one.entries}" for one in dictionaries()]
    parts += presets.fingerprint()
    parts.append(str(len(gazetteer().by_code)))
    return int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:7], "big")


def statements() -> Iterator[tuple[str, str]]:
    """Each statement that makes a trigger, with the table that it stands on."""
    verbs = {model._meta.db_table: model.history_verbs for model in apps.get_models() if issubclass(model, Record)}
    for table, unwritten in tracked().items():
        arguments = ", ".join(f"'{column}'" for column in unwritten)
        yield from _triggers("history", table, f"history_record({arguments})", verbs.get(table, Record.history_verbs))
    yield from watching.statements()
    few = [entity.model._meta.db_table for entity in entities() if entity.few]
    for table in (*DIRECTORY_TABLES, *few):
        yield (
            table,
            (
                f"CREATE OR REPLACE TRIGGER stamp_directory AFTER INSERT OR UPDATE OR DELETE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION directory_touched()"
            ),
        )
    for entity in entities():
        yield from index_statements(entity)
        if entity.access.through:
            holder = entity_of(entity.model._meta.get_field(entity.access.through).related_model)  # type: ignore[arg-type]
            yield from holding.statements(entity, holder)
        if entity.search is not None:
            table = entity.model._meta.db_table
            yield table, _marking_function(entity.key, table)
            yield from _triggers("search", table, f"search_mark_{table}()")


def _triggers(
    prefix: str, table: str, function: str, verbs: Sequence[str] = Record.history_verbs
) -> Iterator[tuple[str, str]]:
    for verb, transition in (
        ("insert", "REFERENCING NEW TABLE AS new_rows"),
        ("update", "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("delete", "REFERENCING OLD TABLE AS old_rows"),
    ):
        if verb not in verbs:
            continue
        yield (
            table,
            (
                f"CREATE OR REPLACE TRIGGER {prefix}_{verb} AFTER {verb.upper()} ON {table} {transition} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {function}"
            ),
        )


def _marking_function(key: str, table: str) -> str:
    """Marks the records whose searched columns changed, so that their documents are written before the commit.

    A difference of sets, not a join: a connection keeps the plan of its first call, when one row may have changed.
    """
    columns = ", ".join(dict.fromkeys(("id", *columns_read(key))))
    return f"""
        CREATE OR REPLACE FUNCTION search_mark_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF current_setting('zhike.search', true) = 'direct' THEN RETURN NULL; END IF;
          IF TG_OP = 'INSERT' THEN
            INSERT INTO search_stale (entity, record_id) SELECT '{key}', n.id FROM new_rows n ON CONFLICT DO NOTHING;
          ELSIF TG_OP = 'UPDATE' THEN
            INSERT INTO search_stale (entity, record_id) SELECT '{key}', c.id
            FROM (SELECT {columns} FROM new_rows EXCEPT SELECT {columns} FROM old_rows) c ON CONFLICT DO NOTHING;
          ELSE
            DELETE FROM search_document d USING old_rows o WHERE d.entity = '{key}' AND d.record_id = o.id;
          END IF;
          RETURN NULL;
        END $$"""
