"""Text: a line, many lines, several words, phones, e-mail and web addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields.markup import NOTHING, escaped, markup
from zhike.kernel.fields.types import FieldType, Reading, as_list
from zhike.kernel.refusals import Refused

if TYPE_CHECKING:
    from zhike.kernel.fields.bound import BoundField

SAFE_ADDRESSES = ("http://", "https://")
# Control characters that PostgreSQL can't store (NUL) or that no one can see; line breaks and tabs stay.
UNSTORABLE: dict[int, str | None] = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
UNSTORABLE |= dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")


class Text(FieldType):
    """A line of text."""

    name = "text"
    operators: ClassVar[tuple[str, ...]] = (
        "eq", "ne", "in", "not_in", "contains", "starts", "empty", "filled",
    )  # fmt: skip
    blank = ""

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        if isinstance(raw, dict | list):
            raise Refused(_("This must be a text."), field=field.name, code="not_text")
        text = str(raw).strip()
        if not text.isprintable():
            text = text.translate(UNSTORABLE).strip()
        if field.max_length and len(text) > field.max_length:
            raise Refused(
                _("This has %(length)s characters; at most %(most)s fit.")
                % {"length": len(text), "most": field.max_length},
                field=field.name, code="too_long",
            )  # fmt: skip
        return text

    def predicate(self, field: BoundField, operator: str, raw: Any, reading: Reading) -> Q:
        if operator == "contains":
            return Q(**{f"{field.column}__icontains": str(raw)})
        if operator == "starts":
            return Q(**{f"{field.column}__istartswith": str(raw)})
        return super().predicate(field, operator, raw, reading)

    def empty(self, field: BoundField) -> Q:
        return Q(**{field.column: ""})

    def schema(self, field: BoundField) -> dict[str, Any]:
        return {"type": "string"} | ({"maxLength": field.max_length} if field.max_length else {})


class LongText(Text):
    """Several lines of text."""

    name = "long_text"
    widget = "textarea"
    operators: ClassVar[tuple[str, ...]] = ("contains", "empty", "filled")

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        return markup('<span class="whitespace-pre-line">{}</span>', value) if value else NOTHING


class Texts(FieldType):
    """Several words in one column, such as the special permissions of a role."""

    name = "texts"
    operators: ClassVar[tuple[str, ...]] = ("empty", "filled")
    blank: ClassVar[Any] = []

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        labels = dict(field.choices)
        return gettext(", ").join(str(labels.get(one, one)) for one in value or ())

    def json(self, value: Any, field: BoundField) -> Any:
        return list(value or ())

    def parse(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        return [str(one).translate(UNSTORABLE) for one in as_list(raw or [])]

    def empty(self, field: BoundField) -> Q:
        return Q(**{f"{field.column}__len": 0})

    def schema(self, field: BoundField) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}}


class Choices(Texts):
    """Several of a few values that the program knows by name; read by value or label."""

    name = "choices"
    widget = "choices"
    operators = ("any", "all", "none", "empty", "filled")

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        labels = dict(field.choices)
        return gettext(", ").join(str(labels.get(one, one)) for one in value or ())

    def parse(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        known = {str(word).casefold(): key for key, label in field.choices for word in (key, label)}
        found = []
        for one in as_list(raw or []):
            if str(one).strip().casefold() not in known:
                words = _("“%(value)s” is not known for “%(field)s”.")
                places = {"value": str(one)[:80], "field": field.label}
                raise Refused(words % places, field=field.name, code="unknown_reference")
            found.append(known[str(one).strip().casefold()])
        return list(dict.fromkeys(found))

    def predicate(self, field: BoundField, operator: str, raw: Any, reading: Reading) -> Q:
        if operator in ("any", "all", "none"):
            compare = "contains" if operator == "all" else "overlap"
            within = Q(**{f"{field.column}__{compare}": self.parse(raw, field, reading)})
            return ~within if operator == "none" else within
        return super().predicate(field, operator, raw, reading)


class Phone(Text):
    """A telephone number; its cell dials."""

    name = "phone"
    widget = "phone"

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        if not value:
            return NOTHING
        if "*" in value:
            return markup('<span class="tabular-nums">{}</span>', value)
        dial = "".join(character for character in value if character in "+0123456789")
        return markup('<a class="tabular-nums hover:underline" href="tel:{}">{}</a>', dial, value)


class Email(Text):
    """An e-mail address."""

    name = "email"
    widget = "email"

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        text = super().parse_filled(raw, field, reading)
        local, at, domain = text.rpartition("@")
        if not at or not local or "." not in domain or len(text.split()) != 1:
            raise Refused(
                _("“%(text)s” is not an e-mail address.") % {"text": text[:80]}, field=field.name, code="not_email"
            )
        return text

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        return markup('<a class="hover:underline" href="mailto:{}">{}</a>', value, value) if value else NOTHING


class Web(Text):
    """The address of a page; a link only if it is one that is safe to follow."""

    name = "url"
    widget = "url"

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        if not value:
            return NOTHING
        address = value if "://" in value else f"https://{value}"
        if not address.lower().startswith(SAFE_ADDRESSES):
            return escaped(value)
        return markup(
            '<a class="hover:underline" rel="noopener noreferrer" target="_blank" href="{}">{}</a>', address, value
        )
