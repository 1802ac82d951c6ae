"""Questions about one record that are the same for every record: put into SQL once, then asked with its id alone.

Django builds and writes out a statement anew each time, which takes several times as long as PostgreSQL takes to
answer a small one; a card asks twenty of them. PostgreSQL is asked with the id alone, too, so it plans each once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import copy
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.core.exceptions import EmptyResultSet
from django.db import connections
from psycopg.types.numeric import Int8

from zhike.kernel.statements import planned_once

if TYPE_CHECKING:
    from zhike.kernel.access.actor import Actor

More = ParamSpec("More")
PLACE = 7_231_846_550_113_927
"""Stands for the record's id while a statement is made: a number that no id has."""
MOST = 1_024
"""How many statements are kept in a process; then it forgets and begins anew."""

_known: dict[Hashable, tuple[Any, Any]] = {}


def prepared(
    question: Callable[Concatenate[int, Actor, More], Any],
) -> Callable[Concatenate[int, Actor, More], list[Any]]:
    """Make a function that returns a queryset one that returns its rows, from a statement that is written once.

    It gets the id of a record, the actor, and what else tells statements apart (all hashable). The id may only be
    compared with columns, and nothing else that changes (the day, a choice's id) may stand in the queryset unless it
    is handed on. Statements are kept for the actor's rights; who is given other rights is asked for anew.
    """

    @wraps(question)
    def asked(place: int, by: Actor, *more: More.args, **named: More.kwargs) -> list[Any]:
        key = (question, *more, *sorted(named.items()))
        statement = kept_for(by, key, lambda: Prepared(question(PLACE, by, *more, **named)))
        return statement.rows(place)  # type: ignore[no-any-return]

    return asked  # type: ignore[return-value]  # (wraps() names its parameters, the question does not)


def kept_for(by: Actor, key: Hashable, make: Callable[[], Any]) -> Any:
    """What depends on the actor's rights and the key alone, made once for both."""
    whole = (key, id(by.rights), by.employee_id, by.department_id, by.clearance, by.read_only, by.stands_in_for)
    found = _known.get(whole)
    if found is None:
        if len(_known) >= MOST:
            _known.clear()
        # The rights are kept with it, so that no others take over their place in memory.
        found = _known[whole] = (make(), by.rights)
    return found[0]


class Statement:
    """The SQL of a queryset in which PLACE stands for an id; without SQL where nothing can be found."""

    def __init__(self, sql: str, values: tuple[Any, ...]) -> None:
        self.sql, self.values = sql, values
        self.places = [at for at, value in enumerate(values) if isinstance(value, int) and value == PLACE]

    def at(self, place: int) -> tuple[Any, ...]:
        """The values of the statement for one record."""
        values = list(self.values)
        for at in self.places:
            values[at] = type(values[at])(place)  # psycopg has a class of its own for each width of integers
        return tuple(values)

    @cached_property
    def of_place(self) -> str:
        """The statement with everything written out but the id: the only value that the server is then handed."""
        connection = connections["default"]
        connection.ensure_connection()
        text: str = connection.ops.compose_sql(self.sql, self.values)  # type: ignore[attr-defined]
        return text.replace("%", "%%").replace(str(PLACE), "%s::bigint")

    def rows(self, place: int) -> list[tuple[Any, ...]]:
        """What the database answers for one record."""
        with planned_once() as cursor:
            cursor.execute(self.of_place, [Int8(place)] * len(self.places))
            return cursor.fetchall()  # type: ignore[no-any-return]


class Prepared:
    """A queryset with its statement. Rows come as the queryset would give them: instances, dictionaries or tuples."""

    def __init__(self, rows: Any) -> None:
        if rows._prefetch_related_lookups:
            raise ValueError("what is prefetched would be asked for without having been prepared")
        self.origin, self.compiler = rows, rows.query.get_compiler(using=rows.db)
        try:
            sql, values = self.compiler.as_sql()
        except EmptyResultSet:  # nobody could see any
            sql, values = "", ()
        self.statement = Statement(sql, tuple(values))
        if sql and not self.statement.places:
            raise ValueError("the statement does not ask for a record by its id")

    def rows(self, place: int) -> list[Any]:
        """The rows for one record."""
        if not self.statement.sql:
            return []
        compiler = copy(self.compiler)
        compiler.connection = connections[self.origin.db]
        compiler.execute_sql = lambda *_given, **_named: [self._read(place)]
        return list(self.origin._iterable_class(_Asked(self.origin, compiler)))

    def _read(self, place: int) -> list[tuple[Any, ...]]:
        """The rows as Django reads them: without what a statement selects only to sort or to tell rows apart by."""
        rows = self.statement.rows(place)
        return [row[: self.compiler.col_count] for row in rows] if self.compiler.has_extra_select else rows


class _Asked:
    """What Django's row readers want of a queryset, with a compiler that knows its statement already."""

    def __init__(self, origin: Any, compiler: Any) -> None:
        self.db, self.model, self._fields = origin.db, origin.model, origin._fields
        self._known_related_objects: dict[Any, Any] = {}
        self.query = _Known(origin.query, compiler)


class _Known:
    """A query that answers with the compiler at hand."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, *_given: Any, **_named: Any) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)
