"""Making one document from another in one click: an order from a quote, an invoice from an order.

The source document is locked while another is made from it, so two people can't pass on the same goods.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.pricing import unfit
from zhike.areas.documents.quantities_left import NAME, line_key, lines_in, lock_above, parts_left, passing_between
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.declaration import Ask
from zhike.kernel.actions.dividing import ORDERED, Part, Parts, wished_parts
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.standard import create_checked, may_create
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entity_named, entity_of
from zhike.kernel.lines.wishes import Wish

FROM_DOCUMENT = ("subject", "customer", "contact", "currency", "price_list", "discount", "owner", "department", "tags")
FROM_LINE = ("product", "description", "quantity", "unit", "price", "discount", "tax_rate")


def asked_quantities(target: str, *, whole: Words = ORDERED) -> Ask:
    """How an action asks for the quantities that go on to documents of a kind: those left of each line.

    `whole` says what the quantity on the lines is: what was ordered, quoted, agreed.
    """

    def offered(document: Any, by: Actor) -> list[Part]:
        return parts_left(document, target)

    return Ask(pgettext_lazy("parts", "Quantities"), parts=Parts(offered, whole=whole))


def pass_on(
    document: Any, target: str, *, quantities: Mapping[str, Decimal] | None = None,
    more: Mapping[str, Any] | None = None, lines: Mapping[int, Mapping[str, Any]] | None = None, by: Actor,
) -> Outcome:  # fmt: skip
    """Make a document of another kind from this one, which the caller holds locked (`chosen.one()`).

    `quantities` by line id choose a part; without them all that is left goes. `more` are further values of the new
    document by field name, `lines` those of its lines by the id of the line that they are made from. Raises Refused
    when nothing is left, or more is wished than is left; NotAllowed without the right to create the new document.
    """
    source, entity = entity_of(document), entity_named(target)
    passing = passing_between(source.key, target)
    may_create(entity, by)
    lock_above(document, target)
    parts = wished_parts(parts_left(document, target), quantities)
    further = lines or {}
    wishes = [
        Wish(None, _line_values(source, line, parts[line.pk]) | dict(further.get(line.pk, {})))
        for line in lines_in(document) if line.pk in parts
    ]  # fmt: skip
    values = {name: stored_value(document, name) for name in FROM_DOCUMENT if name in entity.fields}
    if values.get("price_list") is not None and _list_is_over(document):
        del values["price_list"]
    made_of = {**passing.values(document, by), **(more or {})}
    return create_checked(entity, values | made_of, {NAME: wishes}, by=by)


def _list_is_over(document: Any) -> bool:
    """Whether the price list of a document says nothing any more about one of today: its prices were agreed."""
    level = document.customer.level_id
    return bool(unfit(document.price_list, level=level, on=timezone.localdate(), currency=document.currency))


def _line_values(source: Entity, line: Any, quantity: Decimal) -> dict[str, Any]:
    values = {name: stored_value(line, name) for name in FROM_LINE}
    return values | {"quantity": quantity, "source_entity": line_key(source), "source_line": line.pk}


def stored_value(record: Any, name: str) -> Any:
    """What a record holds in a field, references as ids: how a value is handed to the making of another record."""
    return getattr(record, record._meta.get_field(name).attname)
