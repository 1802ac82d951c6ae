"""How much of each line of a document was passed on to documents of another kind, and what is left of it.

What was passed on from a line is the sum of the quantities of the lines made from it, whose documents still count. Some
documents go on by two ways, a contract to invoices directly or through its orders: what went one way is gone for both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from zhike.areas.catalog.models import Unit
from zhike.areas.finance.money import ZERO
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.dividing import Part
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named, entity_of
from zhike.kernel.lines.reading import lines_of

NAME = "lines"


@dataclass(frozen=True, slots=True)
class PassingOn:
    """How documents of one kind are made from those of another.

    `counts` says which documents made from it still count (those that are not cancelled). `values` answers further
    values of the new document by field name (its `quote`, its address), from the source and the actor. `via` names a
    kind of document between the two (the orders between a contract and invoices): what went on through it counts.
    """

    source: str
    target: str
    counts: Q = field(default_factory=Q)
    values: Callable[[Any, Actor], Mapping[str, Any]] = lambda _document, _by: {}
    via: str = ""


_declared: dict[tuple[str, str], PassingOn] = {}


def declare_passing_on(passing: PassingOn) -> PassingOn:
    """Make a way from one kind of document to another known."""
    _declared[passing.source, passing.target] = passing
    return passing


def passing_between(source: str, target: str) -> PassingOn:
    """The declared way from one kind of document to another, by their keys."""
    return _declared[source, target]


def passed_on(document: Any, target: str) -> dict[int, Decimal]:
    """How much of each line of a document was passed on to documents of a kind (`orders`), by the line's id."""
    passing = passing_between(entity_of(document).key, target)
    return passed_on_of_lines(passing, [line.pk for line in lines_in(document)])


def passed_on_of_lines(passing: PassingOn, lines: Collection[int]) -> dict[int, Decimal]:
    """The same for lines by id; lines of which nothing was passed on are left out."""
    gone = dict(_made_from(passing, lines).values_list("source_line").annotate(Sum("quantity")).order_by())
    if passing.via:
        between = dict(_made_from(passing_between(passing.source, passing.via), lines).values_list("pk", "source_line"))
        further = passed_on_of_lines(passing_between(passing.via, passing.target), between) if between else {}
        for line, quantity in further.items():
            gone[between[line]] = gone.get(between[line], ZERO) + quantity
    return gone


def _made_from(passing: PassingOn, lines: Collection[int]) -> QuerySet[Any]:
    """The lines that were made from these, of documents that count."""
    target = entity_named(passing.target)
    declared = next(one for one in target.lines if one.name == NAME)
    alive = target.model._default_manager.filter(passing.counts, deleted_at=None)
    found: QuerySet[Any] = target.line_entity(declared).model._default_manager.filter(
        source_entity=line_key(entity_named(passing.source)), source_line__in=list(lines), deleted_at=None,
        **{f"{declared.by}__in": alive},
    )  # fmt: skip
    return found


def left(document: Any, target: str) -> dict[int, Decimal]:
    """How much of each line is still to be passed on to documents of a kind, never below nothing."""
    return {part.id: part.left for part in parts_left(document, target)}


def parts_left(document: Any, target: str) -> list[Part]:
    """The lines of a document with what is still to be passed on of each to documents of a kind."""
    lines, units = lines_in(document), unit_names()
    gone = passed_on(document, target)
    open_quantities = {line.pk: max(line.quantity - gone.get(line.pk, ZERO), ZERO) for line in lines}
    open_quantities |= _less_gone_around(entity_of(document), lines, target, open_quantities)
    return [
        Part(line.pk, line.description, line.quantity, open_quantities[line.pk], units.get(line.unit_id, ""))
        for line in lines
    ]  # fmt: skip


def _less_gone_around(
    source: Entity, lines: Sequence[Any], target: str, open_quantities: Mapping[int, Decimal]
) -> dict[int, Decimal]:
    """What is left of lines that were made from others, of which something may have gone on past this document."""
    found = {}
    for passing in ways_around(source, target):
        key = line_key(entity_named(passing.source))
        above = {line.pk: line.source_line for line in lines if line.source_entity == key and line.source_line}
        rooms = _rooms(passing, set(above.values())) if above else {}
        for line, origin in above.items():
            found[line] = min(open_quantities[line], max(rooms[origin], ZERO))
            rooms[origin] -= found[line]
    return found


def _rooms(passing: PassingOn, origins: Collection[int]) -> dict[int, Decimal]:
    """How much of lines may still go on by any way: what was agreed, or ordered if that is more, less what has gone."""
    declared = next(one for one in entity_named(passing.source).lines if one.name == NAME)
    rows = entity_named(passing.source).line_entity(declared).model._default_manager.filter(pk__in=origins)
    agreed: dict[int, Decimal] = defaultdict(Decimal, rows.values_list("pk", "quantity"))
    between = _made_from(passing_between(passing.source, passing.via), origins)
    ordered = dict(between.values_list("source_line").annotate(Sum("quantity")).order_by())
    gone = passed_on_of_lines(passing, origins)
    return {one: max(agreed[one], ordered.get(one, ZERO)) - gone.get(one, ZERO) for one in origins}


def ways_around(source: Entity, target: str) -> list[PassingOn]:
    """The declared ways that lead to documents of a kind through this one, so that they may lead past it as well."""
    return [one for one in _declared.values() if one.via == source.key and one.target == target]


def lock_above(document: Any, target: str) -> None:
    """Lock the documents from which others could pass on the same goods past this one, which is held locked already."""
    for passing in ways_around(entity_of(document), target):
        above = entity_named(passing.source)
        declared = next(one for one in above.lines if one.name == NAME)
        origins = [line.source_line for line in lines_in(document) if line.source_entity == line_key(above)]
        if origins:
            rows = above.line_entity(declared).model._default_manager.filter(pk__in=origins)
            ids = rows.values_list(declared.by, flat=True)
            list(above.model._default_manager.filter(pk__in=list(ids)).order_by("pk").select_for_update(of=("self",)))


def unit_names() -> dict[int, str]:
    """The names of all units of measure by id: there are few."""
    return {unit.pk: str(unit) for unit in Unit.objects.all()}


def lines_in(document: Any) -> list[Any]:
    """The lines of a document of trade, in their order."""
    found: Iterable[Any] = lines_of(entity_of(document), [document.pk])[document.pk][NAME]
    return list(found)


def line_key(entity: Entity) -> str:
    """The key of the lines of a kind of document: `order_lines` for orders."""
    return next(one.entity for one in entity.lines if one.name == NAME)
