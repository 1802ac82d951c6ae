"""Telephone numbers: one stored form, one shown form, one masked form."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import phonenumbers

_PLAIN_MOBILE = re.compile(r"1[3-9]\d{9}")
_EXTENSION = re.compile(r"(?:转|轉|分机|extension|ext\.?|x|#|,|;ext=)\s*[:：]?\s*(\d{1,8})\s*$", re.IGNORECASE)
_SIGNS = re.compile(r"[\s\-‐‑–—()（）./·*_]+")
_PREFIX = re.compile(r"(?:\+|00)?86(?=0?1[3-9]\d{9}$|0?[2-9]\d{8,10}$|[48]00\d{7}$)")
_TRAILING_EXTENSION = re.compile(r"^(0\d{2,3})[\s\-)）]*(\d{7,8})-(\d{1,6})$")
_SERVICE = re.compile(r"[48]00\d{7}|95\d{3,6}|1[02]\d{3,4}|96\d{3,5}|1010\d{4}")
_LANDLINE = re.compile(r"0?(10|2[0-57-9]|[3-9]\d{2})([1-9]\d{6,7})")
_PLAIN_LANDLINE = re.compile(r"0(10|2[0-57-9]|[3-9][0-9]{2})-([1-9][0-9]{6,7})")


class Phone(NamedTuple):
    """A telephone number: `e164` such as +8613812345678, `extension` digits or empty."""

    e164: str
    extension: str = ""

    @property
    def digits(self) -> str:
        """The digits by which people look for it: of a Chinese number without the country's code, else all."""
        return _digits(self.e164)

    def __str__(self) -> str:
        """The stored form: E.164, with ;ext= as in RFC 3966 when there is an extension."""
        return f"{self.e164};ext={self.extension}" if self.extension else self.e164


@lru_cache(maxsize=4096)
def normalise_phone(text: str, region: str = "CN") -> Phone | None:
    """Read a telephone number as people write it; None when it can't be one.

    `region` (ISO 3166) says which country a number without a country's code belongs to. Plain Chinese mobiles,
    landlines and service numbers take a short way; everything else is read by libphonenumber. Recent numbers are
    remembered, because search and duplicates both ask.
    """
    if region == "CN":
        if len(text) == 11 and text.isascii() and _PLAIN_MOBILE.fullmatch(text):
            return Phone(f"+86{text}")
        plain = _PLAIN_LANDLINE.fullmatch(text)
        if plain:
            return Phone(f"+86{plain[1]}{plain[2]}")
        return _chinese(text) or _by_library(text, region)
    return _by_library(text, region)


def display(phone: Phone | str) -> str:
    """Return the form for people: 138 1234 5678, 0512-6789 0123, +1 415-555-0100, with 转 before the extension."""
    number = _as_phone(phone)
    national = number.e164[3:]
    if not number.e164.startswith("+86"):
        shown = _international(number.e164)
    elif _PLAIN_MOBILE.fullmatch(national):
        shown = f"{national[:3]} {national[3:7]} {national[7:]}"
    else:
        shown = _display_fixed(national)
    return f"{shown} 转 {number.extension}" if number.extension else shown


def mask(phone: Phone | str) -> str:
    """Hide the middle digits: 138****5678; of a short number all but the last two."""
    digits = _as_phone(phone).digits or str(phone)
    if len(digits) < 7:
        return "*" * max(len(digits) - 2, 1) + digits[-2:] if len(digits) > 2 else "*" * len(digits)
    head = min(max(len(digits) - 8, 1), 4)
    tail = 4 if len(digits) >= 8 else 2
    return f"{digits[:head]}{'*' * (len(digits) - head - tail)}{digits[-tail:]}"


def tail(phone: Phone | str, length: int = 4) -> str:
    """Return the last digits, as people remember them."""
    return _as_phone(phone).digits[-length:]


def from_stored(text: str) -> Phone:
    """Take the stored form (`str(Phone)`) apart again."""
    number, _separator, extension = text.partition(";ext=")
    return Phone(number, extension)


@lru_cache(maxsize=4096)
def _digits(e164: str) -> str:
    if not e164.startswith("+86"):
        return e164.removeprefix("+")
    national = e164[3:]
    if _PLAIN_MOBILE.fullmatch(national) or _SERVICE.fullmatch(national):
        return national
    return f"0{national}" if _LANDLINE.fullmatch(national) else national


def _as_phone(phone: Phone | str) -> Phone:
    return phone if isinstance(phone, Phone) else from_stored(phone)


def _chinese(text: str) -> Phone | None:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text, extension = _without_extension(text.strip())
    digits = _PREFIX.sub("", _SIGNS.sub("", text), count=1)
    if not digits.isascii() or not digits.isdigit():
        return None
    mobile = digits.removeprefix("0")
    if _PLAIN_MOBILE.fullmatch(mobile):
        return Phone(f"+86{mobile}", extension)
    if _SERVICE.fullmatch(digits):
        return Phone(f"+86{digits}", extension)
    landline = _LANDLINE.fullmatch(digits)
    if landline and (digits[0] == "0" or len(landline[1]) + len(landline[2]) >= 10):
        return Phone(f"+86{landline[1]}{landline[2]}", extension)
    return None


def _without_extension(text: str) -> tuple[str, str]:
    dashed = _TRAILING_EXTENSION.match(text)
    if dashed:
        return dashed[1] + dashed[2], dashed[3]
    match = _EXTENSION.search(text)
    return (text[: match.start()], match[1]) if match else (text, "")


def _by_library(text: str, region: str) -> Phone | None:
    if len(text) > 60:
        return None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(e164, number.extension or "")


def _international(e164: str) -> str:
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _display_fixed(national: str) -> str:
    if _SERVICE.fullmatch(national):
        return f"{national[:3]}-{national[3:6]}-{national[6:]}" if len(national) == 10 else national
    landline = _LANDLINE.fullmatch(national)
    if not landline:
        return _international(f"+86{national}")
    area, local = landline.groups()
    return f"0{area}-{local[:-4]} {local[-4:]}"
