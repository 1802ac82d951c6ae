"""On which records tags hang, and replacing tags by another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, Model, Value

from zhike.kernel.fields.models import TagsField

IDS: ArrayField[Any, Any] = ArrayField(BigIntegerField())


class Replaced(Func):
    """The ids of the first array without those of the second, and with the third; each once, in order."""

    arity = 3
    output_field: ClassVar[Any] = IDS

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> Any:  # type: ignore[override]
        """Write the expression by hand: its three parts stand in different places."""
        (tags, tags_values), (old, old_values), (new, new_values) = (
            compiler.compile(one) for one in self.source_expressions
        )
        # The parts are SQL that Django compiled itself; the values go apart.
        sql = f"(SELECT array_agg(DISTINCT one ORDER BY one) FROM unnest({tags} || {new}) one WHERE one <> ALL({old}))"  # noqa: S608
        return sql, [*tags_values, *new_values, *old_values]


def used(tag: int) -> int:
    """On how many records a tag hangs, those in the bin included."""
    return sum(model._default_manager.filter(**{f"{field}__contains": [tag]}).count() for model, field in places())


def replace(tags: Sequence[int], into: int) -> int:
    """Hang one tag where others hung, and return on how many records. Runs within a batch."""
    old, new = (Value(list(ids), output_field=IDS) for ids in (tags, [into]))
    return sum(
        model._default_manager.filter(**{f"{field}__overlap": list(tags)}).update(
            **{field: Replaced(F(field), old, new), "revision": F("revision") + 1}
        )
        for model, field in places()
    )


def places() -> Iterator[tuple[type[Model], str]]:
    """Every column that holds tags."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, TagsField):
                yield model, field.attname
