"""Keeps the scope columns of held records true, in the database, whoever writes.

A row trigger on the held table copies what decides about its holder when the row is written; a statement trigger on the
holder's table spreads changes (a transfer, a freeze, a bin) to all that it holds. The holder is locked while a held row
is written, or a transfer at the same moment would miss the new row.

Holders may be held themselves (a line by its quote, the quote by its customer): what decides about such a holder stands
in its own scope columns, so a change runs down the chain from trigger to trigger.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.sql import Query
from psycopg.sql import quote

if TYPE_CHECKING:
    from zhike.kernel.entity.declaration import Entity


class Scope(NamedTuple):
    """The names of the scope columns."""

    owner: str = "scope_owner"
    department: str = "scope_department"
    level: str = "scope_level"
    open: str = "scope_open"
    frozen: str = "scope_frozen"


SCOPE = Scope()
COLUMNS = ", ".join(SCOPE)


def statements(held: Entity, holder: Entity) -> Iterator[tuple[str, str]]:
    """The statements that make the triggers of one held entity, each with the table that it stands on."""
    table, above = held.model._meta.db_table, holder.model._meta.db_table
    through = held.fields[held.access.through].column
    yield table, _set_function(held, holder, table, above, through)
    yield (
        table,
        (
            "CREATE OR REPLACE TRIGGER scope_set "
            f"BEFORE INSERT OR UPDATE OF {through}, owner_id, department_id ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION scope_set_{table}()"
        ),
    )
    yield above, _spread_function(held, holder, table, above, through)
    yield (
        above,
        (
            f"CREATE OR REPLACE TRIGGER scope_spread_{table} AFTER UPDATE ON {above} "
            f"REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows "
            f"FOR EACH STATEMENT EXECUTE FUNCTION scope_spread_{table}()"
        ),
    )


def _set_function(held: Entity, holder: Entity, table: str, above: str, through: str) -> str:
    taken = _taken(held, holder, "h")
    fields = ", ".join(f"NEW.{name}" for name in taken)
    return f"""
        CREATE OR REPLACE FUNCTION scope_set_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.scope_owner := NEW.owner_id; NEW.scope_department := NEW.department_id;
          NEW.scope_level := 0; NEW.scope_open := true; NEW.scope_frozen := false;
          IF NEW.{through} IS NOT NULL THEN
            SELECT {", ".join(taken.values())} INTO {fields}
            FROM {above} h WHERE h.id = NEW.{through} FOR NO KEY UPDATE;
          END IF;
          RETURN NEW;
        END $$"""


def _spread_function(held: Entity, holder: Entity, table: str, above: str, through: str) -> str:
    # A difference of sets, not a join: a connection keeps the plan of its first call, when one row may have changed.
    new, old = _taken(held, holder, "n"), _taken(held, holder, "o")
    changes = ", ".join(f"{name} = s.{name}" for name in new)
    columns = ", ".join(f"{value} AS {name}" for name, value in new.items())
    return f"""
        CREATE OR REPLACE FUNCTION scope_spread_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE {table} c SET {changes} FROM (
            SELECT n.id, {columns} FROM new_rows n EXCEPT SELECT o.id, {", ".join(old.values())} FROM old_rows o
          ) s WHERE c.{through} = s.id;
          RETURN NULL;
        END $$"""


def _taken(held: Entity, holder: Entity, row: str) -> dict[str, str]:
    """The scope columns that a held record takes from a row of its holder, each with its value as SQL."""
    deciding = dict(zip(SCOPE, _deciding(holder, row), strict=True))
    if held.access.own:
        del deciding[SCOPE.owner], deciding[SCOPE.department]
    return deciding


def _deciding(holder: Entity, row: str) -> list[str]:
    """What decides about a holder, as SQL on one of its rows."""
    access = holder.access
    if access.through:
        return [
            *(f"{row}.{name}" for name in (SCOPE.owner, SCOPE.department, SCOPE.level)),
            f"{row}.{SCOPE.open} AND {row}.deleted_at IS NULL",
            f"{row}.{SCOPE.frozen} OR {_frozen(holder, row)}",
        ]
    return [
        f"{row}.{holder.fields[access.owner].column}" if access.owner else "NULL::bigint",
        f"{row}.{holder.fields[access.department].column}" if access.department else "NULL::bigint",
        f"{row}.{access.level}" if access.level else "0",
        f"{row}.deleted_at IS NULL",
        _frozen(holder, row),
    ]


def _frozen(holder: Entity, row: str) -> str:
    """The holder's read-only rule as SQL; it may name columns of the holder's own table only."""
    if holder.access.read_only is None:
        return "false"
    query = Query(holder.model)
    table = query.get_initial_alias()
    where = query.build_where(holder.access.read_only).relabeled_clone({table: row})
    words, values = where.as_sql(query.get_compiler(DEFAULT_DB_ALIAS), connection)
    return f"COALESCE({words % tuple(quote(value) for value in values)}, false)"
