"""The process in which spreadsheets are parsed, so that a hostile one can hurt nothing else.

Run as a script (never imported): it limits its own memory, time and output first, then writes the sheet to standard
output as lines of JSON: what the workbook has, then batches of `[row number, cells]`, then how it ended. It knows
nothing of Django.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
import tempfile
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

BATCH = 500
LARGEST_EXACT = 1e15
ERRORS_SOUGHT_BELOW = 64 * 1024 * 1024


def main(source: str, suffix: str, sheet: str, limits: dict[str, int]) -> None:
    """Write the sheet named `sheet` (the first visible one with data if empty) of the workbook at `source`."""
    limit_self(limits)
    import orjson  # noqa: PLC0415 - only after the limits stand
    import python_calamine as calamine  # noqa: PLC0415

    def say(value: object) -> None:
        sys.stdout.buffer.write(orjson.dumps(value) + b"\n")

    try:
        with tempfile.TemporaryDirectory() as place:
            link = Path(place, f"book{suffix}")
            link.symlink_to(source)
            workbook = calamine.CalamineWorkbook.from_path(link)
            names, chosen = choose_sheet(workbook, calamine, sheet)
            say({"sheets": names, "sheet": chosen.name if chosen else "", "errors": error_cells(source)})
            outcome = write_rows(chosen, limits, say) if chosen else {"refused": "no_sheet" if sheet else "no_rows"}
    except calamine.PasswordError:
        outcome = {"refused": "password"}
    except calamine.CalamineError as error:
        outcome = {"refused": "too_costly" if "limit exceeded" in str(error) else "damaged"}
    except MemoryError:
        outcome = {"refused": "too_costly"}
    except Exception:
        outcome = {"refused": "damaged"}
    say(outcome)
    sys.stdout.buffer.flush()


def limit_self(limits: dict[str, int]) -> None:
    """Take away from this process what a parser does not need."""
    for what, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, limits["output"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _soft, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


def choose_sheet(workbook: Any, calamine: Any, wanted: str) -> tuple[list[str], Any]:
    """Return the names of the worksheets (visible first kept in order) and the one to read, None if there is none."""
    sheets = [each for each in workbook.sheets_metadata if each.typ == calamine.SheetTypeEnum.WorkSheet]
    names = [each.name for each in sheets]
    if wanted:
        return names, workbook.get_sheet_by_name(wanted) if wanted in names else None
    for each in sorted(sheets, key=lambda each: each.visible != calamine.SheetVisibleEnum.Visible):
        with contextlib.suppress(calamine.WorksheetNotFound):
            sheet = workbook.get_sheet_by_name(each.name)
            if sheet.start is not None:
                return names, sheet
    return names, None


def error_cells(source: str) -> int:
    """Return how many cells of an XLSX hold errors, which the parser can't tell from empty ones; 0 where that is too
    costly.
    """
    if not zipfile.is_zipfile(source):
        return 0
    with zipfile.ZipFile(source) as package:
        sheets = [
            part
            for part in package.infolist()
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
        ]
        if sum(part.file_size for part in sheets) > ERRORS_SOUGHT_BELOW:
            return 0
        with contextlib.suppress(zipfile.BadZipFile, NotImplementedError):
            return sum(package.read(part).count(b' t="e"') for part in sheets)
    return 0


def write_rows(sheet: Any, limits: dict[str, int], say: Any) -> dict[str, Any]:
    """Write the rows that are not blank, with their numbers; return how it ended."""
    if sheet.width > limits["columns"]:
        return {"refused": "too_many_columns"}
    batch: list[Any] = []
    written = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if not any(cell != "" for cell in cells):
            continue
        batch.append([number, [cell if type(cell) is str and cell else plain(cell) for cell in cells]])
        if len(batch) == BATCH:
            written += BATCH
            say(batch)
            batch = []
            if written > limits["rows"]:
                return {"refused": "too_many_rows"}
    say(batch)
    return {"done": written + len(batch)}


def plain(cell: object) -> object:
    """Return a cell as JSON: text, whole numbers, yes/no and nothing as they are, all else as `[kind, text]`."""
    if cell == "":
        return None
    if isinstance(cell, float):
        return number(cell)
    if isinstance(cell, datetime):
        return ["t", cell.isoformat()]
    if isinstance(cell, date):
        return ["d", cell.isoformat()]
    if isinstance(cell, time):
        return ["h", cell.isoformat()]
    return ["s", cell.total_seconds()] if isinstance(cell, timedelta) else cell


def number(value: float) -> object:
    """Return a number as a spreadsheet shows it: to 15 digits, whole ones without ".0"."""
    if value.is_integer() and abs(value) < LARGEST_EXACT:
        return int(value)
    text = f"{value:.15g}"
    return ["n", text] if text not in ("inf", "-inf", "nan") else None


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4]))
