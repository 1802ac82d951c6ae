"""From a field of an entity, or a parameter of an action, to the field that a page draws."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhike.doors.web.fields import Choice, Field, Level, kind_for_choices
from zhike.doors.web.records.looking import all_views
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.declaration import Parameter
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named, entity_of, has_entity
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.people.models import Department, Employee

MOST_FEW = 200
KINDS = {
    "long_text": "textarea", "integer": "number", "decimal": "number", "money": "money", "boolean": "checkbox",
    "date": "date", "datetime": "datetime", "region": "region",
}  # fmt: skip
INPUT_TYPES = {"phone": "tel", "email": "email", "url": "text"}


def asked(bound: BoundField, value: Any, by: Actor, *, error: str = "", typed: Any = None) -> Field:
    """A form field for an entity's field. `value` is the stored value; `typed` is what a refused form held."""
    field = Field(
        name=bound.name, label=str(bound.label), required=bound.required, error=error, maxlength=bound.max_length,
        kind=KINDS.get(bound.type.name, "text"), type=INPUT_TYPES.get(bound.type.name, "text"),
    )  # fmt: skip
    match bound.type.name:
        case "choice" | "level":
            _choose(
                field,
                [(str(key), str(label), "") for key, label in bound.choices],
                typed if typed is not None else value,
            )
        case "dictionary":
            entries = directory().dictionaries.get(bound.dictionary, [])
            shown = [one for one in entries if not one.retired or one.pk == value]
            _choose(
                field, [(str(one.pk), str(one), one.colour) for one in shown], typed if typed is not None else value
            )
        case "reference" if bound.related_entity is not None and bound.related_entity.few:
            offered = [(one, label, "") for one, label in few_records(bound.related_entity, by)]
            _choose(field, offered, typed if typed is not None else value)
        case "person" | "department" | "reference":
            _refer(field, bound.related_model, typed or value, by)
        case "filter":
            _choose_view(field, bound, typed if typed is not None else value, by)
        case "choices":
            picked = typed if typed is not None else value or ()
            field.kind = "choices_chips"
            field.choices = [Choice(str(key), str(label), chosen=key in picked) for key, label in bound.choices]
        case "references" | "tags":
            _list(field, bound, typed if typed is not None else value, by)
        case "region":
            _cascade(field, typed or value)
        case _:
            field.value = typed if typed is not None else written(value)
    return field


def few_records(entity: Entity, by: Actor) -> list[tuple[str, str]]:
    """The records of an entity that has only a few, in its own order, to choose from.

    Those that belong to another record (stages to a pipeline) are said with it, and stand together.
    """
    mark, name = ("-" if entity.default_sort.startswith("-") else ""), entity.default_sort.lstrip("-")
    order = f"{mark}{entity.fields[name].column if name in entity.fields else 'pk'}"
    rows = entity.model._default_manager.visible_to(by)  # type: ignore[attr-defined]
    within = entity.search.subtitle[0] if entity.search and entity.search.subtitle else ""
    if within and entity.fields[within].type.name == "reference":
        rows = rows.select_related(within).order_by(f"{within}_id", order, "pk")
        return [(str(one.pk), f"{getattr(one, within)} · {one}") for one in rows[:MOST_FEW]]
    return [(str(one.pk), str(one)) for one in rows.order_by(order, "pk")[:MOST_FEW]]


def written(value: Any) -> Any:
    """A stored value as the text that its input shows."""
    match value:
        case None:
            return ""
        case bool():
            return value
        case datetime():
            return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
    return str(value)


def unseen(bound: BoundField, value: Any, by: Actor) -> bool:
    """Whether a field refers to a record that the person may not see: it is not asked for, so that it is kept."""
    if bound.type.name != "reference" or not value or bound.related_entity is None:
        return False
    record_id = value[0] if isinstance(value, tuple) else value
    wanted = whole_number(str(record_id))
    return wanted is not None and not bound.related_model._default_manager.visible_to(by).filter(pk=wanted).exists()


def asked_parameter(parameter: Parameter, by: Actor, *, typed: Any = None, error: str = "") -> Field:
    """A form field for an action's parameter, by its Python type."""
    kind, optional = unwrapped(parameter.type)
    default = "" if parameter.required or parameter.default is None else parameter.default
    field = Field(
        name=parameter.name, label=str(parameter.label), help=str(parameter.ask.help), error=error,
        required=parameter.required and not optional, value=typed if typed is not None else written(default),
    )  # fmt: skip
    if parameter.ask.choices:
        _choose(field, [(key, str(label), "") for key, label in parameter.ask.choices], field.value)
    elif parameter.ask.dictionary:
        entries = directory().dictionaries.get(parameter.ask.dictionary, [])
        _choose(field, [(one.code, str(one), one.colour) for one in entries if not one.retired], field.value)
    elif isinstance(kind, type) and issubclass(kind, Model) and has_entity(kind) and entity_of(kind).few:
        _choose(field, [(one, label, "") for one, label in few_records(entity_of(kind), by)], field.value)
    elif isinstance(kind, type) and issubclass(kind, Model):
        field.value = ""
        _refer(field, kind, typed, by)
    elif kind is bool:
        field.kind = "checkbox"
    elif kind is date:
        field.kind = "date"
        field.value = field.value or (timezone.localdate().isoformat() if parameter.ask.today else "")
    elif kind is datetime:
        field.kind = "datetime"
    elif kind in (int, Decimal):
        field.kind = "number"
    elif parameter.ask.multiline:
        field.kind = "textarea"
    elif get_origin(kind) is list:
        field.kind, field.multiple, field.url = "reference", True, f"/lookup/{parameter.ask.of or 'tags'}"
        field.create_url = "" if parameter.ask.of else "new"
    return field


def unwrapped(hint: Any) -> tuple[Any, bool]:
    """The type inside `X | None`, and whether None was allowed."""
    if get_origin(hint) in (Union, UnionType):
        inner = [one for one in get_args(hint) if one is not NoneType]
        return inner[0], True
    return hint, False


def _choose(field: Field, options: list[tuple[str, str, str]], value: Any) -> None:
    chosen = "" if value is None else str(value)
    field.kind = kind_for_choices(len(options))
    field.value = chosen
    field.choices = [Choice(key, label, chosen=key == chosen, tone=tone) for key, label, tone in options]


def _choose_view(field: Field, bound: BoundField, value: Any, by: Actor) -> None:
    """A filter is taken over from one of the views of the list; what it is now stays to be chosen."""
    views = all_views(entity_named(bound.model_field.of), by)
    offered = {json.dumps(view.where.json(), ensure_ascii=False): str(view.label) for view in reversed(views)}
    now = value if isinstance(value, str) else json.dumps(value or {}, ensure_ascii=False)
    options = [(where, label, "") for where, label in reversed(offered.items()) if where != "{}"]
    if now not in {*offered, "{}"}:
        options.insert(0, (now, _("As it is now"), ""))
    _choose(field, [("{}", _("All"), ""), *options], now)
    field.kind = "select"
    field.help = _("Filter the list, keep it as a view, and choose the view here.")


def _refer(field: Field, model: type[Model], value: Any, by: Actor) -> None:
    field.kind = "reference"
    field.url = lookup_url(model)
    if value:
        record_id = value[0] if isinstance(value, tuple) else value
        field.chosen = [Choice(str(record_id), title_of(model, record_id, by))]


def _list(field: Field, bound: BoundField, value: Any, by: Actor) -> None:
    book = directory()
    field.kind, field.multiple = "reference", True
    if bound.type.name == "tags":
        names = [word for word in value if word] if value and isinstance(value[0], str) else [
            book.tags[one].name for one in value or () if one in book.tags
        ]  # fmt: skip
        tones = {tag.name: tag.colour for tag in book.tags.values()}
        field.url = "/lookup/tags"
        field.chosen = [Choice(name, name, tone=tones.get(name, "ink")) for name in names]
    else:
        field.url = lookup_url(bound.related_model)
        field.chosen = [Choice(str(one), title_of(bound.related_model, one, by)) for one in value or ()]


def _cascade(field: Field, value: Any) -> None:
    regions = directory().regions
    english = (get_language() or "").startswith("en")
    chosen = [
        code for code in (regions[value].path.split("/") if value in regions else []) if regions[code].level != "area"
    ]
    labels = (_("Province"), _("City"), _("District"))
    levels = []
    for depth, label in enumerate(labels):
        if depth == 0:
            offered = [one for one in regions.values() if one.level == "province"]
        elif len(chosen) >= depth:
            offered = [one for one in regions.values() if one.parent_id == chosen[depth - 1]]
        else:
            offered = []
        here = chosen[depth] if len(chosen) > depth else ""
        levels.append(Level(label, [
            Choice(one.code, one.name_en if english else one.short_name, chosen=one.code == here) for one in offered
        ]))  # fmt: skip
    field.levels, field.url, field.value = levels, "/lookup/regions", value or ""


def lookup_url(model: type[Model]) -> str:
    """Where a combobox searches for records of a model."""
    if model is Employee:
        return "/lookup/people"
    if model is Department:
        return "/lookup/departments"
    return f"/lookup/{entity_of(model).key}" if has_entity(model) else "/lookup/unknown"


def title_of(model: type[Model], record_id: Any, by: Actor) -> str:
    """What the record that a reference points to is called; its name is not told to who may not see it."""
    book = directory()
    if model is Employee:
        person = book.people.get(int(record_id))
        return person.name if person else ""
    if model is Department:
        unit = book.departments.get(int(record_id))
        return unit.name if unit else ""
    rows = model._default_manager.filter(pk=record_id)
    if has_entity(model):
        rows = rows.visible_to(by)  # type: ignore[attr-defined]
    record = rows.first()
    return str(record) if record else _("(not yours to see)")
