"""Lists that real people and programs made are read as they meant them."""

import json
from decimal import Decimal

import pytest
from django.utils import translation

from zhike.kernel.tables.encodings import encoding_of
from zhike.kernel.tables.reading import open_table
from zhike.kernel.tables.table import Table, TableRefused
from zhike.kernel.testing import shared_data

SPECTRUM = [
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates", "newlines",
    "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
]  # fmt: skip

CALM = "read"
# What becomes of each file: header line, columns, rows, broken rows; or the code of the refusal.
CSVKIT = {
    "bad.csv": (1, 3, 3, 1), "bad_skip_lines.csv": (4, 3, 3, 1), "blanks.csv": (1, 6, 1, 0),
    "blanks_converted.csv": (1, 6, 0, 0), "date_like_number.csv": (1, 1, 1, 0), "dummy.csv": (1, 3, 1, 0),
    "dummy.csv.bz2": "archive", "dummy.csv.gz": (1, 3, 1, 0), "dummy.tsv": (1, 3, 1, 0), "dummy.xls": (1, 3, 1, 0),
    "dummy.xlsx": (1, 3, 1, 0), "dummy2.csv": (1, 3, 1, 0), "dummy3.csv": (1, 3, 2, 0),
    "dummy_col_shuffled.csv": (1, 3, 1, 0), "dummy_col_shuffled_ragged.csv": (1, 4, 1, 0), "empty.csv": "empty",
    "foo1.csv": (1, 3, 2, 0), "foo2.csv": (1, 3, 2, 0), "iris.csv": (1, 5, 150, 0), "irismeta.csv": (1, 3, 3, 0),
    "join_a.csv": (1, 3, 3, 0), "join_a_short.csv": (1, 3, 3, 0), "join_b.csv": (1, 3, 3, 0),
    "join_no_header_row.csv": (1, 3, 3, 0), "join_short.csv": (1, 5, 2, 0), "mac_newlines.csv": (1, 3, 2, 0),
    "no_header_row.csv": (0, 3, 1, 0), "no_header_row2.csv": (0, 3, 1, 0), "no_header_row3.csv": (0, 3, 2, 0),
    "null_byte.csv": (1, 3, 1, 0), "optional_quote_characters.csv": (1, 3, 1, 0), "sheets.xls": (1, 8, 5, 0),
    "sheets.xlsx": (1, 8, 5, 0), "sheetsxls_converted.csv": (1, 9, 5, 0), "sheetsxlsx_converted.csv": (1, 9, 5, 0),
    "sniff_limit.csv": (1, 3, 1, 0), "sort_ints_nulls.csv": (1, 3, 3, 0), "test.xls": (1, 8, 5, 0),
    "test.xlsx": (1, 8, 5, 0), "test_date_format.csv": (1, 1, 2, 0), "test_date_format_converted.csv": (1, 1, 2, 0),
    "test_empty_columns.csv": (1, 3, 2, 0), "test_empty_columns_long_row.csv": (1, 3, 0, 0),
    "test_empty_columns_short_row.csv": (1, 3, 0, 0), "test_extra_header.csv": (1, 4, 1, 0),
    "test_geo.csv": (1, 12, 17, 0), "test_geojson.csv": (1, 7, 3, 0), "test_geojson.json": "json",
    "test_header_newline.csv": (1, 3, 1, 0), "test_ignore_case.csv": (1, 3, 5, 0),
    "test_join_short_rows.csv": (1, 3, 3, 0), "test_latin1.csv": (1, 3, 2, 0), "test_literal_order.csv": (1, 2, 3, 0),
    "test_locale.csv": (1, 3, 1, 0), "test_locale_converted.csv": (1, 3, 1, 0),
    "test_no_leading_zeroes.csv": (1, 3, 1, 0), "test_numeric_date_format.csv": (1, 1, 2, 0),
    "test_precision.csv": (1, 1, 1, 0), "test_skip_lines.csv": (4, 3, 1, 0), "test_skip_lines.xls": (4, 8, 5, 0),
    "test_skip_lines.xlsx": (4, 8, 5, 0), "test_utf16_big.csv": (1, 3, 2, 0), "test_utf16_little.csv": (1, 3, 2, 0),
    "test_utf8.csv": (1, 3, 2, 0), "test_utf8_bom.csv": (1, 3, 2, 0), "testdbf.dbf": "not_a_table",
    "testdbf_converted.csv": (1, 12, 8, 0), "testfixed_converted.csv": (1, 8, 4, 0),
    "testfixed_schema.csv": (1, 3, 8, 0), "testfixed_schema_no_inference.csv": (1, 3, 3, 0), "testjson.json": "json",
    "testjson_converted.csv": (1, 7, 5, 0), "testjson_multiline.json": "json",
    "testjson_multiline_converted.csv": (1, 3, 2, 0), "testjson_nested.json": "json",
    "testjson_nested_converted.csv": (1, 7, 2, 0), "testxls_converted.csv": (1, 8, 5, 0),
    "testxls_unicode_converted.csv": (1, 3, 1, 0), "testxlsx_converted.csv": (1, 8, 5, 0),
    # Texts that are no tables are still read, as one column of lines or as what their commas make of them.
    "COPYING": CALM, "test.sql": CALM, "test_latin1.sql": CALM, "test_query.sql": CALM, "testfixed": CALM,
    "testfixed_skip_lines": CALM, "testxlsx_noinference_converted.csv": CALM, "testxlsx_unicode_converted.csv": CALM,
    "realdata/Datagov_FY10_EDU_recp_by_State.csv": (3, 9, 55, 0),
    "realdata/FY09_EDU_Recipients_by_State.csv": (1, 9, 52, 0), "realdata/README.csv": (1, 4, 3, 0),
    "realdata/acs2012_5yr_population.csv": (1, 4, 93, 0),
    "realdata/event-notification-rpt-lastmonth.txt": (1, 71, 72, 0), "realdata/ks_1033_data.csv": (1, 14, 1575, 0),
    "realdata/ne_1033_data.xlsx": (1, 14, 1036, 0), "realdata/census_2000/README.txt": CALM,
    "realdata/census_2000/census2000_geo_schema.csv": (1, 3, 83, 0),
    "realdata/census_2000/determination.csv": (1, 21, 1555, 0),
    "realdata/census_2000/determination_schema.csv": (1, 6, 21, 0), "realdata/census_2000/usgeo_excerpt.upl": CALM,
    "realdata/census_2010/README.txt": CALM, "realdata/census_2010/census2010_geo_schema.csv": (1, 3, 101, 0),
    "realdata/census_2010/ilgeo2010_excerpt.csv": (1, 101, 1000, 0),
    "realdata/census_2010/ilgeo2010_excerpt.pl.gz": CALM,
}  # fmt: skip


def opened(*parts: str, **options: object) -> Table:
    path = shared_data(*parts)
    return open_table(path, path.name, **options)


def test_the_shenzhen_list_is_read_with_its_padded_headers_and_leading_zeros() -> None:
    with opened("a_share_listed_companies", "A股列表.xlsx") as table:
        rows = list(table.rows())
    assert (len(rows), len(table.headers), table.kind) == (2875, 22, "xlsx")
    assert table.headers[14:18] == ["地区", "省份", "城市", "所属行业"]
    vanke = dict(zip(table.headers, rows[1].cells, strict=True))
    assert (vanke["A股代码"], vanke["A股总股本"], vanke["A股简称"]) == ("000002", "9,724,196,533", "万  科Ａ")
    assert rows[1].line == 3
    assert not any(row.problem for row in rows)


def test_the_shanghai_list_is_read_from_its_binary_workbook() -> None:
    with opened("a_share_listed_companies", "GPLIST.xls") as table:
        rows = list(table.rows())
    assert (len(rows), len(table.headers), table.kind) == (1696, 6, "xls")
    assert rows[0].cells[:3] == ["600000", "-", "浦发银行"]


@pytest.mark.parametrize(
    ("name", "columns", "count"),
    [
        ("accounts", 7, 85),
        ("products", 3, 7),
        ("sales_teams", 3, 35),
        ("sales_pipeline", 8, 8800),
        ("data_dictionary", 3, 21),
    ],
)
def test_the_maven_files_are_read_whole(name: str, columns: int, count: int) -> None:
    with opened("maven_crm_sales_opportunities", "CRM+Sales+Opportunities", f"{name}.csv") as table:
        assert (len(table.headers), sum(1 for _ in table.rows())) == (columns, count)


def test_338_leads_that_were_encoded_twice_are_explained() -> None:
    with opened("x_education_leads", "Lead Scoring.csv.gz") as table:
        rows = list(table.rows())
    broken = [row for row in rows if row.problem]
    assert (len(rows), len(broken)) == (9240, 338)
    assert {row.problem for row in broken} == {"double_encoded"}
    with translation.override("en"):
        assert "exported twice" in str(broken[0].reason)


def test_leads_that_were_encoded_twice_can_be_healed() -> None:
    with opened("x_education_leads", "Lead Scoring.csv.gz") as table:
        rows = list(table.rows(heal=True))
    healed = [row for row in rows if row.note == "healed"]
    assert (len(healed), {len(row.cells) for row in rows}) == (338, {37})
    assert healed[0].cells[12] == "Banking, Investment And Insurance"


def test_a_campaign_list_with_tabs_is_read_although_it_is_called_csv() -> None:
    with opened("customer_personality_campaign", "marketing_campaign.csv") as table:
        assert (table.delimiter, len(table.headers), sum(1 for _ in table.rows())) == ("\t", 29, 2240)


@pytest.mark.parametrize("name", SPECTRUM)
def test_csv_spectrum_is_read_as_expected(name: str) -> None:
    expected = json.loads(shared_data("csv_spectrum", "json", f"{name}.json").read_text("utf-8"))
    if name == "location_coordinates":  # its authors changed the number in one of the two files only
        expected = [expected | {"Contact Phone Number": "2095257564"}]
    with opened("csv_spectrum", "csvs", f"{name}.csv") as table:
        found = [dict(zip(table.headers, row.cells, strict=True)) for row in table.rows()]
    assert json.loads(json.dumps(found).replace("\\r\\n", "\\n")) == json.loads(
        json.dumps(expected).replace("\\r\\n", "\\n")
    )


@pytest.mark.parametrize("name", CSVKIT)
def test_every_file_of_csvkit_is_read_or_refused_with_a_reason(name: str) -> None:
    expected = CSVKIT[name]
    if isinstance(expected, str) and expected != CALM:
        with pytest.raises(TableRefused) as refused:
            opened("csv_csvkit", *name.split("/"))
        assert (refused.value.code, bool(str(refused.value))) == (expected, True)
        return
    with opened("csv_csvkit", *name.split("/")) as table:
        rows = list(table.rows())
    if expected != CALM:
        assert (table.header_line, len(table.headers), len(rows), sum(bool(row.problem) for row in rows)) == expected


def test_no_file_of_csvkit_is_forgotten() -> None:
    root = shared_data("csv_csvkit")
    assert {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} == set(CSVKIT)


@pytest.mark.parametrize("folder", ["GB2312", "Big5"])
def test_chinese_encodings_are_told_apart(folder: str) -> None:
    common = set("的一是不在了有人我他中大上国國个個公司名")
    for path in sorted(shared_data("charset_chardet", folder).iterdir()):
        content = path.read_bytes()
        encoding = encoding_of([content])
        assert encoding.name == {"GB2312": "gb18030", "Big5": "big5hkscs"}[folder], path.name
        text = content.decode(encoding.name, encoding.errors)
        assert any(character in common for character in text), path.name
        assert text.count("\ufffd") < 5, path.name


@pytest.mark.parametrize("folder", ["UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "utf-8-sig"])
def test_unicode_is_told_with_and_without_its_mark(folder: str) -> None:
    for path in sorted(shared_data("charset_chardet", folder).iterdir()):
        encoding = encoding_of([path.read_bytes()])
        assert encoding.name.replace("-", "").startswith(folder.lower().replace("-", "")[:5]), path.name
        assert not encoding.broken, path.name


def test_numbers_and_days_of_workbooks_keep_their_types() -> None:
    with opened("xlsx_calamine", "temperature.xlsx") as table:
        assert [row.cells for row in table.rows()] == [["celsius", Decimal("22.2222")], ["fahrenheit", 72]]
    with opened("xlsx_calamine", "date_1904.xlsx") as table, opened("xlsx_calamine", "date.xlsx") as other:
        assert [row.cells for row in table.rows()] == [row.cells for row in other.rows()]


def test_carriage_returns_in_cells_come_back_as_such() -> None:
    with opened("xlsx_calamine", "has_x000D_.xlsx", header_line=0) as table:
        assert [row.cells for row in table.rows()] == [["ABC\r\nDEF"]]


def test_cells_with_errors_are_empty_and_mentioned() -> None:
    with opened("xlsx_calamine", "pivots.xlsx") as table:
        assert "error_cells" in {warned.code for warned in table.warnings}
