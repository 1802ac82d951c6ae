"""Guessing which field each column of a file holds, from its header and from what stands below it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from zhike.kernel.fields.parsing import is_placeholder
from zhike.kernel.tables.header_words import words_of
from zhike.kernel.tables.table import Cell

LEAST_CONFIDENCE = 0.5
EXACT, SYNONYM, QUALIFIED, FUZZY_MOST, BY_KIND = 1.0, 0.95, 0.8, 0.85, 0.55
FUZZY_LEAST = 88
KIND_AGREES, KIND_CONTRADICTS = 0.6, 0.4
# Words that say what something is of only together with the word before.
TOO_GENERAL = frozenset(
    {"name", "id", "number", "no", "code", "type", "date", "value", "state", "activity", "account", "title"}
)
BRACKETED = re.compile(r"[(（\[【<《].*?[)）\]】>》]")
NOT_A_WORD = re.compile(r"[\W_]+")
HAN = re.compile("[\u3400-\u9fff]")

KINDS: dict[str, re.Pattern[str]] = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "url": re.compile(
        r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:com|cn|net|org|io|info|hk|tw)(?:/\S*)?", re.IGNORECASE
    ),
    "mobile": re.compile(r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"),
    "phone": re.compile(
        r"(?:\+?\d{1,3}[- ]?)?(?:\(?0?\d{2,4}\)?[- /.])\d{3,4}[- ]?\d{3,4}(?:[-转xX ]+\d{1,6})?"
        r"|(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"
    ),
    "tax_number": re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}"),
    "date": re.compile(
        r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?: .*)?"
        r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])"
    ),
    "number": re.compile(r"[-+(]?[¥$€£]?\d[\d,]*(?:\.\d+)?[万亿%)]?"),
    "boolean": re.compile(r"是|否|有|无|yes|no|y|n|true|false|√|×", re.IGNORECASE),
}  # fmt: skip
# Kinds whose looks alone betray the field, and those that a column of the kind must show to be believed.
TELLING = ("email", "url", "tax_number", "mobile", "phone")
ALIKE = {
    "mobile": {"mobile", "phone"},
    "phone": {"mobile", "phone"},
    "datetime": {"date"},
    "money": {"number"},
    "decimal": {"number"},
    "integer": {"number"},
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field that a column may hold.

    labels: its names in all languages. synonyms: further words, or keys of WORDS for all words of a meaning.
    kind: text, email, url, phone, mobile, tax_number, date, datetime, number, money, integer, decimal or boolean.
    """

    key: str
    labels: Sequence[str]
    synonyms: Sequence[str] = field(default=())
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Guess:
    """The field that a column seems to hold, and how sure that is, from 0.5 to 1."""

    key: str
    confidence: float


def guess_mapping(
    headers: Sequence[str], samples: Sequence[Sequence[Cell]], candidates: Sequence[Candidate]
) -> dict[int, Guess]:
    """Return for each column, by its index, the field it seems to hold; columns that fit none are left out.

    samples: some rows of cells, as wide as the headers. Every field is given to one column at most, the surest first.
    """
    kinds = [kind_of_column([row[column] for row in samples if column < len(row)]) for column in range(len(headers))]
    vocabularies = [Vocabulary(candidate) for candidate in candidates]
    scored = [
        (score, -column, -place)
        for column, header in enumerate(headers)
        for place, vocabulary in enumerate(vocabularies)
        if (score := vocabulary.confidence(header, kinds[column])) >= LEAST_CONFIDENCE
    ]
    mapping: dict[int, Guess] = {}
    taken: set[int] = set()
    for score, column, place in sorted(scored, reverse=True):
        if -column not in mapping and -place not in taken:
            mapping[-column] = Guess(candidates[-place].key, round(score, 2))
            taken.add(-place)
    return dict(sorted(mapping.items()))


class Vocabulary:
    """All words for one candidate, ready to be compared."""

    def __init__(self, candidate: Candidate) -> None:
        self.kind = candidate.kind
        self.labels = {normalised(label) for label in (candidate.key, *candidate.labels)} - {""}
        # The order of synonyms counts: the first meaning is meant most.
        self.synonyms: dict[str, float] = {}
        for place, synonym in enumerate(candidate.synonyms):
            for order, word in enumerate(words_of(synonym) or [synonym]):
                # The order of words within a meaning only breaks ties.
                self.synonyms.setdefault(normalised(word), SYNONYM - 0.05 * min(place, 5) - 0.0001 * order)

    def confidence(self, header: str, column_kind: str) -> float:
        """Return how sure it is that a column with this header and this kind of values holds the field."""
        by_words = self.by_words(header)
        if not by_words:
            return BY_KIND if self.kind in TELLING and column_kind in ALIKE.get(self.kind, {self.kind}) else 0
        if self.kind in KINDS or self.kind in ALIKE:
            if column_kind in ALIKE.get(self.kind, {self.kind}):
                return min(1.0, by_words + 0.03)
            if column_kind and (column_kind in TELLING or self.kind in TELLING):
                return by_words - KIND_CONTRADICTS
        elif column_kind in ("email", "mobile", "url"):
            return by_words - KIND_CONTRADICTS
        return by_words

    def by_words(self, header: str) -> float:
        """Return how well the header's words fit, 0 for not at all."""
        word = normalised(header)
        if not word:
            return 0
        if word in self.labels:
            return EXACT
        if word in self.synonyms:
            return self.synonyms[word]
        bare = normalised(BRACKETED.sub("", header))
        if bare in self.labels or bare in self.synonyms:
            return QUALIFIED + 0.1
        likeness = max((alike(bare or word, known) for known in (*self.labels, *self.synonyms)), default=0)
        return max(likeness, self.by_last_words(header))

    def by_last_words(self, header: str) -> float:
        """Return how well an English header's last words fit: in "Customer E-mail" the first only narrows."""
        words = header.replace("_", " ").split()
        for start in range(1, min(len(words), 4)):
            last = normalised("".join(words[start:]))
            if last not in TOO_GENERAL and (last in self.labels or last in self.synonyms):
                return QUALIFIED - 0.05 * start
        return 0


def normalised(header: str) -> str:
    """Return a header without case, width, blanks and punctuation: "Ａ股 简称" → "a股简称", "LeadNumber" →
    "leadnumber".
    """
    return NOT_A_WORD.sub("", unicodedata.normalize("NFKC", header).casefold())


def alike(word: str, known: str) -> float:
    """Return how alike two normalised headers are, 0 if not enough: typing slips, and longer forms of the same word."""
    if min(len(word), len(known)) < 2:
        return 0
    if HAN.search(word) and HAN.search(known):
        # 客户联系电话 ends like 联系电话; what Chinese puts in front only narrows it.
        if len(known) >= 2 and word.endswith(known) and len(word) <= len(known) + 4:
            return QUALIFIED - 0.04 * (len(word) - len(known))
        return (
            FUZZY_MOST * fuzz.ratio(word, known) / 100 - 0.1 if len(word) > 3 and fuzz.ratio(word, known) >= 85 else 0
        )
    if min(len(word), len(known)) < 4:
        return 0
    ratio = max(fuzz.ratio(word, known), 100 * JaroWinkler.similarity(word, known) - 6)
    return FUZZY_MOST * ratio / 100 if ratio >= FUZZY_LEAST else 0


def kind_of_column(cells: Sequence[Cell]) -> str:
    """Return what most cells of a column look like: a key of KINDS, "text", or "" for a column without values."""
    filled = [cell for cell in cells if cell is not None and not (isinstance(cell, str) and is_placeholder(cell))]
    if not filled:
        return ""
    for kind, pattern in KINDS.items():
        if sum(is_of_kind(cell, kind, pattern) for cell in filled) >= KIND_AGREES * len(filled):
            return kind
    return "text"


def is_of_kind(cell: Cell, kind: str, pattern: re.Pattern[str]) -> bool:
    """Tell whether a cell looks like a kind of value."""
    if isinstance(cell, bool):
        return kind == "boolean"
    if isinstance(cell, date | datetime):
        return kind == "date"
    if isinstance(cell, int | Decimal):
        return kind == "number" or pattern.fullmatch(str(cell)) is not None
    return pattern.fullmatch(str(cell).strip()) is not None
