"""Reading XLSX, XLSB, XLS and ODS by way of a process of its own that may fail, and a spool file that keeps memory
flat.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import orjson

from zhike.kernel.tables.content import unpacked_size
from zhike.kernel.tables.heading import Heading, blank, find_heading
from zhike.kernel.tables.table import MEBIBYTE, Cell, Limits, Row, Table, TableRefused, Told, Warned

PROCESS = Path(__file__).with_name("spreadsheet_process.py")
LOOKED_AT = 200
SAMPLES = 100
# Starting Python and waiting for a busy machine is no fault of the file.
GRACE_SECONDS = 3
# What a byte of the old binary format takes once parsed, against a byte of XML.
XLS_WEIGHT = 5

TYPED: dict[str, Callable[[Any], Cell]] = {
    "n": Decimal,
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
    "h": time.fromisoformat,
    "s": lambda seconds: timedelta(seconds=seconds),
}


def open_spreadsheet(source: Path, kind: str, limits: Limits, told: Told) -> Table:
    """Open one sheet of a workbook. It is parsed once, into a spool file that the table frees when closed. Raises
    TableRefused.
    """
    spool = spooled(source, kind, limits, told.sheet or "")
    try:
        about = orjson.loads(spool.readline())
        first = [row for row, _ in zip(spooled_rows(spool), range(LOOKED_AT), strict=False)]
        if not first:
            raise TableRefused("no_rows")
        heading = find_heading(first, told.header_line)
    except BaseException:
        spool.close()
        raise
    below = BelowHeading(spool, heading, first)
    warnings = [
        *([Warned("more_sheets", detail=about["sheet"])] if len(about["sheets"]) > 1 and told.sheet is None else []),
        *([Warned("error_cells", detail=str(about["errors"]))] if about["errors"] else []),
    ]
    return Table(
        kind=kind,
        headers=heading.headers,
        header_line=below.header_line,
        reader=lambda from_line, _heal: below.rows(from_line),
        sheet=about["sheet"],
        sheet_names=about["sheets"],
        warnings=warnings + heading.warnings,
        samples=[row for row, _ in zip(below.rows(0), range(SAMPLES), strict=False)],
        closer=spool.close,
    )


def spooled(source: Path, kind: str, limits: Limits, sheet: str) -> IO[bytes]:
    """Return a nameless temporary file with the sheet as JSON lines, at its start. Raises TableRefused."""
    allowed = allowance(source, kind, limits)
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - the table keeps it open
    try:
        run_parser([str(source.resolve()), f".{kind}", sheet, json.dumps(allowed)], spool, allowed["seconds"])
        outcome = last_line(spool)
        if "done" not in outcome:
            raise TableRefused(str(outcome.get("refused", "damaged")))
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return spool


def allowance(source: Path, kind: str, limits: Limits) -> dict[str, int]:
    """Return what the parser may use: more memory and time for larger content, up to a ceiling."""
    size = unpacked_size(source) * (XLS_WEIGHT if kind == "xls" else 1)
    return {
        "memory": min(int(limits.memory_bytes + size * limits.memory_per_byte), limits.memory_most),
        "seconds": int(min(limits.seconds + size / MEBIBYTE * limits.seconds_per_mebibyte, limits.seconds_most)),
        "output": limits.unpacked_bytes,
        "columns": limits.columns,
        "rows": limits.rows,
    }


def run_parser(arguments: list[str], spool: IO[bytes], seconds: int) -> None:
    """Run the parsing process to its end; refuse the file if it was stopped for its greed or broke down."""
    # -I keeps the environment and the current directory out of what it imports.
    command = [sys.executable, "-I", "-X", "utf8", str(PROCESS), *arguments]
    quiet = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LANG") if name in os.environ}
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=spool, stderr=subprocess.DEVNULL, env=quiet)  # noqa: S603
    try:
        code = process.wait(seconds + GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        raise TableRefused("too_costly") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()
    if code != 0:
        # A signal is a limit that was reached (memory aborts, time and output kill); an exit code is a broken file.
        raise TableRefused("too_costly" if code < 0 else "damaged")


def last_line(spool: IO[bytes]) -> dict[str, object]:
    """Return how the parser said it ended."""
    end = spool.seek(0, os.SEEK_END)
    spool.seek(max(0, end - 4096))
    lines = spool.read().splitlines()
    try:
        said = orjson.loads(lines[-1])
    except (IndexError, orjson.JSONDecodeError):
        return {}
    return said if isinstance(said, dict) else {}


def spooled_rows(spool: IO[bytes], from_line: int = 0) -> Iterator[Row]:
    """Yield the spooled rows from a line on. Several readers may take turns: each keeps its own place in the file."""
    spool.seek(0)
    spool.readline()
    place = spool.tell()
    while True:
        spool.seek(place)
        batch = orjson.loads(spool.readline() or b"{}")
        place = spool.tell()
        if not isinstance(batch, list):
            return
        if batch and batch[-1][0] >= from_line:
            for line, cells in batch:
                if line >= from_line:
                    yield Row(line, [TYPED[cell[0]](cell[1]) if type(cell) is list else cell for cell in cells])


class BelowHeading:
    """Reads the rows below the header, as wide as the header."""

    def __init__(self, spool: IO[bytes], heading: Heading, first: list[Row]) -> None:
        self.spool = spool
        self.width = len(heading.headers)
        self.header_line = first[heading.index].line if heading.index >= 0 else 0

    def rows(self, from_line: int) -> Iterator[Row]:
        """Yield the rows from a line on; cells beyond the header count as a problem if they hold something."""
        for row in spooled_rows(self.spool, max(from_line, self.header_line + 1)):
            if len(row.cells) > self.width:
                if all(blank(cell) for cell in row.cells[self.width :]):
                    del row.cells[self.width :]
                else:
                    row.problem = "too_many_cells"
            yield row
