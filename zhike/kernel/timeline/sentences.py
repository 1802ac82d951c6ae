"""What happened, as sentences that a customer could read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entities
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.types import Reading
from zhike.kernel.history.models import Batch
from zhike.kernel.history.reading import FieldChange

NOTHING = "—"
FIELDS_NAMED = 4
LONGEST_VALUE = 60

Titles = Mapping[type[Model], Mapping[int, str]]

STANDARD: dict[str, Words] = {
    "create": _("%(by)s created %(title)s"),
    "delete": _("%(by)s moved %(title)s to the bin"),
    "restore": _("%(by)s took %(title)s out of the bin"),
    "import": _("%(by)s imported %(title)s"),
    "undo": _("%(by)s took a change back: %(title)s"),
    "update": _("%(by)s changed %(title)s"),
}


class Places(dict[str, Any]):
    """What fills the places of a sentence; one that nothing fills is left empty."""

    def __missing__(self, key: str) -> str:
        return ""


def who(actor_id: int | None, reading: Reading) -> str:
    """The name of whoever did it."""
    person = reading.directory.people.get(actor_id or 0)
    return person.name if person else str(_("The system"))


def batch_in_words(
    batch: Batch | None, actor_id: int | None, title: str, reading: Reading, verb: str = "update"
) -> str:
    """What a batch did, to the record or the records called `title`.

    `verb` is what is told of a batch whose action nobody declared.
    """
    name = batch.action.rpartition(".")[2] if batch else "update"
    declared = next((one.actions[name] for one in entities() if batch and _is(batch, one, name)), None)
    arguments = {key: _shown(value) for key, value in (batch.arguments if batch else {}).items()}
    places = Places(arguments | {"by": who(actor_id, reading), "title": title, "count": batch.done if batch else 1})
    if declared is not None and declared.sentence:
        return str(declared.sentence % places)  # not of its text: the plural is chosen by %(count)s
    if declared is not None:
        return str(_("%(by)s: %(action)s · %(title)s")) % Places(places | {"action": declared.label})
    return str(STANDARD.get(name, STANDARD[verb])) % places


def fields_in_words(count: int, actor_id: int | None, reading: Reading) -> str:
    """Zhou Min changed 4 fields."""
    words = ngettext("%(by)s changed %(count)s field", "%(by)s changed %(count)s fields", count)
    return words % {"by": who(actor_id, reading), "count": count}


def changes_in_words(entity: Entity, changes: Iterable[FieldChange], reading: Reading, titles: Titles) -> str:
    """Level B → A, Credit limit 300,000 → 500,000 …"""
    told = [
        f"{entity.fields[one.field].label} {value_in_words(entity, one.field, one.before, reading, titles)}"
        f" → {value_in_words(entity, one.field, one.after, reading, titles)}"
        for one in changes if one.field in entity.fields
    ]  # fmt: skip
    more = " …" if len(told) > FIELDS_NAMED else ""
    return str(_(", ")).join(told[:FIELDS_NAMED]) + more


def value_in_words(entity: Entity, name: str, value: Any, reading: Reading, titles: Titles) -> str:
    """One value of the history as the reader would see it on the card."""
    if value in (None, "", []):
        return NOTHING
    field = entity.fields[name]
    if entity.masks(name, reading.by):
        return str(value)
    if field.type.name in ("money", "decimal"):
        return f"{value:,}"
    text = field.type.text(_typed(field, value, titles), field, reading)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _typed(field: BoundField, value: Any, titles: Titles) -> Any:
    """The value as the model has it; the history keeps it as JSON."""
    if field.type.name == "reference":
        return (value, titles.get(field.related_model, {}).get(value, NOTHING))
    if field.model_field is None or field.model_field.is_relation:
        return value
    return field.model_field.to_python(value)


def _is(batch: Batch, entity: Entity, name: str) -> bool:
    return name in entity.actions and batch.action == f"{entity.key}.{name}"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("title", ""))
    if isinstance(value, list):
        return str(_(", ")).join(map(_shown, value))
    return "" if value is None else str(value)
