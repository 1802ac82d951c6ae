"""Texts of rows are read whatever their encoding, delimiter and mistakes."""

from pathlib import Path

import pytest

from zhike.kernel.tables.reading import open_table
from zhike.kernel.tables.table import Table

LIST = "客户名称;联系电话;备注\n华宸科技有限公司;010-62345678;老客户\n上海远景贸易;021-5555666;\n"


def table_of(tmp_path: Path, content: str | bytes, name: str = "list.csv", **options: object) -> Table:
    path = tmp_path / "upload"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_table(path, name, **options)


def cells(table: Table, **options: bool) -> list[list[object]]:
    return [row.cells for row in table.rows(**options)]


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030"),
        ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"), ("utf-32", "utf-32"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_chinese_list_is_read_in_every_encoding_and_delimiter(
    tmp_path: Path, codec: str, name: str, delimiter: str
) -> None:
    table = table_of(tmp_path, LIST.replace(";", delimiter).encode(codec))
    assert (table.encoding, table.delimiter, table.headers) == (name, delimiter, ["客户名称", "联系电话", "备注"])
    assert cells(table)[0] == ["华宸科技有限公司", "010-62345678", "老客户"]


def test_a_short_list_in_big5_is_read(tmp_path: Path) -> None:
    table = table_of(tmp_path, "客戶名稱,電話\n台灣貿易股份有限公司,02-2345\n".encode("big5"))
    assert table.headers == ["客戶名稱", "電話"]


def test_western_accents_are_read(tmp_path: Path) -> None:
    assert cells(table_of(tmp_path, "Name,City\nMüller,Zürich\nJosé,Málaga\n".encode("cp1252")))[0] == [
        "Müller",
        "Zürich",
    ]


def test_a_few_bad_bytes_break_their_lines_only(tmp_path: Path) -> None:
    good = "华宸科技有限公司,北京市海淀区\n" * 50
    table = table_of(tmp_path, "名称,地址\n".encode() + good.encode() + b"\xff\xfe\xe5\xe4,x\n" + good.encode())
    assert [(row.line, row.problem) for row in table.rows() if row.problem] == [(52, "undecodable")]


def test_the_encoding_can_be_told(tmp_path: Path) -> None:
    table = table_of(tmp_path, "名称,电话\n华宸,1\n".encode("gb18030"), encoding="gb18030")
    assert cells(table) == [["华宸", "1"]]


def test_titles_above_the_header_are_left_out(tmp_path: Path) -> None:
    table = table_of(
        tmp_path, "2025年客户名单,,\n制表人：王芳,,\n\n名称,手机,城市\n华宸,13800138000,北京\n远景,13900139000,上海\n"
    )
    assert (table.header_line, table.headers, len(cells(table))) == (4, ["名称", "手机", "城市"], 2)


def test_the_header_line_can_be_told(tmp_path: Path) -> None:
    content = "张三,北京\n李四,上海\n"
    assert (table_of(tmp_path, content).header_line, len(cells(table_of(tmp_path, content)))) == (1, 1)
    told = table_of(tmp_path, content, header_line=0)
    assert (told.headers, len(cells(told))) == (["[A]", "[B]"], 2)


def test_headers_are_cleaned_numbered_and_named(tmp_path: Path) -> None:
    table = table_of(tmp_path, '"省    份",,Name,Name,"Lead\nNumber"\n广东,x,a,b,c\n')
    assert table.headers == ["省份", "[B]", "Name", "Name (2)", "Lead Number"]
    assert {warned.code for warned in table.warnings} == {"blank_headers", "duplicate_headers"}


def test_ragged_rows_are_reported_and_not_lost(tmp_path: Path) -> None:
    rows = list(table_of(tmp_path, "a,b,c\n1,2,3\n1,2,3,4\n1,2\n1,2,3,,\n\n,,\n1,2,3\n").rows())
    assert [(row.line, row.problem, row.note) for row in rows] == [
        (2, "", ""), (3, "too_many_cells", ""), (4, "", "too_few_cells"), (5, "", ""), (8, "", ""),
    ]  # fmt: skip
    assert rows[1].cells == ["1", "2", "3", "4"]


def test_an_open_quotation_mark_costs_only_its_own_line(tmp_path: Path) -> None:
    body = "".join(f"{number},x,y\n" for number in range(2000))
    rows = list(table_of(tmp_path, 'a,b,c\n1,"open,3\n' + body).rows())
    assert [(row.line, row.problem) for row in rows if row.problem] == [(2, "unclosed_quote")]
    assert (len(rows), rows[-1].line) == (2001, 2002)


def test_an_open_quotation_mark_near_the_end_costs_only_its_own_line(tmp_path: Path) -> None:
    rows = list(table_of(tmp_path, 'a,b,c\n1,2,3\n1,"open,3\n4,5,6\n').rows())
    assert [(row.line, row.problem) for row in rows] == [(2, ""), (3, "unclosed_quote"), (4, "")]


def test_a_cell_over_several_lines_keeps_the_lines_counted(tmp_path: Path) -> None:
    rows = list(table_of(tmp_path, 'a,b\r\n1,"x\r\ny"\r\n2,z\r\n').rows())
    assert [(row.line, row.cells) for row in rows] == [(2, ["1", "x\r\ny"]), (4, ["2", "z"])]


def test_reading_goes_on_from_a_line(tmp_path: Path) -> None:
    table = table_of(tmp_path, "a,b\n" + "".join(f"{number},x\n" for number in range(100)))
    assert [row.cells[0] for row in table.rows(99)] == ["97", "98", "99"]


def test_zeros_kept_by_a_formula_are_read_as_text(tmp_path: Path) -> None:
    assert cells(table_of(tmp_path, 'code,name\n="00123",x\n')) == [["00123", "x"]]


def test_the_first_line_of_excel_names_the_delimiter(tmp_path: Path) -> None:
    table = table_of(tmp_path, "sep=;\na;b\n1,5;2\n")
    assert (table.header_line, cells(table)) == (2, [["1,5", "2"]])


def test_a_list_of_one_column_keeps_its_commas(tmp_path: Path) -> None:
    table = table_of(tmp_path, "company\nAcme\nFoo, Inc.\nBar\nBaz\nQux\n")
    assert (table.delimiter, cells(table)[1]) == ("", ["Foo, Inc."])


def test_a_healthy_row_that_holds_one_cell_with_commas_is_not_taken_apart(tmp_path: Path) -> None:
    rows = list(table_of(tmp_path, 'a,b,c\n"1,2"\n1,2,3\n').rows())
    assert (rows[0].problem, rows[0].note) == ("", "too_few_cells")
