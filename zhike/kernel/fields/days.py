"""Days and moments, and how people ask for spans of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields import parsing
from zhike.kernel.fields.markup import NOTHING, markup
from zhike.kernel.fields.periods import period
from zhike.kernel.fields.types import FieldType, Reading
from zhike.kernel.refusals import Refused

if TYPE_CHECKING:
    from zhike.kernel.fields.bound import BoundField


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
        return _days_ago(days, get_language())
    return moment.date().isoformat()


@lru_cache(128)
def _days_ago(days: int, language: str | None) -> str:
    return gettext("%(days)s days ago") % {"days": days}
