"""What we write is harmless in every spreadsheet program and comes back as it was."""

import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from zhike.kernel.tables.formulas import neutralised, restored
from zhike.kernel.tables.reading import open_table
from zhike.kernel.tables.writing import XlsxWriter, clean, write_csv, write_xlsx

DANGEROUS = [
    "=1+1",
    "+86 138",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\n=cmd|' /C calc'!A0",
]
TEXT = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=80)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def read_back(path: Path, content: Iterator[bytes]) -> list[list[object]]:
    path.write_bytes(b"".join(content))
    with open_table(path, path.name, header_line=1) as table:
        return [row.cells for row in table.rows()]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_is_written_as_text(tmp_path: Path, text: str) -> None:
    content = b"".join(write_csv(["name", "text"], [["x", text]], mark=False)).decode()
    assert neutralised(text).startswith("'")
    assert f'x,"{neutralised(text)}' in content or f"x,{neutralised(text)}" in content
    path = tmp_path / "a.xlsx"
    assert read_back(path, write_xlsx(["name", "text"], [["x", text]])) == [["x", text]]
    assert b"<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")


@given(some.text())
@example("'=1")
@example("''=1")
@example("'")
@example("'a")
def test_the_guard_is_taken_off_again(text: str) -> None:
    if not text.startswith('="'):
        assert restored(neutralised(text)) == text


@settings(max_examples=60)
@given(some.lists(some.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_any_text_survives_a_csv(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    written = [["key", *row] for row in rows]
    assert read_back(tmp_path_factory.mktemp("csv") / "a.csv", write_csv(["k", "a", "b"], written)) == written


@settings(max_examples=15, deadline=None)
@given(some.lists(TEXT.filter(bool), min_size=1, max_size=8))
def test_any_printable_text_survives_an_xlsx(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    found = read_back(
        tmp_path_factory.mktemp("xlsx") / "a.xlsx", write_xlsx(["k", "a"], [["key", text] for text in texts])
    )
    assert found == [["key", clean(text) or None] for text in texts]


def test_values_keep_their_types_in_an_xlsx(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 5, 2, 30, tzinfo=UTC)
    values = [
        1,
        Decimal("1234.5"),
        date(2026, 1, 5),
        moment,
        True,
        time(8, 30),
        "000123",
        12345678901234567890,
        date(1850, 1, 1),
    ]
    found = read_back(tmp_path / "a.xlsx", write_xlsx(["k", "v"], [["x", value] for value in values], zone=SHANGHAI))
    assert [row[1] for row in found] == [
        1, Decimal("1234.5"), date(2026, 1, 5), datetime(2026, 1, 5, 10, 30),  # noqa: DTZ001
        True, time(8, 30), "000123",
        "12345678901234567890", "1850-01-01",
    ]  # fmt: skip


def test_values_are_plain_in_a_csv() -> None:
    row = [Decimal("1234.50"), date(2026, 1, 5), datetime(2026, 1, 5, 2, 30, tzinfo=UTC), True, None, -5]
    content = b"".join(write_csv(["a"] * 6, [row], zone=SHANGHAI))
    assert content == b"\xef\xbb\xbfa,a,a,a,a,a\r\n1234.50,2026-01-05,2026-01-05 10:30:00,TRUE,,-5\r\n"


def test_rows_beyond_a_sheet_go_to_the_next(tmp_path: Path) -> None:
    writer = XlsxWriter(["n", "t"], title="客户/名单", sheet_rows=4)
    for number in range(7):
        writer.add([number, "x"])
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"".join(writer.finish()))
    with open_table(path, "a.xlsx") as table:
        assert table.sheet_names == ["客户名单", "客户名单 2", "客户名单 3"]
        assert "more_sheets" in {warned.code for warned in table.warnings}
    with open_table(path, "a.xlsx", sheet="客户名单 3") as table:
        assert [row.cells for row in table.rows()] == [[6, "x"]]


def test_a_text_too_long_for_a_cell_is_cut_and_said() -> None:
    writer = XlsxWriter(["name", "note"])
    writer.add(["x", "字" * 40_000])
    list(writer.finish())
    assert writer.cut == 1
    assert "note" in str(writer.warnings[0])
