"""What a file of rows looks like once it is opened, and the ways in which it or one of its rows can be wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Cell = str | int | Decimal | bool | date | datetime | time | timedelta | None

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and what reading it may cost."""

    file_bytes: int = 1024 * MEBIBYTE
    unpacked_bytes: int = 3072 * MEBIBYTE
    # A part of a packed file that unpacks to more than this many times its size is a bomb, once it is large at all.
    ratio: int = 250
    ratio_matters_from: int = 16 * MEBIBYTE
    columns: int = 2_000
    rows: int = 5_000_000
    cell_characters: int = 1_000_000
    # For the process that reads a spreadsheet: what it gets at least, per unpacked byte on top, and at most.
    memory_bytes: int = 448 * MEBIBYTE
    memory_per_byte: float = 2.2
    memory_most: int = 3072 * MEBIBYTE
    seconds: float = 15
    seconds_per_mebibyte: float = 0.4
    seconds_most: float = 600


class TableRefused(Exception):
    """The file can't be read as a table. `code` is stable for programs, `message` is lazily translated."""

    def __init__(self, code: str, message: Promise | str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message or REFUSALS[code]

    def __str__(self) -> str:
        return str(self.message)


REFUSALS: dict[str, Promise] = {
    "empty": _("The file is empty."),
    "no_encoding": _("There is no such encoding."),
    "too_large": _("The file is larger than can be imported at once. Split it into several files."),
    "archive": _("This is an archive. Unpack it and import the table that is in it."),
    "not_a_table": _("This is not a table: it is a picture, a program or another kind of document."),
    "mislabelled": _(
        "The file's name says that it is a spreadsheet, but its content is not. Open it and save it as XLSX or CSV."
    ),
    "web_page": _(
        "This is a web page that calls itself a table. Open it in your spreadsheet program and save it as XLSX or CSV."
    ),
    "old_xml": _("This is XML. Open it in your spreadsheet program and save it as XLSX or CSV."),
    "json": _("This is JSON, which can't be imported as a table. Save the data as XLSX or CSV."),
    "password": _("The file is protected by a password. Save it without one and import it again."),
    "damaged": _("The file is damaged and can't be read."),
    "bomb": _("The file unpacks to far more than its size. It is refused for safety."),
    "too_costly": _(
        "Reading this file takes more memory or time than allowed. Save only the table that you need as XLSX or CSV."
    ),
    "no_sheet": _("There is no such sheet in the file."),
    "no_rows": _("There is no sheet with data in the file."),
    "too_many_columns": _("The table has more columns than can be imported."),
    "too_many_rows": _("The table has more rows than can be imported at once. Split it into several files."),
}

# Why a row is not taken as it stands. The importer rejects a row that has one of these.
PROBLEMS: dict[str, Promise] = {
    "double_encoded": _("The whole line was put in quotation marks as one cell. It was exported twice."),
    "unclosed_quote": _("A quotation mark is opened on this line and never closed."),
    "too_many_cells": _("The line has more cells than the table has columns."),
    "undecodable": _("The line holds bytes that are not text in the file's encoding."),
    "cell_too_long": _("A cell is longer than can be imported."),
    "no_card": _("The card says nothing that could be imported."),
    "card_not_closed": _("The card does not end."),
    "outside_card": _("This text stands outside of any card."),
    "bad_line": _("The card has lines that are not of a vCard."),
}

# What was remarkable about a row or a file, without being a reason to leave it out.
NOTES: dict[str, Promise] = {
    "healed": _("The line was put in quotation marks as one cell; it was taken apart again."),
    "too_few_cells": _("The line has fewer cells than the table has columns; the rest is empty."),
    "nul_bytes": _("Zero bytes were left out."),
    "photo_left_out": _("Pictures, sounds and keys on the card were left out."),
    "card_not_closed": _("The card does not end; what it says was taken."),
    "unknown_charset": _("The card names a character set that is not known."),
    "bad_line": _("Lines that are not of a vCard were left out."),
    "no_header": _("No header was found: columns are named by letters."),
    "title_lines": _("Lines above the header were left out."),
    "duplicate_headers": _("Several columns had the same header; they were numbered."),
    "blank_headers": _("Columns without a header are named by letters."),
    "mislabelled": _("The file's name does not fit its content; it was read by its content."),
    "more_sheets": _("Only one sheet is read; the file has others."),
    "error_cells": _("Cells with errors such as #N/A are read as empty."),
    "one_column": _("Only one column was found."),
    "guessed_encoding": _("The encoding was guessed; check that names look right."),
    "undecodable": _("Some lines hold bytes that are not text in the file's encoding."),
    "packed": _("The file was unpacked while reading."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the person said about a file, against our guesses; None lets us guess.

    header_line: the line of the header, 0 if the table has none. encoding: a codec's name, for texts. delimiter: one
    character.
    """

    sheet: str | None = None
    header_line: int | None = None
    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class Warned:
    """Something remarkable about a file: a code of NOTES and, where it has one, the line."""

    code: str
    line: int = 0
    detail: str = ""

    @property
    def message(self) -> Promise | str:
        """The note in the reader's language, with its detail."""
        return (
            format_lazy("{note} ({detail})", note=NOTES[self.code], detail=self.detail)
            if self.detail
            else NOTES[self.code]
        )


@dataclass(slots=True)
class Row:
    """One record of a file.

    line: where it starts, counted from 1 (in spreadsheets the row number). cells: as many as the table has headers,
    more only with the problem "too_many_cells". problem: a code of PROBLEMS, empty for a sound row. note: a code of
    NOTES.
    """

    line: int
    cells: list[Cell]
    problem: str = ""
    note: str = ""

    @property
    def reason(self) -> Promise | str:
        """Why the row is not taken, in the reader's language."""
        return PROBLEMS[self.problem] if self.problem else ""


@dataclass(slots=True)
class Table:
    """A file opened as a table. It holds no rows: `rows` reads them from the file again each time.

    kind: csv, xlsx, xlsb, xls, ods or vcard. header_line: the line of the header, 0 if there is none.
    headers: cleaned and unique. samples: up to a hundred rows from the top for guessing the mapping and for the
    preview.
    """

    kind: str
    headers: list[str]
    header_line: int
    reader: Callable[[int, bool], Iterator[Row]] = field(repr=False)
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheet_names: list[str] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    samples: list[Row] = field(default_factory=list)
    closer: Callable[[], None] = field(default=lambda: None, repr=False)

    def rows(self, from_line: int = 0, *, heal: bool = False) -> Iterator[Row]:
        """Yield the rows below the header that start at `from_line` or later, in order.

        heal: take rows that were encoded twice apart again (with the note "healed") instead of calling them broken.
        Raises TableRefused if the file turns out to be unreadable half way.
        """
        return self.reader(from_line, heal)

    def close(self) -> None:
        """Free what the table holds on disk. Rows can't be read afterwards. Harmless if repeated."""
        self.closer()

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_reason: object) -> None:
        self.close()
