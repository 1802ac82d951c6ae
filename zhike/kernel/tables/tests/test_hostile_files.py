"""Files that lie, explode or are broken are refused, quickly and in words."""

import gzip
import io
import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from zhike.kernel.tables.reading import open_table
from zhike.kernel.tables.spreadsheet import run_parser
from zhike.kernel.tables.table import Limits, TableRefused
from zhike.kernel.testing import shared_data

READING_APART = Path(__file__).with_name("reading_apart.py")
NO_ROWS = [
    "capitalized_wbook_stream.xls",
    "empty_sheet.xlsx",
    "errors.xlsx",
    "issue127.ods",
    "issue127.xls",
    "issue127.xlsb",
    "issue127.xlsx",
    "issue281.xlsm",
    "issue343.xls",
    "issue_666_lost_sheets.xlsb",
    "issue_666_panic.xlsb",
    "misc_biff5_parsing.xls",
    "picture.ods",
    "picture.xls",
    "picture.xlsb",
    "picture.xlsx",
    "picture_richdata.xlsx",
    "pictures_in_cell_and_over_cell.xlsx",
    "vba.xlsm",
]
REFUSED = (
    dict.fromkeys(NO_ROWS, "no_rows")
    | dict.fromkeys(["pass_protected.ods", "pass_protected.xlsb", "pass_protected.xlsx", "issue_385.xls"], "password")
    | dict.fromkeys(["OOM_alloc3.xls", "issue252.xlsx"], "damaged")
    | {"issue_594_dos.ods": "too_costly"}
)


def refusal(path: Path, name: str, **limits: int) -> str:
    with pytest.raises(TableRefused) as refused, open_table(path, name, limits=Limits(**limits)) as table:
        list(table.rows())
    assert str(refused.value)
    return refused.value.code


def test_every_workbook_of_calamine_is_read_or_refused_in_time_and_memory() -> None:
    files = [path for path in sorted(shared_data("xlsx_calamine").iterdir()) if path.suffix != ".md"]
    told = subprocess.run([sys.executable, READING_APART, *files], capture_output=True, check=True)
    ended = json.loads(told.stdout)
    assert len(files) == len(ended["seconds"]) == 132
    assert ended["refused"] == REFUSED
    assert max(ended["seconds"].values()) < 20
    assert ended["peak_kib"] < 512 * 1024


LIES = {
    b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>": "web_page",
    b"\xef\xbb\xbf<html xmlns:o='urn:schemas-microsoft-com:office:office'>": "web_page",
    b"<?xml version='1.0'?><Workbook/>": "old_xml",
    b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200): "not_a_table",
    b"\x89PNG\r\n\x1a\n" + bytes(64): "not_a_table",
    b"\x7fELF\x02\x01\x01" + bytes(64): "not_a_table",
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n": "not_a_table",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600): "not_a_table",
    b"name,phone\nWang,1\n": "mislabelled",
    b"PK\x03\x04" + bytes(80): "damaged",
    b"Rar!\x1a\x07\x00": "archive",
    b"": "empty",
    b"\xef\xbb\xbf \r\n\r\n": "empty",
}


@pytest.mark.parametrize(("content", "code"), LIES.items())
def test_a_file_that_lies_about_its_type_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(content)
    assert refusal(path, "customers.xlsx") == code


def package(tmp_path: Path, parts: dict[str, bytes]) -> Path:
    path = tmp_path / "book"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return path


def test_a_document_or_an_archive_is_no_spreadsheet(tmp_path: Path) -> None:
    assert refusal(package(tmp_path, {"[Content_Types].xml": b"", "word/document.xml": b""}), "a.xlsx") == "not_a_table"
    assert refusal(package(tmp_path, {"customers.csv": b"a,b"}), "a.xlsx") == "archive"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    began = time.process_time()
    path = package(
        tmp_path, {"[Content_Types].xml": b"", "xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": bytes(40_000_000)}
    )
    assert refusal(path, "a.xlsx") == "bomb"
    assert time.process_time() - began < 5


def test_a_gzip_bomb_is_refused_when_it_has_grown_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"name,phone\n" * 2_000_000))
    assert refusal(path, "a.csv.gz", unpacked_bytes=10_000_000) == "bomb"


def test_a_sheet_that_claims_a_cell_in_its_last_corner_costs_nothing_here(tmp_path: Path) -> None:
    sheet = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1"><v>1</v></c></row>
        <row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>"""
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet().write(0, 0, 1)
    with zipfile.ZipFile(plain) as book:
        parts = {name: book.read(name) for name in book.namelist()} | {"xl/worksheets/sheet1.xml": sheet}
    began = time.process_time()
    assert refusal(package(tmp_path, parts), "a.xlsx") in {"too_costly", "damaged", "too_many_columns"}
    assert time.process_time() - began < 2


def test_a_parser_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    with (tmp_path / "spool").open("w+b") as spool, pytest.raises(TableRefused) as refused:
        run_parser(["/dev/zero", ".xlsx", "", '{"memory": 1, "seconds": 1, "output": 1}'], spool, 1)
    assert refused.value.code in {"too_costly", "damaged"}


def test_the_parsing_process_needs_nothing_of_the_house() -> None:
    script = Path(open_table.__code__.co_filename).with_name("spreadsheet_process.py")
    loaded = "any(name.startswith(('django', 'zhike')) for name in sys.modules)"
    code = f"import runpy, sys; runpy.run_path({str(script)!r}); print({loaded})"
    assert (
        subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )


def test_limits_on_rows_and_columns_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n" + "1,2,3\n" * 20)
    assert refusal(path, "a.csv", rows=10) == "too_many_rows"
    assert refusal(path, "a.csv", columns=2) == "too_many_columns"
    assert refusal(path, "a.csv", file_bytes=10) == "too_large"
