"""Writing rows as CSV and XLSX, in a stream, so that no spreadsheet program runs what somebody typed into a field."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zhike.kernel.tables.formulas import neutralised

FLUSH_CHARACTERS = 64 * 1024
SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
EXACT_DIGITS = 15
FIRST_EXCEL_DAY = date(1900, 3, 1)
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WARNINGS_KEPT = 100
CHUNK = 256 * 1024
WIDEST_COLUMN = 60
FORMATS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm:ss", "time": "hh:mm:ss", "span": "[h]:mm:ss"}

CELL_CUT = _("Row {row}, “{column}”: the text was cut to 32,767 characters, the most that a cell holds.")


def write_csv(
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    mark: bool = True,
    delimiter: str = ",",
    zone: tzinfo | None = None,
) -> Iterator[bytes]:
    """Yield a CSV in UTF-8 (RFC 4180, CRLF), in pieces of some 64 KiB.

    mark: start with a byte-order mark, which Excel needs to see UTF-8. zone: write moments as local time of this zone.
    Text that looks like a formula gets an apostrophe in front, which reading our own file takes off again.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    if mark:
        buffer.write("\ufeff")
    writer.writerow([neutralised(header) for header in headers])
    for row in rows:
        writer.writerow([as_text(value, zone) for value in row])
        if buffer.tell() > FLUSH_CHARACTERS:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def as_text(value: object, zone: tzinfo | None = None) -> str:
    """Return a value as a CSV cell: numbers plain, days and times in ISO 8601 with a blank, text made harmless."""
    match value:
        case str():
            return neutralised(value)
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal():
            return f"{value:f}"
        case datetime():
            return local(value, zone).isoformat(" ", "seconds")
        case int() | float() | date() | time() | timedelta():
            return str(value)
    return neutralised(str(value))


def local(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return a moment as a clock on the wall shows it in a zone; without one, in its own."""
    return (moment.astimezone(zone) if zone and moment.tzinfo else moment).replace(tzinfo=None)


@dataclass
class XlsxWriter:
    """Writes rows to an XLSX in memory that does not grow with them. Fill it with `add`, then take it with `finish`.

    Text is always text, never a formula or a link. Rows beyond what a sheet holds go to further sheets with the same
    header. `warnings` says in words, lazily translated, what could not be written whole (the first hundred; `cut`
    counts all).
    """

    headers: Sequence[str]
    title: str = "Sheet"
    zone: tzinfo | None = None
    sheet_rows: int = SHEET_ROWS
    warnings: list[Promise | str] = field(default_factory=list)
    cut: int = 0
    written: int = 0

    def __post_init__(self) -> None:
        self.file = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - streamed and freed by `finish`
        self.book = xlsxwriter.Workbook(
            self.file.name,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": False,
            },
        )
        self.bold = self.book.add_format({"bold": True})
        self.formats = {kind: self.book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
        self.sheets = 0
        self.start_sheet()

    def start_sheet(self) -> None:
        """Begin a sheet with the header, which stays in view."""
        self.sheets += 1
        name = sheet_name(self.title, self.sheets)
        self.sheet = self.book.add_worksheet(name)
        self.sheet.freeze_panes(1, 0)
        for column, header in enumerate(self.headers):
            width = sum(2 if ord(character) > 0x2E7F else 1 for character in header)
            self.sheet.set_column(column, column, min(max(width + 2, 10), WIDEST_COLUMN))
        for column, header in enumerate(self.headers):
            self.sheet.write_string(0, column, clean(header)[:CELL_CHARACTERS], self.bold)
        self.next_row = 1

    def add(self, row: Sequence[object]) -> None:
        """Write one row below the last."""
        if self.next_row >= self.sheet_rows:
            self.start_sheet()
        for column, value in enumerate(row):
            if value is not None and value != "":
                self.write(column, value)
        self.next_row += 1
        self.written += 1

    def write(self, column: int, value: object) -> None:
        """Write one cell as what it is: numbers, days, moments and yes/no typed, all else as text."""
        place: tuple[int, int] = (self.next_row, column)
        match value:
            case str():
                self.write_text(place, value)
            case bool():
                self.sheet.write_boolean(*place, value)
            case int() | float() | Decimal() if is_exact(value):
                self.sheet.write_number(*place, value)
            case datetime() if local(value, self.zone).date() >= FIRST_EXCEL_DAY:
                self.sheet.write_datetime(*place, local(value, self.zone), self.formats["datetime"])
            case date() if not isinstance(value, datetime) and value >= FIRST_EXCEL_DAY:
                self.sheet.write_datetime(*place, value, self.formats["date"])
            case time():
                self.sheet.write_datetime(*place, value.replace(tzinfo=None), self.formats["time"])
            case timedelta() if value >= timedelta():
                self.sheet.write_datetime(*place, value, self.formats["span"])
            case datetime():
                self.write_text(place, local(value, self.zone).isoformat(" ", "seconds"))
            case _:
                self.write_text(place, f"{value:f}" if isinstance(value, Decimal) else str(value))

    def write_text(self, place: tuple[int, int], text: str) -> None:
        """Write text as text; say so if a cell can't hold all of it."""
        text = clean(text)
        # Counted in UTF-16, as spreadsheet programs do: a rare character counts twice.
        if len(text) > CELL_CHARACTERS // 2 and len(text.encode("utf-16-le")) > 2 * CELL_CHARACTERS:
            text = text.encode("utf-16-le")[: 2 * CELL_CHARACTERS].decode("utf-16-le", "ignore")
            self.cut += 1
            if self.cut <= WARNINGS_KEPT:
                self.warnings.append(format_lazy(CELL_CUT, row=self.written + 1, column=self.headers[place[1]]))
        self.sheet.write_string(*place, text)

    def finish(self) -> Iterator[bytes]:
        """Close the workbook and yield its bytes; its file on disk is gone afterwards."""
        self.book.close()
        try:
            with Path(self.file.name).open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        finally:
            self.file.close()


def write_xlsx(headers: Sequence[str], rows: Iterable[Sequence[object]], **options: Any) -> Iterator[bytes]:
    """Yield an XLSX of all rows; `options` are those of XlsxWriter. Use the class itself to learn of its warnings."""
    writer = XlsxWriter(headers, **options)
    for row in rows:
        writer.add(row)
    yield from writer.finish()


def is_exact(value: int | float | Decimal) -> bool:
    """Tell whether a spreadsheet, which keeps 15 digits, holds a number unchanged; identity numbers must stay text."""
    if isinstance(value, int):
        return bool(abs(value) < 10**EXACT_DIGITS)
    number = Decimal(str(value))
    return (
        number.is_finite()
        and len(number.normalize().as_tuple().digits) <= EXACT_DIGITS
        and abs(number.adjusted()) < 300
    )


def clean(text: str) -> str:
    """Return text without the control characters that XML can't carry, and without halves of characters."""
    return UNWRITABLE.sub("", text) if UNWRITABLE.search(text) else text


def sheet_name(title: str, number: int) -> str:
    """Return a name that every spreadsheet program takes, numbered from the second sheet on."""
    bare = "".join(character for character in clean(title) if character not in "[]:*?/\\'\r\n\t").strip() or "Sheet"
    return bare[:31] if number == 1 else f"{bare[:25]} {number}"
