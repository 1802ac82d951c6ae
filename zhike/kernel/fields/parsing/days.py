"""Reading days and moments as people and spreadsheets write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields.parsing.words import half_width, problem

EARLIEST_YEAR = 1000
# Excel's day 60 is the 29 February 1900 that never was, so from day 61 on this is day zero (ECMA-376 part 1, 18.17.4).
EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's serial has no zone
EXCEL_SERIALS = range(61, 2_958_466)
# A bare five-digit number in a date column is a serial that lost its format: 1954 to 2119.
LIKELY_SERIALS = range(20_000, 80_000)
TWO_DIGIT_PIVOT = 69

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ],
        1,
    )
    for name in names.split()
}  # fmt: skip
YEAR_FIRST = re.compile(r"^(\d{4})[-/.年\s]\s*(\d{1,2})[-/.月\s]\s*(\d{1,2})\s*[日号]?$")
CHINESE_SHORT = re.compile(r"^(\d{2})年(\d{1,2})月(\d{1,2})[日号]?$")
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
YEAR_LAST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})$")
DAY_NAMED_MONTH = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[-/.,\s]*([a-z]{3,9})[-/.,\s]*(\d{4}|\d{2})$", re.IGNORECASE)
NAMED_MONTH_DAY = re.compile(r"^([a-z]{3,9})[.\s-]*(\d{1,2})(?:st|nd|rd|th)?[,\s-]+(\d{4})$", re.IGNORECASE)
WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.\s]+|[\s(（]*(?:星期|周|礼拜)[一二三四五六日天][)）]?$",
    re.IGNORECASE,
)
CLOCK = re.compile(
    r"^(?P<day>.*?)[\sT]*(?P<half>上午|下午|晚上|凌晨|中午|am|pm)?\s*(?P<hour>\d{1,2})[:时點点](?P<minute>\d{1,2})?(?:[:分](?P<second>\d{1,2})(?:[.,](?P<part>\d{1,9}))?)?[秒分]?"
    r"\s*(?P<after>[ap]\.?m\.?)?\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})?$",
    re.IGNORECASE,
)
COMPACT_CLOCK = re.compile(r"^(\d{8})[T\s]?(\d{2})(\d{2})(\d{2})?(z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)


def parse_date(value: object, *, day_first: bool | None = None) -> date:
    """Read a day: ISO, 2026年1月5日, 2026/1/5, 5-Jan-2026, Jan 5, 2026, 20260105, an Excel serial (numbers from 61 on).

    day_first: how to read 5/1/2026, decided for a whole column by `guess_day_first`; without it a day that could also
    be a month raises ValueProblem "ambiguous_date". A time after the day is dropped. Raises ValueProblem.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return moment_of_serial(value).date()
    text = half_width(str(value))
    found = date_of_text(text, day_first)
    if found is None and (clock := CLOCK.match(text)) is not None:
        found = date_of_text(clock["day"].rstrip(" T"), day_first)
    if found is None and (compact := COMPACT_CLOCK.match(text)) is not None:
        found = date_of_text(compact[1], day_first)
    if found is None:
        raise problem("not_date", _("“{text}” is not a date."), value)
    return found


def moment_of_serial(value: int | float | Decimal) -> datetime:
    """Return the moment of an Excel serial, a day count with the time as its fraction, to the second."""
    try:
        known = int(value) in EXCEL_SERIALS
    except (ValueError, OverflowError):
        known = False
    if known:
        return EXCEL_DAY_ZERO + timedelta(seconds=round(float(value) * 86400))
    if isinstance(value, int) and COMPACT.match(str(value)) and (day := date_of_text(str(value), None)):
        return datetime(day.year, day.month, day.day)  # noqa: DTZ001
    raise problem("not_date", _("“{text}” is not a date."), value)


def date_of_text(text: str, day_first: bool | None) -> date | None:
    """Return the day that text names, None if it names none; raise ValueProblem for 31 February and for 5/1/2026
    unguided.
    """
    text = WEEKDAY.sub("", text.strip()).strip()
    if found := YEAR_FIRST.match(text) or COMPACT.match(text):
        return real_day(text, int(found[1]), int(found[2]), int(found[3]))
    if found := CHINESE_SHORT.match(text):
        return real_day(text, full_year(found[1]), int(found[2]), int(found[3]))
    if found := DAY_NAMED_MONTH.match(text):
        month = MONTHS.get(found[2].lower())
        return real_day(text, full_year(found[3]), month, int(found[1])) if month else None
    if found := NAMED_MONTH_DAY.match(text):
        month = MONTHS.get(found[1].lower())
        return real_day(text, int(found[3]), month, int(found[2])) if month else None
    if found := YEAR_LAST.match(text):
        return year_last_day(text, int(found[1]), int(found[2]), found[3], day_first)
    if len(text) == 5 and text.isdecimal() and int(text) in LIKELY_SERIALS:
        return moment_of_serial(int(text)).date()
    return None


def year_last_day(text: str, one: int, two: int, year: str, day_first: bool | None) -> date:
    """Return the day of 5/1/2026 by the column's order, or by the only order that is possible."""
    if day_first is None:
        if one <= 12 and two <= 12 and one != two:
            raise problem(
                "ambiguous_date", _("“{text}” may be day/month or month/day: say which for this column."), text
            )
        day_first = one > 12
    day, month = (one, two) if day_first else (two, one)
    return real_day(text, full_year(year), month, day)


def full_year(digits: str) -> int:
    """Return 2026 for "2026" and "26", 1970 for "70" (the POSIX rule: 69 to 99 are of the last century)."""
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= TWO_DIGIT_PIVOT else 2000)


def real_day(text: str, year: int, month: int, day: int) -> date:
    """Return the day, or refuse one that no calendar has."""
    try:
        found = date(year, month, day)
    except ValueError:
        found = None
    if found is None or found.year < EARLIEST_YEAR:
        raise problem("no_such_day", _("There is no such day as “{text}”."), text)
    return found


def parse_datetime(value: object, *, zone: tzinfo, day_first: bool | None = None) -> datetime:
    """Read a moment; one without a zone is taken to be in `zone`. A day alone is its first moment. Raises
    ValueProblem.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=zone)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return moment_of_serial(value).replace(tzinfo=zone)
    text = half_width(str(value))
    if compact := COMPACT_CLOCK.match(text):
        text = f"{compact[1]} {compact[2]}:{compact[3]}:{compact[4] or '00'}{compact[5] or ''}"
    if (day := date_of_text(text, day_first)) is not None:
        return datetime(day.year, day.month, day.day, tzinfo=zone)
    clock = CLOCK.match(text)
    day = date_of_text(clock["day"].rstrip(" T"), day_first) if clock else None
    if clock is None or day is None:
        raise problem("not_datetime", _("“{text}” is not a date with a time."), value)
    return datetime.combine(day, time_of_clock(clock, text), tzinfo=named_zone(clock["zone"]) or zone)


def time_of_clock(clock: re.Match[str], text: str) -> time:
    """Return the time of day that CLOCK found, with 下午 and pm understood."""
    hour = int(clock["hour"])
    half = (clock["half"] or clock["after"] or "").lower().replace(".", "")
    if half in ("pm", "下午", "晚上") and hour < 12:
        hour += 12
    if half in ("am", "上午", "凌晨") and hour == 12:
        hour = 0
    microsecond = int((clock["part"] or "0").ljust(6, "0")[:6])
    try:
        return time(hour, int(clock["minute"] or 0), int(clock["second"] or 0), microsecond)
    except ValueError:
        raise problem("no_such_time", _("There is no such time as “{text}”."), text) from None


def named_zone(text: str | None) -> tzinfo | None:
    """Return the zone of Z, UTC, +08:00, +0800 or +08; None for no text."""
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset >= timedelta(hours=24):
        raise problem("no_such_time", _("There is no such time as “{text}”."), text)
    return timezone(offset if text[0] == "+" else -offset)


def guess_day_first(samples: Iterable[object]) -> bool | None:
    """Decide for a whole column whether 5/1/2026 means 5 January: True, False, or None when no sample tells.

    A number above 12 in first place says day first, in second place month first; a column that says both stays None.
    """
    day_first = month_first = 0
    for sample in samples:
        text = half_width(str(sample)).split(" ")[0].split("T")[0] if isinstance(sample, str) else ""
        if found := YEAR_LAST.match(text):
            day_first += int(found[1]) > 12
            month_first += int(found[2]) > 12
    if bool(day_first) == bool(month_first):
        return None
    return day_first > 0
