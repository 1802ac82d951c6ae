"""Cutting delimited text into records: one forgotten quotation mark costs one line, not the rest of the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import cast

from zhike.kernel.tables.delimited_text import DelimitedText
from zhike.kernel.tables.formulas import restored
from zhike.kernel.tables.table import Cell, Row

# A quoted cell of more lines than this is taken for a quotation mark that was forgotten.
LINES_PER_RECORD = 500


class RecordTooLong(Exception):
    """A record took more lines or characters than any honest one; the lines it swallowed can be read anew."""


def records(text: DelimitedText) -> Iterator[Row]:
    """Yield every record with the line where it starts, blank ones too; a quotation mark left open costs only its own
    line.
    """
    supply = LineSupply(text)
    for _skipped in range(text.skipped):
        supply.take()
    while True:
        reader = csv.reader(supply, delimiter=text.delimiter)
        try:
            for cells in reader:
                if supply.unclosed():
                    raise RecordTooLong
                yield finished(supply, cells)
                supply.forget()
            return
        except (RecordTooLong, csv.Error):
            yield supply.give_up(text.delimiter)


def finished(supply: LineSupply, cells: list[str]) -> Row:
    """Return a record with our and others' guards against formulas taken off, marked if it holds replaced bytes."""
    raw = supply.raw()
    if "'" in raw or '="' in raw:
        cells = [restored(cell) for cell in cells]
    row = Row(supply.start, cast("list[Cell]", cells))
    if supply.replaces and "\ufffd" in raw:
        row.problem = "undecodable"
    if supply.had_nuls:
        row.note = "nul_bytes"
    return row


class LineSupply:
    """Feeds lines to the csv module, keeps those of the record in progress, and can take them back."""

    def __init__(self, text: DelimitedText) -> None:
        self.source = text.lines()
        self.returned: deque[str] = deque()
        self.pending: list[str] = []
        self.start = 1
        self.most_characters = text.limits.cell_characters
        self.characters = 0
        self.ended = False
        self.had_nuls = False
        self.replaces = text.encoding.broken
        csv.field_size_limit(max(csv.field_size_limit(), self.most_characters + 1))

    def __iter__(self) -> LineSupply:
        return self

    def __next__(self) -> str:
        if len(self.pending) > LINES_PER_RECORD or self.characters > self.most_characters:
            raise RecordTooLong
        line = self.returned.popleft() if self.returned else next(self.source, None)
        if line is None:
            self.ended = True
            raise StopIteration
        if "\x00" in line:
            line = line.replace("\x00", "")
            self.had_nuls = True
        self.pending.append(line)
        self.characters += len(line)
        return line

    def take(self) -> None:
        """Leave a line out."""
        next(self, None)
        self.forget()

    def raw(self) -> str:
        """Return the text of the record in progress."""
        return self.pending[0] if len(self.pending) == 1 else "".join(self.pending)

    def forget(self) -> None:
        """Go on to the next record."""
        self.start += len(self.pending)
        self.pending.clear()
        self.characters = 0
        self.had_nuls = False

    def unclosed(self) -> bool:
        """Tell whether the record ran to the end of the file because a quotation mark was never closed."""
        return self.ended and len(self.pending) > 1 and self.raw().count('"') % 2 == 1

    def give_up(self, delimiter: str) -> Row:
        """Return the first line of the record in progress as a broken row and take the other lines back."""
        line, *others = self.pending or [""]
        problem = "cell_too_long" if len(line) > self.most_characters else "unclosed_quote"
        row = Row(self.start, cast("list[Cell]", line.rstrip("\r\n")[:1000].split(delimiter)), problem)
        self.returned.extendleft(reversed(others))
        self.pending = [line]
        self.ended = False
        self.forget()
        return row
