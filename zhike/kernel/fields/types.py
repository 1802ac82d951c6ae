"""What a kind of value can do: be shown, exported, sent as JSON, read from what people type, and be filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields.markup import escaped
from zhike.kernel.refusals import Refused

if TYPE_CHECKING:
    from zhike.kernel.access.actor import Actor
    from zhike.kernel.directory.snapshot import Snapshot
    from zhike.kernel.fields.bound import BoundField


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a value's renderer or parser may lean on, looked up once for a whole page or file.

    `seen` holds, by model, the ids that were found to be visible to the actor already, so that many references are
    checked without a statement for each.
    """

    by: Actor
    directory: Snapshot
    now: datetime
    day_first: bool | None = None
    create_choices: bool = False
    seen: Mapping[Any, frozenset[int]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day of the reader, in the company's time zone."""
        return self.now.date()


class FieldType:
    """One kind of value. Subclasses override what differs; `EMPTY` operators work on all of them."""

    name: ClassVar[str] = "text"
    widget: ClassVar[str] = "text"
    align_right: ClassVar[bool] = False
    from_directory: ClassVar[bool] = False
    """Whether the cell depends on nothing but the id, the directory and the language, so that it can be kept."""
    operators: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "not_in", "empty", "filled")
    blank: ClassVar[Any] = None

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        """The value as safe HTML for a list or a card."""
        return escaped(self.text(value, field, reading))

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        """The value as plain words, for an export, a title or a letter."""
        return "" if value is None else str(value)

    def plain(self, value: Any, field: BoundField, reading: Reading) -> Any:
        """The value for a spreadsheet: typed where a spreadsheet has the type, else the words."""
        return self.text(value, field, reading)

    def json(self, value: Any, field: BoundField) -> Any:
        """The value as the API sends it."""
        return value

    def schema(self, field: BoundField) -> dict[str, Any]:
        """The JSON schema of the value as the API sends and takes it."""
        return {"type": "string"}

    def parse(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        """The value from a form, a file or JSON. Raises ValueProblem or Refused with what is wrong with it."""
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return self.blank
        return self.parse_filled(raw, field, reading)

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        """The value from something that is not empty."""
        return raw

    def same(self, left: Any, right: Any) -> bool:
        """Whether two values are the same for the history and for "somebody changed this meanwhile"."""
        return bool(left == right)

    def predicate(self, field: BoundField, operator: str, raw: Any, reading: Reading) -> Q:
        """The filter `field operator raw` as a predicate. Raises Refused for an operator that the type lacks."""
        if operator not in self.operators:
            raise Refused(
                _("“%(field)s” can't be filtered by “%(operator)s”.") % {"field": field.label, "operator": operator},
                field=field.name, code="unknown_operator",
            )  # fmt: skip
        match operator:
            case "empty":
                return self.empty(field)
            case "filled":
                return ~self.empty(field)
            case "ne":
                return ~self.predicate(field, "eq", raw, reading)
            case "not_in":
                return ~self.predicate(field, "in", raw, reading)
            case "in":
                return Q(**{f"{field.column}__in": [self.parse(one, field, reading) for one in as_list(raw)]})
            case "eq":
                return Q(**{field.column: self.parse(raw, field, reading)})
            case "between":
                return self.between(field, raw, reading)
        value = self.parse(raw, field, reading)
        if value is None:
            raise nothing_to_compare(field)
        return Q(**{f"{field.column}__{operator}": value})

    def between(self, field: BoundField, raw: Any, reading: Reading) -> Q:
        """Both ends belong to it; one of them may be left open, as in `["2026-01-01", ""]`."""
        least, most = [*(raw if isinstance(raw, list | tuple) else str(raw or "").split(",")), "", ""][:2]
        ends = [(operator, end) for operator, end in (("gte", least), ("lte", most)) if end not in (None, "")]
        if not ends:
            raise nothing_to_compare(field)
        return Q(*(self.predicate(field, operator, end, reading) for operator, end in ends))

    def empty(self, field: BoundField) -> Q:
        """True where the field has no value."""
        return Q(**{f"{field.column}__isnull": True})


def nothing_to_compare(field: BoundField) -> Refused:
    """The refusal of a condition that lacks its value."""
    return Refused(
        _("Say what “%(field)s” is to be compared with.") % {"field": field.label}, field=field.name, code="required"
    )


def as_list(raw: Any) -> list[Any]:
    """Several values from a list, or from words separated by commas."""
    if isinstance(raw, str):
        return [word for word in raw.split(",") if word]
    return list(raw) if isinstance(raw, list | tuple | set | frozenset) else [raw]
