"""A filter as a value: which records of a kind a rule is meant for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields.types import FieldType, Reading
from zhike.kernel.refusals import Refused

if TYPE_CHECKING:
    from zhike.kernel.fields.bound import BoundField


class Filter(FieldType):
    """A filter's tree in its JSON form. It may only name fields that its writer sees."""

    name = "filter"
    widget = "filter"
    operators: ClassVar[tuple[str, ...]] = ()
    blank: ClassVar[Any] = {}

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        from zhike.kernel.filters import from_json  # noqa: PLC0415  (filters know fields)

        count = sum(1 for _condition in from_json(value).conditions())
        return (
            ngettext("%(count)s condition", "%(count)s conditions", count) % {"count": count}
            if count
            else gettext("All")
        )

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        from zhike.kernel.entity.registry import entity_named  # noqa: PLC0415  (the registry knows fields)
        from zhike.kernel.filters import from_json, predicate  # noqa: PLC0415  (filters know fields)

        try:
            tree = json.loads(raw) if isinstance(raw, str) else raw
        except json.JSONDecodeError as problem:
            raise Refused(_("This filter can't be read."), field=field.name, code="malformed_filter") from problem
        if not isinstance(tree, Mapping):
            raise Refused(_("This filter can't be read."), field=field.name, code="malformed_filter")
        group = from_json(tree)
        predicate(entity_named(field.model_field.of), group, reading.by, reading)
        return group.json()

    def schema(self, field: BoundField) -> dict[str, Any]:
        return {"type": "object"}
