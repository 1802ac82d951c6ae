"""Reading CSV and its kin from whoever wrote it: any delimiter, encoding, line end and raggedness, in flat memory."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from zhike.kernel.tables.encodings import Encoding, decodes, encoding_of
from zhike.kernel.tables.formulas import restored
from zhike.kernel.tables.heading import Heading, find_heading
from zhike.kernel.tables.table import Cell, Limits, Row, Table, TableRefused, Told, Warned

DELIMITERS = (",", "\t", ";", "|")
# Stands for a table of one column, whose text may well have commas; no one types it.
NO_DELIMITER = "\x1f"
MOSTLY_ONE_CELL = 0.34
SNIFFED_LINES = 200
SNIFFED_CHARACTERS = 262_144
CHUNK = 1024 * 1024
SAMPLES = 100
LONGEST_LINE = 16 * CHUNK
# A quoted cell of more lines than this is taken for a quotation mark that was forgotten.
LINES_PER_RECORD = 500


class RecordTooLong(Exception):
    """A record took more lines or characters than any honest one; the lines it swallowed can be read anew."""


def open_delimited(source: Path, limits: Limits, told: Told, *, packed: bool) -> Table:
    """Open a text of rows; `packed` reads through gzip. Raises TableRefused."""
    text = DelimitedText(source, limits, told, packed)
    first = text.first_rows()
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

    def first_rows(self) -> list[Row]:
        """Return the first rows that are not blank."""
        first = []
        for row in records(self):
            if any(cell for cell in row.cells):
                first.append(row)
            if len(first) >= SNIFFED_LINES:
                break
        return first

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
    from zhike.kernel.tables.content import OLE, ZIP, text_kind  # noqa: PLC0415 - content is told before texts are opened

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
