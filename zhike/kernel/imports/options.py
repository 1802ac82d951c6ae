"""What the person decided about an import, kept as JSON with it and with templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from zhike.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is read and what its cells mean.

    sheet, header_line, encoding, delimiter: against our guesses. heal: rows that were encoded twice are taken apart
    again. placeholders: "-", NULL, Select and the like stand for nothing. blank_clears: an empty cell empties the field
    of a record that is updated. decimal_comma is never guessed. day_first: None lets the whole column decide.
    alike: from which likeness on (0 to 1) a record is taken for the same without an identical number or name; 0: never.
    finish: do with new documents what their kind offers for imports (`Importing.finish`), such as issuing invoices.
    fixed: what is the same for all rows, as text by field (`currency`, `lines.tax_rate`): where no column, or an empty
    cell, says anything else.
    """

    sheet: str | None = None
    header_line: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    heal: bool = False
    placeholders: bool = True
    blank_clears: bool = False
    day_first: bool | None = None
    alike: float = 0.95
    finish: bool = False
    fixed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """Options from JSON. Raises Refused for one that is not known or of the wrong sort."""
        known = {one.name: one for one in fields(cls)}
        values = {}
        for name, value in given.items():
            if name not in known:
                raise Refused(
                    _("There is no option “%(name)s”.") % {"name": str(name)[:60]},
                    field="options",
                    code="unknown_option",
                )
            values[name] = _checked(name, value)
        return cls(**values)

    def json(self) -> dict[str, Any]:
        """Only what differs from the default."""
        usual = type(self)()
        return {name: value for name, value in asdict(self).items() if value != getattr(usual, name)}

    def reading(self) -> dict[str, Any]:
        """The part that `open_table` takes."""
        return {name: getattr(self, name) for name in ("sheet", "header_line", "encoding", "delimiter")}


MOST_FIXED = 30
KINDS: dict[str, tuple[type, ...]] = {
    "sheet": (str, type(None)), "header_line": (int, type(None)), "encoding": (str, type(None)),
    "delimiter": (str, type(None)), "heal": (bool,), "placeholders": (bool,), "blank_clears": (bool,),
    "day_first": (bool, type(None)), "alike": (int, float), "finish": (bool,),
    "fixed": (dict,),
}  # fmt: skip


def _checked(name: str, value: Any) -> Any:
    fits = isinstance(value, KINDS[name]) and (not isinstance(value, bool) or bool in KINDS[name])
    if fits and name == "alike":
        fits = value == 0 or 0.5 <= value <= 1
    if fits and name == "delimiter":
        fits = value is None or len(value) == 1
    if fits and name == "fixed":
        fits = len(value) <= MOST_FIXED and all(isinstance(text, str) for text in value.values())
    if not fits:
        raise Refused(
            _("The option “%(name)s” can't have this value.") % {"name": name}, field="options", code="wrong_option"
        )
    return value
