"""Values that point elsewhere: people, departments, regions, tags and other records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhike.kernel.directory import directory
from zhike.kernel.fields.choices import unknown
from zhike.kernel.fields.markup import NOTHING, escaped, markup
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.fields.texts import UNSTORABLE
from zhike.kernel.fields.types import FieldType, Reading, as_list
from zhike.kernel.regions.finding import find_place
from zhike.kernel.tags import ids_of

if TYPE_CHECKING:
    from zhike.kernel.fields.bound import BoundField

ID = {"type": ["string", "null"]}
PEOPLE = "kernel.Employee"
NO_TAG = 0
FACES = ("jade", "sky", "violet", "amber", "teal", "rose", "orange", "pink", "lime")


def face(name: str) -> str:
    """The tone that stands for a name: the same in every place and at every time."""
    return FACES[sum(map(ord, name)) % len(FACES)]


def as_id(raw: Any, field: BoundField) -> int:
    """An id as it comes from the API or a form. Raises Refused when it is no id."""
    if isinstance(raw, bool) or not str(raw).isascii() or not str(raw).isdigit() or len(str(raw)) > 18:
        raise unknown(raw, field)
    return int(raw)


class Reference(FieldType):
    """Another record. The cell links to it; the API sends its id, or the record itself with `expand`.

    Its value is the id, or the id with the title; the title is None for who may not see the record.
    """

    name = "reference"
    widget = "reference"

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        if value is None:
            return NOTHING
        record_id, title = value if isinstance(value, tuple) else (value, str(value))
        if title is None:
            return markup('<span class="muted">{}</span>', _("(not yours to see)"))
        entity = field.related_entity
        if entity is None:
            return escaped(title)
        return markup('<a class="hover:underline" href="{}">{}</a>', entity.url(record_id), title)

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        title = value[1] if isinstance(value, tuple) else value
        return "" if title is None else str(title)

    def json(self, value: Any, field: BoundField) -> Any:
        record_id = value[0] if isinstance(value, tuple) else value
        return None if record_id is None else str(record_id)

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        record_id = as_id(raw, field)
        if field.related_model in reading.seen:
            if record_id not in reading.seen[field.related_model]:
                raise unknown(raw, field)
            return record_id
        rows = field.related_model._default_manager
        if field.related_entity is not None:
            rows = rows.visible_to(reading.by)
        if not rows.filter(pk=record_id).exists():
            raise unknown(raw, field)
        return record_id

    def schema(self, field: BoundField) -> dict[str, Any]:
        return ID


class Branch(Reference):
    """A record of a tree whose model keeps a `path`; `under` reaches all that hangs below."""

    operators = ("eq", "ne", "in", "not_in", "under", "empty", "filled")

    def predicate(self, field: BoundField, operator: str, raw: Any, reading: Reading) -> Q:
        if operator != "under":
            return super().predicate(field, operator, raw, reading)
        roots = [self.parse(one, field, reading) for one in as_list(raw)]
        found = Q(pk__in=[])
        for path in field.related_model._default_manager.filter(pk__in=roots).values_list("path", flat=True):
            found |= Q(**{f"{field.name}__path__startswith": path})
        return found


class Person(Reference):
    """A colleague."""

    name = "person"
    widget = "person"
    from_directory = True
    operators = ("eq", "ne", "in", "not_in", "me", "empty", "filled")

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        person = reading.directory.people.get(value)
        if person is None:
            return NOTHING
        return markup(
            '<span class="person"><span class="avatar tone-{}" aria-hidden="true">{}</span>{}</span>',
            face(person.name), person.name[:1], person.name,
        )  # fmt: skip

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        person = reading.directory.people.get(value)
        return person.name if person else ""

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        if (person := whole_number(str(raw))) in reading.directory.people:
            return person
        named = [one.id for one in reading.directory.people.values() if one.name == str(raw).strip()]
        if len(named) != 1:
            raise unknown(raw, field)
        return named[0]

    def predicate(self, field: BoundField, operator: str, raw: Any, reading: Reading) -> Q:
        if operator == "me":
            return Q(**{field.column: reading.by.employee_id})
        return super().predicate(field, operator, raw, reading)


class Unit(Reference):
    """A department."""

    name = "department"
    widget = "department"
    from_directory = True
    operators = ("eq", "ne", "in", "not_in", "under", "empty", "filled")

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        return escaped(self.text(value, field, reading))

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        unit = reading.directory.departments.get(value)
        return unit.name if unit else ""

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        if (unit := whole_number(str(raw))) in reading.directory.departments:
            return unit
        named = [one.id for one in reading.directory.departments.values() if one.name == str(raw).strip()]
        if len(named) != 1:
            raise unknown(raw, field)
        return named[0]

    def predicate(self, field: BoundField, operator: str, raw: Any, reading: Reading) -> Q:
        if operator == "under":
            roots = [self.parse(one, field, reading) for one in as_list(raw)]
            below = frozenset().union(*(reading.directory.subtree(root) for root in roots))
            return Q(**{f"{field.column}__in": sorted(below)})
        return super().predicate(field, operator, raw, reading)


class Region(Reference):
    """A place in the region tree; the API sends its public code."""

    name = "region"
    widget = "region"
    from_directory = True
    operators = ("eq", "ne", "in", "under", "empty", "filled")

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        return escaped(self.text(value, field, reading))

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        """The place from the province down, as in 江苏 苏州 虎丘; a municipality is not said twice."""
        region = reading.directory.regions.get(value)
        if region is None:
            return ""
        english = (get_language() or "").startswith("en")
        places = [reading.directory.regions[code] for code in region.path.split("/")]
        names = [place.name_en if english else place.short_name for place in places if place.level != "area"]
        return " ".join(dict.fromkeys(names)) if names else (region.name_en if english else region.name)

    def json(self, value: Any, field: BoundField) -> Any:
        return value

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        code = str(raw).strip()
        place = find_place(code)
        if place is None:
            raise unknown(raw, field)
        return place.code

    def predicate(self, field: BoundField, operator: str, raw: Any, reading: Reading) -> Q:
        if operator == "under":
            found = Q(pk__in=[])
            for place in dict.fromkeys(self.parse(one, field, reading) for one in as_list(raw)):
                for first, last in reading.directory.stretches_within(place):
                    found |= Q(**{f"{field.column}__gte": first, f"{field.column}__lte": last})
            return found
        return super().predicate(field, operator, raw, reading)

    def schema(self, field: BoundField) -> dict[str, Any]:
        return ID


class References(FieldType):
    """Several records of one small kind, kept as ids in the row."""

    name = "references"
    widget = "references"
    operators = ("any", "all", "none", "empty", "filled")
    blank: ClassVar[Any] = []

    def parse(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        return list(super().parse(raw, field, reading))

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        ids = sorted({as_id(one, field) for one in as_list(raw)})
        found = set(field.related_model._default_manager.filter(pk__in=ids).values_list("pk", flat=True))
        for missing in sorted(set(ids) - found):
            raise unknown(missing, field)
        return ids

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        book: Mapping[int, Any] = (
            reading.directory.people if field.model_field.to == PEOPLE else reading.directory.roles
        )
        return ", ".join(book[one].name for one in value or () if one in book)

    def json(self, value: Any, field: BoundField) -> Any:
        return [str(one) for one in value or ()]

    def schema(self, field: BoundField) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}}

    def empty(self, field: BoundField) -> Q:
        return Q(**{f"{field.column}__len": 0})

    def predicate(self, field: BoundField, operator: str, raw: Any, reading: Reading) -> Q:
        if operator in ("empty", "filled"):
            return super().predicate(field, operator, raw, reading)
        ids = self.sought(raw, field, reading)
        match operator:
            case "any":
                return Q(**{f"{field.column}__overlap": ids})
            case "all":
                return Q(**{f"{field.column}__contains": ids})
            case "none":
                return ~Q(**{f"{field.column}__overlap": ids})
        return super().predicate(field, operator, raw, reading)

    def sought(self, raw: Any, field: BoundField, reading: Reading) -> list[int]:
        """The ids that a filter asks for."""
        found: list[int] = self.parse(raw, field, reading)
        return found


class Tags(References):
    """Free tags, written and read by their names."""

    name = "tags"
    widget = "tags"

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        tags = [reading.directory.tags[one] for one in value or () if one in reading.directory.tags]
        return format_html_join(" ", '<span class="chip tone-{}">{}</span>', ((tag.colour, tag.name) for tag in tags))

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return ",".join(reading.directory.tags[one].name for one in value or () if one in reading.directory.tags)

    def json(self, value: Any, field: BoundField) -> Any:
        tags = directory().tags
        return [tags[one].name for one in value or () if one in tags]

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        return ids_of(self._names(raw), by=reading.by)

    def sought(self, raw: Any, field: BoundField, reading: Reading) -> list[int]:
        """Looking for a tag does not make it: what nobody has ever written is on no record."""
        return [reading.directory.tag_ids.get(name, NO_TAG) for name in self._names(raw)]

    @staticmethod
    def _names(raw: Any) -> list[str]:
        given = as_list(raw.replace("，", ",").replace(";", ",") if isinstance(raw, str) else raw or [])
        words = [str(word).translate(UNSTORABLE).strip() for word in given]
        return [word for word in words if word]
