"""Reading CSV and its kin from whoever wrote it: rows as wide as the header, each with what is wrong with it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from zhike.kernel.tables.delimited_text import NO_DELIMITER, SNIFFED_LINES, DelimitedText
from zhike.kernel.tables.heading import Heading, find_heading
from zhike.kernel.tables.records import records
from zhike.kernel.tables.table import Cell, Limits, Row, Table, TableRefused, Told, Warned

SAMPLES = 100


def open_delimited(source: Path, limits: Limits, told: Told, *, packed: bool) -> Table:
    """Open a text of rows; `packed` reads through gzip. Raises TableRefused."""
    text = DelimitedText(source, limits, told, packed)
    first = first_rows(text)
    if not first:
        raise TableRefused("empty")
    heading = find_heading(first, told.header_line)
    if len(heading.headers) > limits.columns:
        raise TableRefused("too_many_columns")
    reader = RowReader(text, heading, first)
    samples = []
    for row in reader.rows(0, heal=True):
        samples.append(row)
        if len(samples) >= SAMPLES:
            break
    return Table(
        kind="csv",
        headers=heading.headers,
        header_line=reader.header_line,
        reader=lambda from_line, heal: reader.rows(from_line, heal=heal),
        encoding=text.encoding.name,
        delimiter=text.delimiter.replace(NO_DELIMITER, ""),
        warnings=text.warnings() + heading.warnings + ([Warned("one_column")] if len(heading.headers) == 1 else []),
        samples=samples,
    )


def first_rows(text: DelimitedText) -> list[Row]:
    """Return the first rows that are not blank."""
    first = []
    for row in records(text):
        if any(row.cells):
            first.append(row)
        if len(first) >= SNIFFED_LINES:
            break
    return first


class RowReader:
    """Reads the rows below the header, each as wide as the header, and names what is wrong with those that don't
    fit.
    """

    def __init__(self, text: DelimitedText, heading: Heading, first: list[Row]) -> None:
        self.text = text
        self.width = len(heading.headers)
        self.header_line = first[heading.index].line if heading.index >= 0 else 0

    def rows(self, from_line: int, *, heal: bool) -> Iterator[Row]:
        """Yield the rows that start at `from_line` or later; blank lines are left out."""
        after, width, count = max(from_line, self.header_line + 1), self.width, 0
        for row in records(self.text):
            if row.line < after:
                continue
            if len(row.cells) == width and not row.problem:
                if not any(row.cells):
                    continue
            elif not self.fit(row, heal):
                continue
            count += 1
            if count > self.text.limits.rows:
                raise TableRefused("too_many_rows")
            yield row

    def fit(self, row: Row, heal: bool) -> bool:
        """Make a row as wide as the header, or name its problem. Returns False for a blank one."""
        if not any(row.cells):
            return False
        if row.problem:
            return True
        if len(row.cells) == 1 and (inner := self.inner_cells(row.cells[0])):
            if heal:
                row.cells, row.note = inner, "healed"
            else:
                row.problem = "double_encoded"
            return True
        while len(row.cells) > self.width and not row.cells[-1]:
            row.cells.pop()
        if len(row.cells) > self.width:
            row.problem = "too_many_cells"
        elif missing := self.width - len(row.cells):
            row.cells = row.cells + [""] * missing
            row.note = "too_few_cells"
        return True

    def inner_cells(self, cell: Cell) -> list[Cell]:
        """Return the cells of a whole row that was put into one cell, empty if it is not one."""
        if self.width < 2 or not isinstance(cell, str) or self.text.delimiter not in cell:
            return []
        cells = next(csv.reader([cell], delimiter=self.text.delimiter), [])
        return cast("list[Cell]", cells) if len(cells) == self.width else []
