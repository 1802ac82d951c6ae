"""Reading numbers: grouped, scaled with 万 and 亿, with a currency, in brackets, with full-width digits."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields.parsing.words import SPACES, half_width, problem

LONGEST_NUMBER = 60
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

CURRENCY = re.compile(
    r"^(人民币|rmb|cny|usd|eur|gbp|hkd|jpy|us\$|hk\$|nt\$|[¥¥$€£₩])|(人民币|rmb|cny|usd|eur|gbp|hkd|jpy|元整|元|圆|块|[¥¥$€£])$",
    re.IGNORECASE,
)
SCALED = re.compile(r"^(.*?\d\.?)(万亿|千万|百万|[千万萬亿億])$")
GROUPED = re.compile(r"^\d{1,3}(,\d{3})+(\.\d*)?$|^\d{1,2}(,\d{2})+,\d{3}(\.\d*)?$")
PLAIN = re.compile(r"^(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$", re.IGNORECASE)
POINT_GROUPED = re.compile(r"^\d{1,3}(\.\d{3})*(,\d*)?$|^\d+(,\d*)?$")


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
