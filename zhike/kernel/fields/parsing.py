"""Reading values from text as people and spreadsheets write it; the same on every machine, whatever its locale.

Each reader raises `ValueProblem`, whose message is lazy, so that it is worded in the language of whoever reads the
report.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

SHOWN_CHARACTERS = 40
LONGEST_NUMBER = 60
EARLIEST_YEAR = 1000
# Excel's day 60 is the 29 February 1900 that never was, so from day 61 on this is day zero (ECMA-376 part 1, 18.17.4).
EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's serial has no zone
EXCEL_SERIALS = range(61, 2_958_466)
# A bare five-digit number in a date column is a serial that lost its format: 1954 to 2119.
LIKELY_SERIALS = range(20_000, 80_000)
TWO_DIGIT_PIVOT = 69

PLACEHOLDERS = frozenset(
    {
        "-", "--", "---", "—", "——", "–", "－", "_", "/", "\\", ".", "?", "？", "*", "n/a", "#n/a", "na", "n.a.",
        "null", "(null)", "<null>", "\\n", "none", "nan", "nat", "nil", "undefined", "select", "-select-",
        "please select", "unknown", "not available", "#value!", "#ref!", "#div/0!", "#name?", "#num!", "#null!",
        "0000-00-00", "0000-00-00 00:00:00", "无", "空", "暂无", "不详", "未知", "未填", "未填写", "没有", "请选择",
        "待补充", "待定", "(空)", "無", "暫無", "不詳",
    }
)  # fmt: skip

TRUE_WORDS = frozenset(
    {"true", "t", "yes", "y", "1", "on", "x", "是", "有", "对", "真", "√", "✓", "✔", "☑", "开", "已"}
)
FALSE_WORDS = frozenset(
    {"false", "f", "no", "n", "0", "off", "否", "无", "没有", "错", "假", "×", "✗", "☐", "关", "未", "不是"}
)
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
MULTIPLIERS = {
    "千": 10**3,
    "万": 10**4,
    "萬": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "億": 10**8,
    "万亿": 10**12,
}

SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u3000\u200b\ufeff]+")
CURRENCY = re.compile(
    r"^(人民币|rmb|cny|usd|eur|gbp|hkd|jpy|us\$|hk\$|nt\$|[¥¥$€£₩])|(人民币|rmb|cny|usd|eur|gbp|hkd|jpy|元整|元|圆|块|[¥¥$€£])$",
    re.IGNORECASE,
)
SCALED = re.compile(r"^(.*?\d\.?)(万亿|千万|百万|[千万萬亿億])$")
GROUPED = re.compile(r"^\d{1,3}(,\d{3})+(\.\d*)?$|^\d{1,2}(,\d{2})+,\d{3}(\.\d*)?$")
PLAIN = re.compile(r"^(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$", re.IGNORECASE)
POINT_GROUPED = re.compile(r"^\d{1,3}(\.\d{3})*(,\d*)?$|^\d+(,\d*)?$")

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


if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Lazy = str | _StrPromise


class ValueProblem(ValueError):
    """A value that can't be read.

    `code` is stable for programs; `message` is lazily translated and already holds the offending text, shortened.
    """

    def __init__(self, code: str, message: Promise | str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


def problem(code: str, template: Lazy, text: object, **more: object) -> ValueProblem:
    """Return a ValueProblem whose lazy `template` has `{text}` filled in with the offending text, cut to 40
    characters.
    """
    shown = SPACES.sub(" ", str(text))
    if len(shown) > SHOWN_CHARACTERS:
        shown = f"{shown[:SHOWN_CHARACTERS]}…"
    return ValueProblem(code, format_lazy(template, text=shown, **more))


def half_width(text: str) -> str:
    """Return text with full-width digits, letters and signs made half-width and the blanks around it removed."""
    return text.strip() if text.isascii() else SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def is_placeholder(text: str, placeholders: frozenset[str] = PLACEHOLDERS) -> bool:
    """Tell whether a cell says "nothing" in one of the many ways people do: "", "-", N/A, NULL, Select, 无, 暂无 …

    `placeholders` are compared without regard to case and to the width of characters; blank text always counts.
    """
    bare = text.strip()
    if not bare:
        return True
    if len(bare) > 24:  # longer than any placeholder: most cells leave here
        return False
    return bare.casefold() in placeholders or half_width(bare).casefold() in placeholders


def whole_number(text: str) -> int | None:
    """The number that ASCII digits write, as an id or a count in an address; None for anything else or beyond an id.

    `str.isdigit` alone is not enough: it is true for “²” too, which `int` refuses.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def parse_integer(value: object) -> int:
    """Read a whole number: 12, "1,234", "１２", "1.2万", 3.0. Raises ValueProblem for anything with a fraction."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    number = parse_decimal(value)
    if number != number.to_integral_value():
        raise problem("not_whole", _("“{text}” is not a whole number."), value)
    return int(number)


def parse_decimal(value: object, *, places: int | None = None, decimal_comma: bool = False) -> Decimal:
    """Read a number exactly: "19,405,918,198", "1.2万", "3亿", "¥1,234.50", "(1,234)", "−5", full-width digits, "12%".

    places: most decimals allowed; zeros beyond them don't count. More raise ValueProblem "too_many_decimals", for
    rounding money silently is worse than asking. decimal_comma: read "1.234,56" as 1234.56; never guessed from one
    value.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise problem("not_number", _("“{text}” is not a number."), value)
    number = decimal_of_text(value, decimal_comma=decimal_comma) if isinstance(value, str) else Decimal(str(value))
    if not number.is_finite():
        raise problem("not_number", _("“{text}” is not a number."), value)
    return number if places is None else fitting(number, places, value)


def fitting(number: Decimal, places: int, value: object) -> Decimal:
    """Return number with exactly `places` decimals; refuse to lose any that is not zero."""
    try:
        fitted = number.quantize(Decimal(1).scaleb(-places))
    except InvalidOperation:
        raise problem("number_too_long", _("“{text}” has too many digits."), value) from None
    if fitted != number:
        raise problem("too_many_decimals", _("“{text}” has more than {places} decimals."), value, places=places)
    return fitted


def decimal_of_text(text: str, *, decimal_comma: bool) -> Decimal:
    """Read a number from text; see parse_decimal for what is understood."""
    if len(text) > LONGEST_NUMBER:
        raise problem("not_number", _("“{text}” is not a number."), text)
    bare = SPACES.sub("", half_width(text)).replace("−", "-").replace("﹣", "-").replace("'", "")
    sign, bare = without_sign(bare)
    bare, scale = without_scale(CURRENCY.sub("", CURRENCY.sub("", bare)))
    if sign == 1:
        sign, bare = without_sign(bare)
    digits = point_decimal(bare) if decimal_comma else comma_grouped(bare)
    if digits is None:
        raise problem("not_number", _("“{text}” is not a number."), text)
    return sign * Decimal(digits) * scale


def without_sign(text: str) -> tuple[int, str]:
    """Split off a minus, a plus, a trailing minus or the accountant's brackets."""
    if text.startswith("(") and text.endswith(")"):
        return -1, text[1:-1]
    if text.endswith("-") and not text.startswith("-"):
        return -1, text[:-1]
    if text[:1] in ("-", "+"):
        return (-1 if text[0] == "-" else 1), text[1:]
    return 1, text


def without_scale(text: str) -> tuple[str, Decimal]:
    """Split off 千, 万, 百万, 千万, 亿, 万亿 or a per cent sign, and a currency word that stood before it."""
    if text.endswith("%"):
        return text[:-1], Decimal("0.01")
    scaled = SCALED.match(text)
    return (scaled[1], Decimal(MULTIPLIERS[scaled[2]])) if scaled else (text, Decimal(1))


def comma_grouped(text: str) -> str | None:
    """Return plain digits from 1,234.5, 1234.5 or 12,34,567 (India), else None."""
    if "," in text:
        return text.replace(",", "") if GROUPED.match(text) else None
    return text if PLAIN.match(text) else None


def point_decimal(text: str) -> str | None:
    """Return plain digits from 1.234,56, else None."""
    return (
        text.replace(".", "").replace(",", ".") if POINT_GROUPED.match(text) and any(map(str.isdigit, text)) else None
    )


def parse_boolean(value: object) -> bool:
    """Read yes or no: 是/否, 有/无, Y/N, true/false, 1/0, √/×, on/off."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    word = half_width(str(value)).casefold()
    if word in TRUE_WORDS or word in FALSE_WORDS:
        return word in TRUE_WORDS
    raise problem("not_boolean", _("“{text}” is neither yes nor no."), value)


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
