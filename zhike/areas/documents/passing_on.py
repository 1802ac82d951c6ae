"""Making one document from another in one click: an order from a quote, an invoice from an order.

What was passed on from a line is the sum of the quantities of the lines made from it, whose documents still count.
The source document is locked while another is made from it, so two people can't pass on the same goods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.models import Unit
from zhike.areas.catalog.pricing import unfit
from zhike.areas.finance.money import ZERO
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.declaration import Ask
from zhike.kernel.actions.dividing import ORDERED, Part, Parts, wished_parts
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.standard import create_checked, may_create
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entity_named, entity_of
from zhike.kernel.lines.reading import lines_of
from zhike.kernel.lines.wishes import Wish

FROM_DOCUMENT = ("subject", "customer", "contact", "currency", "price_list", "discount", "owner", "department", "tags")
FROM_LINE = ("product", "description", "quantity", "unit", "price", "discount", "tax_rate")
NAME = "lines"


@dataclass(frozen=True, slots=True)
class PassingOn:
    """How documents of one kind are made from those of another.

    `counts` says which documents made from it still count (those that are not cancelled). `values` answers further
    values of the new document by field name (its `quote`, its address), from the source and the actor.
    """

    source: str
    target: str
    counts: Q = field(default_factory=Q)
    values: Callable[[Any, Actor], Mapping[str, Any]] = lambda _document, _by: {}


_declared: dict[tuple[str, str], PassingOn] = {}


def declare_passing_on(passing: PassingOn) -> PassingOn:
    """Make a way from one kind of document to another known."""
    _declared[passing.source, passing.target] = passing
    return passing


def passed_on(document: Any, target: str) -> dict[int, Decimal]:
    """How much of each line of a document was passed on to documents of a kind (`orders`), by the line's id."""
    passing = _declared[entity_of(document).key, target]
    return passed_on_of_lines(passing, [line.pk for line in _lines(document)])


def passed_on_of_lines(passing: PassingOn, lines: Sequence[int]) -> dict[int, Decimal]:
    """The same for lines by id; lines of which nothing was passed on are left out."""
    target = entity_named(passing.target)
    declared = next(one for one in target.lines if one.name == NAME)
    rows = target.line_entity(declared).model._default_manager
    alive = target.model._default_manager.filter(passing.counts, deleted_at=None)
    found = rows.filter(
        source_entity=_line_key(entity_named(passing.source)), source_line__in=list(lines), deleted_at=None,
        **{f"{declared.by}__in": alive},
    )  # fmt: skip
    return dict(found.values_list("source_line").annotate(Sum("quantity")).order_by())


def left(document: Any, target: str) -> dict[int, Decimal]:
    """How much of each line is still to be passed on to documents of a kind, never below nothing."""
    return {part.id: part.left for part in parts_left(document, target)}


def parts_left(document: Any, target: str) -> list[Part]:
    """The lines of a document with what is still to be passed on of each to documents of a kind."""
    gone, units = passed_on(document, target), unit_names()
    return [
        Part(line.pk, line.description, line.quantity, max(line.quantity - gone.get(line.pk, ZERO), ZERO),
             units.get(line.unit_id, ""))
        for line in _lines(document)
    ]  # fmt: skip


def unit_names() -> dict[int, str]:
    """The names of all units of measure by id: there are few."""
    return {unit.pk: str(unit) for unit in Unit.objects.all()}


def asked_quantities(target: str, *, whole: Words = ORDERED) -> Ask:
    """How an action asks for the quantities that go on to documents of a kind: those left of each line.

    `whole` says what the quantity on the lines is: what was ordered, quoted, agreed.
    """

    def offered(document: Any, by: Actor) -> list[Part]:
        return parts_left(document, target)

    return Ask(pgettext_lazy("parts", "Quantities"), parts=Parts(offered, whole=whole))


def pass_on(
    document: Any, target: str, *, quantities: Mapping[str, Decimal] | None = None,
    more: Mapping[str, Any] | None = None, by: Actor,
) -> Outcome:  # fmt: skip
    """Make a document of another kind from this one, which the caller holds locked (`chosen.one()`).

    `quantities` by line id choose a part; without them all that is left goes. `more` are further values of the new
    document by field name. Raises Refused when nothing is left, or more is wished than is left; NotAllowed without the
    right to create the new document.
    """
    source, entity = entity_of(document), entity_named(target)
    passing = _declared[source.key, target]
    may_create(entity, by)
    parts = wished_parts(parts_left(document, target), quantities)
    wishes = [Wish(None, _line_values(source, line, parts[line.pk])) for line in _lines(document) if line.pk in parts]
    values = {name: stored_value(document, name) for name in FROM_DOCUMENT if name in entity.fields}
    if values.get("price_list") is not None and _list_is_over(document):
        del values["price_list"]
    further = {**passing.values(document, by), **(more or {})}
    return create_checked(entity, values | further, {NAME: wishes}, by=by)


def _list_is_over(document: Any) -> bool:
    """Whether the price list of a document says nothing any more about one of today: its prices were agreed."""
    level = document.customer.level_id
    return bool(unfit(document.price_list, level=level, on=timezone.localdate(), currency=document.currency))


def _line_values(source: Entity, line: Any, quantity: Decimal) -> dict[str, Any]:
    values = {name: stored_value(line, name) for name in FROM_LINE}
    return values | {"quantity": quantity, "source_entity": _line_key(source), "source_line": line.pk}


def stored_value(record: Any, name: str) -> Any:
    """What a record holds in a field, references as ids: how a value is handed to the making of another record."""
    return getattr(record, record._meta.get_field(name).attname)


def _lines(document: Any) -> list[Any]:
    return lines_of(entity_of(document), [document.pk])[document.pk][NAME]


def _line_key(entity: Entity) -> str:
    return next(one.entity for one in entity.lines if one.name == NAME)
