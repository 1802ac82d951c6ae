"""Values chosen from a list: one that the program knows, or a dictionary that the administrator edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from zhike.kernel.dictionaries.models import Colour
from zhike.kernel.directory import directory
from zhike.kernel.fields.markup import NOTHING, escaped, markup
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.fields.types import FieldType, Reading
from zhike.kernel.refusals import Refused

if TYPE_CHECKING:
    from zhike.kernel.fields.bound import BoundField


def unknown(raw: Any, field: BoundField) -> Refused:
    """The refusal for a reference that leads nowhere."""
    return Refused(
        _("“%(value)s” is not known for “%(field)s”.") % {"value": str(raw)[:80], "field": field.label},
        field=field.name, code="unknown_reference",
    )  # fmt: skip


class FixedChoice(FieldType):
    """One of a few values that the program knows by name."""

    name = "choice"
    widget = "choice"

    def parse(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        value = super().parse(raw, field, reading)
        return "" if value is None and self._kept_as_text(field) else value

    def empty(self, field: BoundField) -> Q:
        return Q(**{field.column: ""}) if self._kept_as_text(field) else super().empty(field)

    def _kept_as_text(self, field: BoundField) -> bool:
        """Whether the column has no NULL, so that the empty text stands for no choice."""
        return not field.nullable and not isinstance(field.model_field, models.IntegerField)

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        words, tone = self.text(value, field, reading), field.tones.get(str(value), "")
        return markup('<span class="chip tone-{}">{}</span>', tone, words) if tone and words else escaped(words)

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return str(dict(field.choices).get(value, "" if value is None else value))

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        word = str(raw).strip().casefold()
        for value, label in field.choices:
            if word in (str(value).casefold(), str(label).casefold()):
                return value
        raise unknown(raw, field)

    def schema(self, field: BoundField) -> dict[str, Any]:
        values = [value for value, _label in field.choices]
        return {"type": "integer" if values and isinstance(values[0], int) else "string", "enum": values}


class Level(FixedChoice):
    """One of a few values with an order, such as the security level."""

    name = "level"
    operators = ("eq", "ne", "in", "not_in", "gt", "gte", "lt", "lte")


class Code(FixedChoice):
    """A code of a list that changes while the program runs; shown as itself, chosen by its label."""

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return value or ""

    def schema(self, field: BoundField) -> dict[str, Any]:
        return {"type": "string", "maxLength": field.max_length}


class DictionaryChoice(FieldType):
    """One entry of a dictionary. In the API it is the entry's code."""

    name = "dictionary"
    widget = "choice"
    from_directory = True

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        choice = reading.directory.choices.get(value)
        if choice is None:
            return NOTHING
        if all(one.colour == Colour.GREY for one in reading.directory.dictionaries.get(choice.dictionary, ())):
            return escaped(str(choice))  # where no entry has a colour, a chip would say nothing
        return markup('<span class="chip tone-{}">{}</span>', choice.colour, str(choice))

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return str(reading.directory.choices.get(value, ""))

    def json(self, value: Any, field: BoundField) -> Any:
        choice = directory().choices.get(value)
        return choice.code if choice else None

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        choice = reading.directory.choice(field.dictionary, str(raw))
        if choice is None:
            choice = reading.directory.choices.get(whole_number(str(raw)) or 0)
        if choice is None or choice.dictionary != field.dictionary:
            raise unknown(raw, field)
        return choice.pk

    def schema(self, field: BoundField) -> dict[str, Any]:
        return {"type": ["string", "null"]}
