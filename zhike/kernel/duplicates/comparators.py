"""How alike two values of one kind are: for each kind how a value is prepared and how two prepared ones are compared.

Each comparison answers from 0 (different) to 1 (the same). Values are prepared once per record, because a whole book
compares each of them many times.
"""

import re
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein

from zhike.kernel.regions.addresses import parse_address
from zhike.kernel.text.characters import RUNS, folded
from zhike.kernel.text.identifiers import normalise_email, normalise_tax_number
from zhike.kernel.text.names import CompanyParts, company_parts, company_words, normalise_person
from zhike.kernel.text.phones import normalise_phone
from zhike.kernel.text.pinyin import full, person_syllables

Kind = Literal["company_name", "person_name", "phone", "email", "tax_number", "address", "text", "date", "exact"]

_DATE = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})(?:\D.*)?$")
_NUMBERS = re.compile(r"\d+")
_STREET_WORDS = {
    "street": "st", "road": "rd", "avenue": "ave", "av": "ave", "boulevard": "blvd", "drive": "dr", "place": "pl",
    "court": "ct", "lane": "ln", "crescent": "cres", "highway": "hwy", "parade": "pde", "terrace": "tce",
    "between": "bet", "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "north": "n", "south": "s", "east": "e",
    "west": "w", "floor": "fl", "building": "bldg", "square": "sq", "suite": "ste",
}  # fmt: skip


class Company(NamedTuple):
    """A company's name prepared: its parts, and its words when it is Latin."""

    parts: CompanyParts
    words: str


class Address(NamedTuple):
    """An address prepared: region code or empty, the street without numbers, its numbers."""

    region: str
    street: str
    numbers: tuple[str, ...]


class Comparator(NamedTuple):
    """How a kind is prepared (None: nothing usable) and compared."""

    prepare: Callable[[str], Any]
    compare: Callable[[Any, Any], float]


def prepare_company(text: str) -> Company | None:
    """Take a company's name apart; None for a name without letters."""
    parts = company_parts(text)
    if not parts.normal:
        return None
    return Company(parts, " ".join(company_words(text)) if parts.normal.isascii() else "")


def compare_companies(first: Company, second: Company) -> float:
    """Compare brand, trade and region of Chinese names, words of Latin ones; 1 means equal but for the legal form."""
    one, other = first.parts, second.parts
    if one.normal == other.normal:
        return 1.0
    if first.words and second.words:
        return _compare_words(first.words, second.words)
    if one.brand == other.brand:
        alike = _compare_trades(one.trade, other.trade)
    elif len(one.brand) == len(other.brand) and full(one.brand) == full(other.brand):
        sure = 0.95 if one.region == other.region or len(one.brand) > 2 else 0.85
        alike = sure * _compare_trades(one.trade, other.trade)
    elif one.core == other.core:
        alike = 0.97
    else:
        alike = 0.85 * Levenshtein.normalized_similarity(one.core, other.core)
        alike *= 0.5 + 0.5 * Levenshtein.normalized_similarity(one.brand, other.brand)
    if one.region and other.region and one.region != other.region:
        alike *= 0.7
    return alike


def prepare_person(text: str) -> str | None:
    """Normalise a person's name; None for a name without letters."""
    return normalise_person(text) or None


def compare_people(first: str, second: str) -> float:
    """Compare people's names: the same sound counts in Chinese, order and missing parts count little in Latin ones."""
    if first == second:
        return 1.0
    if not first.isascii() or not second.isascii():
        if len(first) == len(second) and person_syllables(first) == person_syllables(second):
            return 0.85
        return 0.8 * Levenshtein.normalized_similarity(first, second)
    squeezed = JaroWinkler.similarity(first.replace(" ", ""), second.replace(" ", ""))
    return max(squeezed if squeezed > 0.9 else 0.0, _compare_name_words(first.split(), second.split()))


def prepare_phone(text: str) -> str | None:
    """Return the digits of a phone number, also of one that can't be valid; None under five digits."""
    phone = normalise_phone(text)
    digits = phone.digits if phone else "".join(_NUMBERS.findall(folded(text)))
    return digits if len(digits) > 4 else None


def compare_phones(first: str, second: str) -> float:
    """Compare digits: a missing area code counts little, one wrong digit makes it doubtful."""
    if first == second:
        return 1.0
    if (
        len(first) != len(second)
        and min(len(first), len(second)) >= 7
        and (first.endswith(second) or second.endswith(first))
    ):
        return 0.95
    return 0.7 if OSA.distance(first, second, score_cutoff=1) == 1 else 0.0


def compare_emails(first: str, second: str) -> float:
    """Compare addresses: one slip counts little, the same person at another domain is a hint."""
    if first == second:
        return 1.0
    if OSA.distance(first, second, score_cutoff=1) == 1:
        return 0.85
    local, other = first.partition("@")[0], second.partition("@")[0]
    return 0.6 if local == other and len(local) > 5 else 0.0


def prepare_identifier(text: str) -> str | None:
    """Return an identifying number in capitals without signs; None under five characters."""
    number = normalise_tax_number(text)
    return number if len(number) > 4 else None


def compare_identifiers(first: str, second: str) -> float:
    """Compare numbers that name exactly one body: up to two slips (also swapped neighbours) may be the same."""
    if first == second:
        return 1.0
    return {1: 0.9, 2: 0.7}.get(OSA.distance(first, second, score_cutoff=2), 0.0)


def prepare_address(text: str) -> Address | None:
    """Take an address apart into region, street and numbers; None for an address without letters and digits."""
    if text.isascii():
        region, street = "", text
    else:
        parsed = parse_address(text)
        region, street = parsed.region_code or "", parsed.street
    words = [_STREET_WORDS.get(word, word) for word in RUNS.findall(folded(street))]
    joined = " ".join(words)
    numbers = tuple(_NUMBERS.findall(joined))
    return Address(region, joined, numbers) if joined or region else None


def compare_addresses(first: Address, second: Address) -> float:
    """Compare streets with their numbers; another city or another house number means another address."""
    if first == second:
        return 1.0
    if first.region and second.region and not _may_be_same_region(first.region, second.region):
        return 0.0
    if not first.street or not second.street:
        return 0.5
    alike = max(
        fuzz.token_sort_ratio(first.street, second.street) / 100,
        Levenshtein.normalized_similarity(first.street.replace(" ", ""), second.street.replace(" ", "")),
    )
    if first.numbers and second.numbers and first.numbers[0] == second.numbers[0]:
        alike = max(alike, 0.5 + 0.5 * fuzz.token_set_ratio(first.street, second.street) / 100 * alike**0.5)
    elif first.numbers and second.numbers and not set(first.numbers) & set(second.numbers):
        alike *= 0.8
    return alike


def prepare_text(text: str) -> str | None:
    """Return the words of a text, folded; None when there are none."""
    return " ".join(RUNS.findall(folded(text))) or None


def compare_texts(first: str, second: str) -> float:
    """Compare words in any order, and letters whatever the blanks between them."""
    if first == second:
        return 1.0
    squeezed, other = first.replace(" ", ""), second.replace(" ", "")
    if squeezed == other:
        return 1.0
    return max(fuzz.token_sort_ratio(first, second) / 100, Levenshtein.normalized_similarity(squeezed, other))


def prepare_date(text: str) -> str | None:
    """Return a date as eight digits, year first; None for anything else."""
    match = _DATE.match(text.strip())
    return f"{match[1]}{int(match[2]):02d}{int(match[3]):02d}" if match else None


def compare_dates(first: str, second: str) -> float:
    """Compare dates: day and month swapped, or one or two digits wrong, may be the same."""
    if first == second:
        return 1.0
    if first[:4] == second[:4] and first[4:6] == second[6:] and first[6:] == second[4:6]:
        return 0.95
    return {1: 0.9, 2: 0.7}.get(OSA.distance(first, second, score_cutoff=2), 0.0)


def compare_exactly(first: str, second: str) -> float:
    """Compare codes and choices: a slip in a code of at least four characters may be the same."""
    if first == second:
        return 1.0
    return 0.7 if min(len(first), len(second)) > 3 and OSA.distance(first, second, score_cutoff=1) == 1 else 0.0


COMPARATORS: dict[Kind, Comparator] = {
    "company_name": Comparator(prepare_company, compare_companies),
    "person_name": Comparator(prepare_person, compare_people),
    "phone": Comparator(prepare_phone, compare_phones),
    "email": Comparator(normalise_email, compare_emails),
    "tax_number": Comparator(prepare_identifier, compare_identifiers),
    "address": Comparator(prepare_address, compare_addresses),
    "text": Comparator(prepare_text, compare_texts),
    "date": Comparator(prepare_date, compare_dates),
    "exact": Comparator(prepare_text, compare_exactly),
}


def _compare_trades(one: str, other: str) -> float:
    """平安银行 and 平安保险 share a brand but not the trade; a trade left out (a short name) says little."""
    if one == other:
        return 0.98
    if not one or not other or one.startswith(other) or other.startswith(one):
        return 0.9
    return 0.55 + 0.35 * Levenshtein.normalized_similarity(one, other)


def _compare_words(one: str, other: str) -> float:
    squeezed = JaroWinkler.similarity(one.replace(" ", ""), other.replace(" ", ""))
    sorted_ratio, set_ratio = fuzz.token_sort_ratio(one, other) / 100, fuzz.token_set_ratio(one, other) / 100
    return max(squeezed if squeezed > 0.88 else 0.0, sorted_ratio, 0.3 * sorted_ratio + 0.65 * set_ratio)


def _compare_name_words(one: list[str], other: list[str]) -> float:
    """Give each word of the shorter name its best partner; words without partner cost a little."""
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    total = letters = 0.0
    left = list(longer)
    for word in sorted(shorter, key=len, reverse=True):
        best = max(left, key=lambda each: _compare_name_word(word, each))
        total += _compare_name_word(word, best) * len(word)
        letters += len(word)
        left.remove(best)
    return total / letters * (0.9 ** len(left)) if letters else 0.0


def _compare_name_word(one: str, other: str) -> float:
    if (len(one) == 1 or len(other) == 1) and one[0] == other[0]:
        return 0.85
    return JaroWinkler.similarity(one, other)


def _may_be_same_region(one: str, other: str) -> bool:
    """Tell whether one region may lie in the other: codes share what both of them say."""
    for start, end in ((0, 2), (2, 4)):
        if "00" not in (one[start:end], other[start:end]) and one[start:end] != other[start:end]:
            return False
    return True
