"""Text, numbers, money, dates and yes/no."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields import parsing
from zhike.kernel.fields.markup import escaped, markup
from zhike.kernel.fields.periods import period
from zhike.kernel.fields.types import FieldType, Reading, as_list
from zhike.kernel.refusals import Refused

if TYPE_CHECKING:
    from zhike.kernel.fields.bound import BoundField

NOTHING = SafeString("")
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


class Integer(FieldType):
    """A whole number."""

    name = "integer"
    widget = "number"
    align_right = True
    operators = ("eq", "ne", "gt", "gte", "lt", "lte", "between", "empty", "filled")

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return "" if value is None else number_format(value, use_l10n=True, force_grouping=True)

    def plain(self, value: Any, field: BoundField, reading: Reading) -> Any:
        return value

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        number = raw if isinstance(raw, int) and not isinstance(raw, bool) else parsing.parse_integer(str(raw))
        least, most = field.bounds
        if not least <= number <= most:
            raise Refused(
                _("This must lie between %(least)s and %(most)s.") % {"least": least, "most": most},
                field=field.name, code="out_of_range",
            )  # fmt: skip
        return number

    def schema(self, field: BoundField) -> dict[str, Any]:
        least, most = field.bounds
        return {"type": "integer", "minimum": least, "maximum": most}


class Number(Integer):
    """A number with a fixed count of decimals, sent as a decimal string."""

    name = "decimal"

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return "" if value is None else number_format(shortest(value), use_l10n=True, force_grouping=True)

    def json(self, value: Any, field: BoundField) -> Any:
        return None if value is None else f"{value:f}"

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        number = parsing.parse_decimal(str(raw), places=field.decimal_places)
        if abs(number) >= Decimal(10) ** (field.max_digits - field.decimal_places):
            raise Refused(_("This number is too large."), field=field.name, code="out_of_range")
        return number

    def schema(self, field: BoundField) -> dict[str, Any]:
        return {"type": "string", "pattern": rf"^-?\d{{1,16}}(\.\d{{1,{max(field.decimal_places, 1)}}})?$"}


class Money(Number):
    """An amount of money, always shown with the decimals of its column, so that amounts below each other line up.

    Prices may have more than two decimals: they are shown with two, and with more only where they have them.
    """

    name = "money"
    widget = "money"

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        if value is None:
            return ""
        most = field.decimal_places
        exact = Decimal(value).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)  # number_format would cut off
        places = max(min(most, 2), -int(shortest(exact).as_tuple().exponent))
        return number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=True)


def shortest(value: Any) -> Any:
    """A decimal without the zeros that only fill its column: 12.5000 is 12.5."""
    if not isinstance(value, Decimal) or value == value.to_integral_value():
        return value.quantize(Decimal(1)) if isinstance(value, Decimal) else value
    return value.normalize()


class Boolean(FieldType):
    """Yes or no."""

    name = "boolean"
    widget = "checkbox"
    operators = ("eq",)
    blank = False

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return gettext("Yes") if value else gettext("No")

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        return raw if isinstance(raw, bool) else parsing.parse_boolean(str(raw))

    def schema(self, field: BoundField) -> dict[str, Any]:
        return {"type": "boolean"}


class Alarm(Boolean):
    """A yes that wants attention, such as being overdue: said in red by the column's own name; a no says nothing."""

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        return markup('<span class="bad">{}</span>', field.label) if value else NOTHING


class Date(FieldType):
    """A day, with no time and no zone."""

    name = "date"
    widget = "date"
    operators = (
        "period", "between", "eq", "gt", "gte", "lt", "lte", "last_days", "next_days", "older_days", "empty", "filled",
    )  # fmt: skip

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return value.isoformat() if value else ""

    def plain(self, value: Any, field: BoundField, reading: Reading) -> Any:
        return value

    def json(self, value: Any, field: BoundField) -> Any:
        return value.isoformat() if value else None

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        if isinstance(raw, datetime):
            return raw.date()
        return raw if isinstance(raw, date) else parsing.parse_date(str(raw), day_first=reading.day_first)

    def predicate(self, field: BoundField, operator: str, raw: Any, reading: Reading) -> Q:
        if operator in ("last_days", "next_days", "older_days"):
            return self.relative(field, operator, parsing.parse_integer(str(raw)), reading)
        if operator == "period":
            return self.within(field, str(raw), reading)
        return super().predicate(field, operator, raw, reading)

    def relative(self, field: BoundField, operator: str, days: int, reading: Reading) -> Q:
        """Days counted from today, so that a saved view stays true tomorrow."""
        span = timedelta(days=min(abs(days), 36500))
        today = self.bound(reading.today)
        match operator:
            case "last_days":
                return Q(**{f"{field.column}__gte": today - span})
            case "next_days":
                return Q(**{f"{field.column}__gte": today, f"{field.column}__lt": today + span + timedelta(days=1)})
        return Q(**{f"{field.column}__lt": today - span})

    def within(self, field: BoundField, name: str, reading: Reading) -> Q:
        """Days of this week, last month and so on, by name."""
        span = period(name, reading.today)
        if span is None:
            raise Refused(_("“%(name)s” is no period.") % {"name": name[:80]}, field=field.name, code="unknown_period")
        first, after = map(self.bound, span)
        return Q(**{f"{field.column}__gte": first, f"{field.column}__lt": after})

    def bound(self, day: date) -> Any:
        """The first moment of a day as this type's value."""
        return day

    def schema(self, field: BoundField) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


WHOLE_DAYS = ("eq", "gt", "gte", "lt", "lte")


class DateTime(Date):
    """A moment; shown in the company's time zone, near ones in words.

    Compared with a day instead of a moment, it is on that day, or after or before the whole of it.
    """

    name = "datetime"
    widget = "datetime"

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        if value is None:
            return NOTHING
        local = value.astimezone(reading.now.tzinfo)
        return markup(
            '<time datetime="{}" title="{}" class="whitespace-nowrap">{}</time>',
            value.isoformat(timespec="seconds"), local.isoformat(" ", "minutes")[:16], near(local, reading.now),
        )  # fmt: skip

    def text(self, value: Any, field: BoundField, reading: Reading) -> str:
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""

    def plain(self, value: Any, field: BoundField, reading: Reading) -> Any:
        return timezone.localtime(value).replace(tzinfo=None) if value else None

    def parse_filled(self, raw: Any, field: BoundField, reading: Reading) -> Any:
        if isinstance(raw, datetime):
            return raw if raw.tzinfo else raw.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
        return parsing.parse_datetime(str(raw), zone=ZoneInfo(settings.TIME_ZONE), day_first=reading.day_first)

    def json(self, value: Any, field: BoundField) -> Any:
        return value.isoformat() if value else None

    def predicate(self, field: BoundField, operator: str, raw: Any, reading: Reading) -> Q:
        if operator not in WHOLE_DAYS or isinstance(raw, datetime) or ":" in str(raw) or not str(raw or "").strip():
            return super().predicate(field, operator, raw, reading)
        day = raw if isinstance(raw, date) else parsing.parse_date(str(raw), day_first=reading.day_first)
        begin, end = self.bound(day), self.bound(day + timedelta(days=1))
        match operator:
            case "eq":
                return Q(**{f"{field.column}__gte": begin, f"{field.column}__lt": end})
            case "gt":
                return Q(**{f"{field.column}__gte": end})
            case "lte":
                return Q(**{f"{field.column}__lt": end})
        return Q(**{f"{field.column}__{operator}": begin})

    def bound(self, day: date) -> Any:
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(settings.TIME_ZONE))

    def schema(self, field: BoundField) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


def near(moment: datetime, now: datetime) -> str:
    """A moment as people say it: today 09:12, yesterday, 5 days ago; further away, the date."""
    days = (now.date() - moment.date()).days
    if days == 0:
        return gettext("Today %(time)s") % {"time": moment.strftime("%H:%M")}
    if days == 1:
        return gettext("Yesterday")
    if days == -1:
        return gettext("Tomorrow %(time)s") % {"time": moment.strftime("%H:%M")}
    if 1 < days <= 30:
        return gettext("%(days)s days ago") % {"days": days}
    return moment.date().isoformat()
