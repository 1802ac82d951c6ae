"""What is the same for all rows of a file: a field and its value, where the file has no column for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from zhike.kernel.entity.declaration import Entity

FIELD, VALUE = "fixed_field_", "fixed_value_"
SPARE, MOST = 2, 30


def fixed_from(form: QueryDict) -> dict[str, str]:
    """The values of the form by field; a row without a field or without a value is left out."""
    found = {}
    for place in range(MOST):
        name, text = form.get(f"{FIELD}{place}", ""), form.get(f"{VALUE}{place}", "").strip()
        if name and text:
            found[name] = text
    return found


def fixed_rows(
    entity: Entity, fixed: Mapping[str, str], errors: Mapping[str, str], choices: Sequence[tuple[str, str]]
) -> list[dict[str, Any]]:
    """The rows of the fold: those that are filled, and two to fill in."""
    rows = [*fixed.items(), *[("", "")] * SPARE][:MOST]
    return [
        {"field": f"{FIELD}{place}", "value": f"{VALUE}{place}", "text": text, "error": errors.get(f"fixed.{name}", ""),
         "choices": [(key, label, key == name) for key, label in choices]}
        for place, (name, text) in enumerate(rows)
    ]  # fmt: skip
