"""Columns are matched to fields by their headers and by what stands below."""

import pytest

from zhike.kernel.tables.headers import Candidate, guess_mapping
from zhike.kernel.tables.reading import open_table
from zhike.kernel.testing import shared_data

CUSTOMER = [
    Candidate("name", ["Name", "名称"], ["company"]),
    Candidate("short_name", ["Short name", "简称"], ["short_name"]),
    Candidate("number", ["Number", "编号"], ["number"]),
    Candidate("main_phone", ["Main phone", "主电话"], ["phone", "mobile"], "phone"),
    Candidate("email", ["E-mail", "电子邮箱"], ["email"], "email"),
    Candidate("home_page", ["Home page", "主页"], ["url"], "url"),
    Candidate("industry", ["Industry", "行业"], ["industry"]),
    Candidate("province", ["Province", "省"], ["province"]),
    Candidate("city", ["City", "城市"], ["city"]),
    Candidate("street", ["Street", "街道"], ["address", "street"]),
    Candidate("tax_number", ["Tax number", "税号"], ["tax_number"], "tax_number"),
    Candidate("listed_on", ["Listed on", "上市日期"], ["listed"], "date"),
    Candidate("level", ["Level", "级别"], ["level"]),
    Candidate("remarks", ["Remarks", "备注"], ["note"]),
]


def guessed(headers: list[str], samples: list[list[object]] | None = None) -> dict[str, str]:
    return {headers[column]: guess.key for column, guess in guess_mapping(headers, samples or [], CUSTOMER).items()}


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("客户名称", "name"), ("公司全称", "name"), ("企业名称", "name"), ("单位名称", "name"), ("Company", "name"),
        ("Account name", "name"), ("ACCOUNT_NAME", "name"), ("Acount Name", "name"), ("联系电话", "main_phone"),
        ("客户联系电话", "main_phone"), ("Ｔｅｌ", "main_phone"), ("邮箱", "email"), ("E-mail", "email"),
        ("Customer Email", "email"), ("所属行业", "industry"), ("省    份", "province"), ("注册地址", "street"),
        ("统一社会信用代码", "tax_number"), ("备注（选填）", "remarks"), ("客户等级", "level"), ("网址", "home_page"),
    ],
)  # fmt: skip
def test_a_header_means_what_people_mean(header: str, key: str) -> None:
    assert guessed([header]) == {header: key}


@pytest.mark.parametrize("header", ["Converted", "板块", "How did you hear about us", "x", "", "[A]"])
def test_a_header_that_means_nothing_is_left_out(header: str) -> None:
    assert guessed([header]) == {}


def test_values_tell_what_a_header_does_not() -> None:
    samples = [["a@example.com", "13800138000", "91350100M000100Y43", "张三"]] * 3
    assert guessed(["[A]", "[B]", "[C]", "[D]"], samples) == {"[A]": "email", "[B]": "main_phone", "[C]": "tax_number"}


def test_values_contradict_a_header() -> None:
    assert guessed(["Do Not Email"], [["No"], ["Yes"]]) == {}
    assert guessed(["Name"], [["a@example.com"], ["b@example.com"]]).get("Name") != "email"


def test_each_field_is_given_once_to_the_surest_column() -> None:
    assert guessed(["公司", "客户名称", "名称"]) == {"名称": "name"}


def test_the_exchanges_lists_are_mapped() -> None:
    path = shared_data("a_share_listed_companies", "A股列表.xlsx")
    with open_table(path, path.name) as table:
        found = guessed(table.headers, [row.cells for row in table.samples])
    assert found == {
        "公司全称": "name", "A股代码": "number", "A股简称": "short_name", "A股上市日期": "listed_on",
        "省份": "province", "城市": "city", "注册地址": "street", "所属行业": "industry", "公司网址": "home_page",
    }  # fmt: skip
