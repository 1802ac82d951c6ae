"""A field of an entity: the model's field, joined with its type and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from zhike.kernel.access.holding import SCOPE
from zhike.kernel.entity.registry import entity_of, has_entity
from zhike.kernel.fields import choices, condition, days, linked, numbers, seen, texts
from zhike.kernel.fields.codes import codes
from zhike.kernel.fields.models import (
    ChoicesField,
    CodeField,
    DictionaryField,
    EmailField,
    FilterField,
    KeyField,
    MoneyField,
    PhoneField,
    PriceField,
    ReferencesField,
    TagsField,
    WebField,
)  # fmt: skip
from zhike.kernel.fields.types import FieldType

if TYPE_CHECKING:
    from zhike.kernel.entity.declaration import Entity

BIG = 2**53 - 1  # integers up to here survive JSON in every language (RFC 8259, section 6)

# From the most special to the most general: the first class that fits names the type.
TYPES: tuple[tuple[type[models.Field[Any, Any]], FieldType], ...] = (
    (TagsField, linked.Tags()),
    (ReferencesField, linked.References()),
    (FilterField, condition.Filter()),
    (ChoicesField, texts.Choices()),
    (ArrayField, texts.Texts()),
    (DictionaryField, choices.DictionaryChoice()),
    (CodeField, choices.Code()),
    (KeyField, choices.FixedChoice()),
    (PhoneField, texts.Phone()),
    (EmailField, texts.Email()),
    (WebField, texts.Web()),
    (MoneyField, numbers.Money()),
    (PriceField, numbers.Price()),
    (models.DecimalField, numbers.Number()),
    (models.BooleanField, numbers.Boolean()),
    (models.DateTimeField, days.DateTime()),
    (models.DateField, days.Date()),
    (models.TextField, texts.LongText()),
    (models.IntegerField, numbers.Integer()),
    (models.FloatField, numbers.Number()),
    (models.CharField, texts.Text()),
)
RELATED: dict[str, FieldType] = {
    "kernel.Employee": linked.Person(),
    "kernel.Department": linked.Unit(),
    "kernel.Region": linked.Region(),
}
BY_NAME: dict[str, FieldType] = {kind.name: kind for _cls, kind in TYPES} | {
    kind.name: kind
    for kind in (*RELATED.values(), linked.Reference(), choices.FixedChoice(), choices.Level(), seen.Thumbnail())
}
BY_NAME["alarm"] = numbers.Alarm()
NEVER_SHOWN = frozenset({"password", "path", "revision", "deleted_at", *SCOPE})


@dataclass(frozen=True)
class BoundField:
    """One field as people and programs meet it. `column` is what a query reads (`level_id` for a reference)."""

    entity: Entity
    name: str
    label: Any
    type: FieldType
    column: str
    model_field: Any = None
    computed: Any = None
    editable: bool = True
    required: bool = False
    fixed_choices: list[tuple[Any, Any]] = field(default_factory=list)

    @property
    def choices(self) -> list[tuple[Any, Any]]:
        """The values that may stand here with their labels: the program's own, or those of a list of codes now."""
        listed = getattr(self.model_field, "codes", "")
        return [*codes(listed)] if listed else self.fixed_choices

    @property
    def tones(self) -> Mapping[str, str]:
        """The colours of its values, as the entity declares them; empty where they are plain words."""
        return self.entity.tones.get(self.name, {})

    @property
    def max_length(self) -> int | None:
        """How many characters fit; None without a limit."""
        return getattr(self.model_field, "max_length", None)

    @property
    def dictionary(self) -> str:
        """The key of the dictionary whose entries may stand here."""
        return getattr(self.model_field, "dictionary", "")

    @property
    def decimal_places(self) -> int:
        """How many decimals are kept."""
        return getattr(self.model_field, "decimal_places", None) or 2

    @property
    def max_digits(self) -> int:
        """How many digits fit, decimals included."""
        return getattr(self.model_field, "max_digits", None) or 18

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the greatest whole number that fit."""
        if isinstance(self.model_field, models.PositiveSmallIntegerField):
            return 0, 32767
        if isinstance(self.model_field, models.PositiveIntegerField):
            return 0, 2147483647
        if isinstance(self.model_field, models.BigIntegerField) or self.model_field is None:
            return -BIG, BIG
        return -2147483648, 2147483647

    @property
    def nullable(self) -> bool:
        """Whether the column may be NULL, which decides how its rows are paged."""
        return True if self.model_field is None else bool(self.model_field.null)

    @cached_property
    def related_model(self) -> Any:
        """The model that a reference points to."""
        if isinstance(self.model_field, ReferencesField):
            return apps.get_model(self.model_field.to)
        return self.model_field.related_model if self.model_field is not None else None

    @cached_property
    def related_entity(self) -> Entity | None:
        """The entity that a reference points to, if people meet it as one."""
        model = self.related_model
        return entity_of(model) if model is not None and has_entity(model) else None


def bind(entity: Entity) -> dict[str, BoundField]:
    """All fields of an entity by name: the model's own, then the computed columns."""
    found = {}
    for model_field in entity.model._meta.concrete_fields:
        if model_field.name not in NEVER_SHOWN | entity.hidden_fields and not model_field.primary_key:
            found[model_field.name] = _bound(entity, model_field)
    for column in entity.columns:
        if column.annotate is not None:
            found[column.name] = BoundField(
                entity=entity, name=column.name, label=column.label, type=BY_NAME[column.type], column=column.name,
                computed=column.annotate, editable=False,
            )  # fmt: skip
    return found


def _bound(entity: Entity, model_field: Any) -> BoundField:
    return BoundField(
        entity=entity,
        name=model_field.name,
        label=model_field.verbose_name,
        type=type_of(model_field),
        column=model_field.attname,
        model_field=model_field,
        editable=model_field.editable,
        required=not model_field.blank and not model_field.has_default(),
        fixed_choices=list(getattr(model_field, "base_field", model_field).choices or ()),
    )


def type_of(model_field: Any) -> FieldType:
    """The type of a model's field."""
    if model_field.choices:
        return BY_NAME["level"] if isinstance(model_field, models.IntegerField) else BY_NAME["choice"]
    for cls, kind in TYPES:
        if isinstance(model_field, cls):
            return kind
    if isinstance(model_field, models.ForeignKey):
        related = model_field.related_model
        is_tree = any(one.name == "path" for one in related._meta.concrete_fields)
        return RELATED.get(related._meta.label, linked.Branch() if is_tree else BY_NAME["reference"])
    raise FieldDoesNotExist(f"no field type for {model_field!r}")
