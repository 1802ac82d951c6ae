"""Opening a file that somebody hands us as a table of rows."""

from __future__ import annotations

from pathlib import Path, PurePath

from zhike.kernel.tables.content import kind_of
from zhike.kernel.tables.delimited import open_delimited
from zhike.kernel.tables.spreadsheet import open_spreadsheet
from zhike.kernel.tables.table import Limits, Table, Told, Warned
from zhike.kernel.tables.vcard import open_vcards

USUAL_SUFFIXES = {
    "csv": {".csv", ".tsv", ".tab", ".txt", ".gz", ""},
    "vcard": {".vcf", ".vcard", ""},
    "xlsx": {".xlsx", ".xlsm", ".xltx", ".xltm", ".xlam", ""},
    "xlsb": {".xlsb", ""},
    "xls": {".xls", ".xlt", ".et", ""},
    "ods": {".ods", ".ots", ""},
}
DEFAULT_LIMITS = Limits()


def open_table(
    source: Path,
    filename: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    sheet: str | None = None,
    header_line: int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Table:
    """Open the file at `source`, which its sender called `filename`, by its content: CSV in any dress, XLSX, XLSB,
    XLS, ODS, vCard.

    sheet: the sheet to read, by default the first visible one with data. header_line (0 for none), encoding and
    delimiter overrule what we would guess. Close the table when done, or use it in a `with`.
    Raises TableRefused, with a code and a message in the user's words, for everything that is no table or costs too
    much.
    """
    told = Told(sheet, header_line, encoding, delimiter)
    kind = kind_of(source, filename, limits)
    if kind == "vcard":
        table = open_vcards(source, limits, told)
    elif kind in ("csv", "csv.gz"):
        table = open_delimited(source, limits, told, packed=kind == "csv.gz")
    else:
        table = open_spreadsheet(source, kind, limits, told)
    if PurePath(filename).suffix.lower() not in USUAL_SUFFIXES[table.kind]:
        table.warnings.append(Warned("mislabelled", detail=table.kind))
    return table
