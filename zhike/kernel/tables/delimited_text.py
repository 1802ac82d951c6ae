"""A file of delimited text: its bytes in flat memory, its encoding, its delimiter and its lines."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from zhike.kernel.tables.content import OLE, ZIP, text_kind
from zhike.kernel.tables.encodings import Encoding, decodes, encoding_of
from zhike.kernel.tables.table import Limits, TableRefused, Told, Warned

DELIMITERS = (",", "\t", ";", "|")
# Stands for a table of one column, whose text may well have commas; no one types it.
NO_DELIMITER = "\x1f"
MOSTLY_ONE_CELL = 0.34
SNIFFED_LINES = 200
SNIFFED_CHARACTERS = 262_144
CHUNK = 1024 * 1024
LONGEST_LINE = 16 * CHUNK


class DelimitedText:
    """A file of delimited text: its bytes, its encoding, its delimiter, and its records as lists of cells."""

    def __init__(self, source: Path, limits: Limits, told: Told, packed: bool) -> None:
        self.source, self.limits, self.packed = source, limits, packed
        self.encoding = self.told_encoding(told.encoding) if told.encoding else encoding_of(self.chunks())
        head = self.head()
        self.skipped, declared = declared_delimiter(head)
        self.delimiter = told.delimiter or declared or sniff_delimiter(head)
        self.has_nuls = "\x00" in head

    def told_encoding(self, name: str) -> Encoding:
        """Return the encoding that the person chose, broken if the file is not in it."""
        try:
            return Encoding(codecs.lookup(name).name, broken=not decodes(name, self.chunks()))
        except LookupError:
            raise TableRefused("no_encoding") from None

    def open(self) -> BinaryIO:
        """Open the bytes, unpacked."""
        return cast(BinaryIO, gzip.open(self.source, "rb")) if self.packed else self.source.open("rb")

    def chunks(self) -> Iterator[bytes]:
        """Yield all bytes, in megabytes; refuse a packed file that is damaged, is no text, or unpacks to too much."""
        total = since_line_end = 0
        try:
            with self.open() as stream:
                while chunk := stream.read(CHUNK):
                    if not total and self.packed:
                        refuse_packed_binary(chunk)
                    total += len(chunk)
                    if total > self.limits.unpacked_bytes:
                        raise TableRefused("bomb" if self.packed else "too_large")
                    since_line_end = 0 if b"\n" in chunk or b"\r" in chunk else since_line_end + len(chunk)
                    if since_line_end > LONGEST_LINE:
                        raise TableRefused("not_a_table")
                    yield chunk
        except (gzip.BadGzipFile, EOFError, OSError) as error:
            raise TableRefused("damaged") from error

    def lines(self) -> Iterator[str]:
        """Yield the physical lines with their ends; CR, LF and CRLF all end one."""
        with self.open() as stream:
            text = io.TextIOWrapper(stream, self.encoding.name, self.encoding.errors, newline="")
            try:
                yield from text
            except (EOFError, gzip.BadGzipFile, UnicodeError) as error:
                raise TableRefused("damaged") from error

    def head(self) -> list[str]:
        """Return the first lines, enough to judge by."""
        lines, characters = [], 0
        for line in self.lines():
            lines.append(line[:SNIFFED_CHARACTERS])
            characters += len(line)
            if len(lines) >= SNIFFED_LINES or characters > SNIFFED_CHARACTERS:
                break
        return lines

    def warnings(self) -> list[Warned]:
        """Return what was remarkable about the bytes."""
        found = {
            "packed": self.packed,
            "guessed_encoding": self.encoding.guessed,
            "undecodable": self.encoding.broken,
            "nul_bytes": self.has_nuls,
        }
        return [
            Warned(code, detail=self.encoding.name if code == "guessed_encoding" else "")
            for code, so in found.items()
            if so
        ]


def refuse_packed_binary(chunk: bytes) -> None:
    """Refuse a gzip whose content is not text of a table."""
    if chunk.startswith((OLE, ZIP)) or text_kind(chunk[:4096], "") != "csv":
        raise TableRefused("archive")


def declared_delimiter(head: list[str]) -> tuple[int, str]:
    """Return how many lines to leave out and the delimiter for Excel's own first line `sep=;`."""
    first = head[0].strip().lower() if head else ""
    return (1, first[4]) if first.startswith("sep=") and len(first) == 5 else (0, "")


def sniff_delimiter(head: list[str]) -> str:
    """Return the delimiter that cuts the lines most evenly into more than one cell; none if few lines have any of
    them.
    """
    scores = {delimiter: evenness(head, delimiter) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > MOSTLY_ONE_CELL else NO_DELIMITER


def evenness(head: list[str], delimiter: str) -> float:
    """Score a delimiter: the share of records that have as many cells as most, more for more cells."""
    counts: Counter[int] = Counter()
    try:
        for cells in csv.reader((line.replace("\x00", "") for line in head), delimiter=delimiter):
            if any(cells):
                counts[len(cells)] += 1
    except csv.Error:
        return 0
    total = sum(counts.values())
    several = Counter({width: count for width, count in counts.items() if width > 1})
    if not several:
        return 0
    width, count = max(several.items(), key=lambda item: (item[1], item[0]))
    return count / total + min(width, 20) / 200
