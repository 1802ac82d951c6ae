"""Where the entries of a dictionary stand on records, and moving them to another entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db.models import F, Model

from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.fields.models import DictionaryField


def used(choice: Choice) -> int:
    """On how many records an entry stands, those in the bin included."""
    return sum(_rows(model, field, [choice.pk]).count() for model, field in places(choice.dictionary))


def replace(choices: Sequence[Choice], into: Choice) -> int:
    """Write one entry where others of its dictionary stand, and return on how many records. Runs within a batch."""
    ids = [choice.pk for choice in choices]
    return sum(
        _rows(model, field, ids).update(**{field: into.pk, "revision": F("revision") + 1})
        for model, field in places(into.dictionary)
    )


def places(dictionary: str) -> Iterator[tuple[type[Model], str]]:
    """Every column that holds entries of a dictionary."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, DictionaryField) and field.dictionary == dictionary:
                yield model, field.attname


def _rows(model: type[Model], column: str, ids: Sequence[int]) -> Any:
    return model._default_manager.filter(**{f"{column}__in": ids})
