"""Finding the header among the first rows of a table, and making its words fit to be shown and matched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from zhike.kernel.tables.table import Cell, Row, Warned

LOOKED_AT = 30
INNER_BLANKS = re.compile(r"[\s\u3000\u00a0\ufeff\u200b\x00-\x1f]+")
BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff（）()]) (?=[\u3400-\u9fff（）()])")
# What a datum looks like and a header does not: numbers, dates, phones, addresses of mail and pages.
DATUM = re.compile(
    r"""^(?:
    [-+(]?[¥$€£]?\d[\d,.\s]*[)%]? | \d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?(?:[\sT]+\d{1,2}:\d{2}.*)? |
    \+?[\d\s()（）-]{6,}\d | [^@\s]+@[^@\s]+\.[a-z]{2,} | https?://\S+ | www\.\S+ | [0-9a-f]{8}-[0-9a-f-]{27}
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the header is (its index among the rows looked at, -1 for none) and its cleaned, unique words."""

    index: int
    headers: list[str]
    warnings: list[Warned]


def clean_header(cell: Cell) -> str:
    """Return a header on one line, without padding: "省    份" → "省份", "Lead \\n Number" → "Lead Number"."""
    text = INNER_BLANKS.sub(" ", "" if cell is None else str(cell)).strip(" '\"*：:")
    return BETWEEN_HAN.sub("", text)


def column_letters(index: int) -> str:
    """Return the letters by which spreadsheets name a column: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def find_heading(rows: Sequence[Row], header_line: int | None = None) -> Heading:
    """Find the header among the first rows (blank rows are not among them), or take the one at `header_line` (0 for
    none).

    Titles above it are narrow: the header is the first row about as wide as the body and made of words, not of data.
    """
    if header_line is not None:
        told = next((index for index, row in enumerate(rows) if row.line == header_line), -1)
        return unnamed(rows) if told < 0 else named(rows, told)
    looked = rows[:LOOKED_AT]
    width = body_width(rows)
    for index, row in enumerate(looked):
        filled = sum(not blank(cell) for cell in row.cells)
        if filled >= max(1, 0.6 * width) and len(row.cells) > 0:
            return named(rows, index) if looks_like_header(row, rows[index + 1 : index + 21]) else unnamed(rows)
    return unnamed(rows)


def body_width(rows: Sequence[Row]) -> int:
    """Return how many filled cells the rows have, as most have: the upper end if they differ."""
    counts = sorted(sum(not blank(cell) for cell in row.cells) for row in rows if not row.problem)
    return counts[len(counts) * 2 // 3] if counts else 0


def blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def filled_at(row: Row, place: int) -> bool:
    """Tell whether a sound row holds something in a column."""
    return not row.problem and place < len(row.cells) and not blank(row.cells[place])


def is_datum(cell: Cell) -> bool:
    """Tell whether a cell is data by its looks."""
    return DATUM.match(cell.strip()) is not None if isinstance(cell, str) else cell is not None


def is_year(cell: Cell) -> bool:
    """Tell whether a cell is a year, which is the one number that heads columns."""
    text = str(cell).strip()
    return text.isdecimal() and int(text) in YEARS if len(text) == 4 else False


def looks_like_header(row: Row, below: Sequence[Row]) -> bool:
    """Tell whether a row's cells are words, and mostly different ones."""
    filled = [cell for cell in row.cells if not blank(cell)]
    data = [cell for cell in filled if is_datum(cell)]
    if len(data) > len(filled) / 2:
        return len(data) < len(filled) and all(is_year(cell) for cell in data) and bool(below)
    if any(not is_year(cell) for cell in data) and len(data) > len(filled) / 5:
        return False
    return len({str(cell).strip().casefold() for cell in filled}) * 2 > len(filled)


def named(rows: Sequence[Row], index: int) -> Heading:
    """Return the heading of a header row: blank headers get letters, repeated ones numbers; empty columns at the end
    go.
    """
    words = [clean_header(cell) for cell in rows[index].cells]
    while len(words) > 1 and not words[-1] and not any(filled_at(row, len(words) - 1) for row in rows[index + 1 :]):
        words.pop()
    warnings = [Warned("title_lines")] if index else []
    if not all(words):
        warnings.append(Warned("blank_headers"))
        words = [word or f"[{column_letters(place)}]" for place, word in enumerate(words)]
    unique = numbered(words)
    if unique != words:
        warnings.append(Warned("duplicate_headers"))
    return Heading(index, unique, warnings)


def numbered(words: Sequence[str]) -> list[str]:
    """Return words with " (2)", " (3)" … behind those that were there before."""
    seen: Counter[str] = Counter()
    taken = set(words)
    unique = []
    for word in words:
        seen[word] += 1
        name = word
        while seen[word] > 1 and name in taken:
            name = f"{word} ({seen[word]})"
            seen[word] += name in taken
        taken.add(name)
        unique.append(name)
    return unique


def unnamed(rows: Sequence[Row]) -> Heading:
    """Return the heading of a table without a header: columns named by letters, no row left out."""
    width = max((len(row.cells) for row in rows if not row.problem), default=0)
    return Heading(-1, [f"[{column_letters(place)}]" for place in range(width)], [Warned("no_header")])
