"""Values are read as people and spreadsheets write them, and refused in words."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from zhike.kernel.fields.parsing import (
    ValueProblem,
    guess_day_first,
    is_placeholder,
    parse_boolean,
    parse_date,
    parse_datetime,
    parse_decimal,
    parse_integer,
)  # fmt: skip

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "-",
        "--",
        "—",
        "N/A",
        "n/a",
        "NULL",
        "null",
        "None",
        "nan",
        "Select",
        "无",
        "空",
        "暂无",
        "不详",
        "/",
        "#N/A",
        "？",
        "＃N/A",
    ],
)
def test_a_placeholder_is_nothing(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["0", "无锡", "空调厂", "N", "-1", "Selected"])
def test_a_value_is_something(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("19,405,918,198", "19405918198"), ("1.2万", "12000"), ("3亿", "300000000"), ("¥1,234.50", "1234.50"),
        ("(1,234)", "-1234"), ("１２，３４５．６", "12345.6"), ("−5", "-5"), ("5-", "-5"), ("￥-3.5万元", "-35000"),
        ("12%", "0.12"), (" 7 ", "7"), ("1e5", "100000"), ("12,34,567", "1234567"), ("USD 12", "12"),
        ("1 234", "1234"),
    ],
)  # fmt: skip
def test_a_number_is_read_exactly(text: str, number: str) -> None:
    assert parse_decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["1.234,56", "1,23", "abc", "1.2.3", "--5", "NaN", "Infinity", "", "9" * 100, "0x10", "１月"]
)
def test_what_is_not_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        parse_decimal(text)
    assert refused.value.code == "not_number"


def test_a_decimal_comma_counts_only_when_told() -> None:
    assert parse_decimal("1.234,56", decimal_comma=True) == Decimal("1234.56")


def test_decimals_are_never_lost_silently() -> None:
    assert str(parse_decimal("1.200", places=2)) == "1.20"
    with pytest.raises(ValueProblem) as refused:
        parse_decimal("1.239", places=2)
    assert (refused.value.code, "1.239" in str(refused.value)) == ("too_many_decimals", True)


def test_whole_numbers_are_whole() -> None:
    assert (parse_integer("1,234"), parse_integer("12.0"), parse_integer("1.2万")) == (1234, 12, 12000)
    with pytest.raises(ValueProblem):
        parse_integer("1.5")


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-05", "2026年1月5日", "2026/1/5", "2026.1.5", "5-Jan-2026", "Jan 5, 2026", "January 5th, 2026",
        "20260105", 20260105, 46027, "46027", Decimal("46027.75"), "2026年1月5日 星期一", "Monday, 5 January 2026",
        "2026-01-05T10:00:00Z", "２０２６－０１－０５", date(2026, 1, 5), datetime(2026, 1, 5, 23, tzinfo=UTC),
        "2026/1/5 下午3:05",
    ],
)  # fmt: skip
def test_a_day_is_read(value: object) -> None:
    assert parse_date(value) == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2026-02-30", "no_such_day"),
        ("5/1/2026", "ambiguous_date"),
        ("hello", "not_date"),
        ("12", "not_date"),
        (True, "not_date"),
        (1e300, "not_date"),
    ],
)
def test_a_day_that_is_none_is_refused(value: object, code: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        parse_date(value)
    assert refused.value.code == code


def test_the_order_of_day_and_month_is_decided_for_a_column() -> None:
    assert guess_day_first(["04-09-2012", "21-08-2013"]) is True
    assert guess_day_first(["5/19/2006 0:00:00", "1/2/2006"]) is False
    assert guess_day_first(["1/2/2006", "2026-01-05", 5]) is None
    assert guess_day_first(["19/5/2006", "5/19/2006"]) is None
    assert (parse_date("5/1/2026", day_first=True), parse_date("5/1/2026", day_first=False)) == (
        date(2026, 1, 5),
        date(2026, 5, 1),
    )
    assert parse_date("25/12/2026") == date(2026, 12, 25)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-05T10:00:00Z", datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ("2026-01-05 10:00", datetime(2026, 1, 5, 10, tzinfo=SHANGHAI)),
        ("2026/1/5 下午3:05", datetime(2026, 1, 5, 15, 5, tzinfo=SHANGHAI)),
        ("2026年1月5日10时5分", datetime(2026, 1, 5, 10, 5, tzinfo=SHANGHAI)),
        ("5-Jan-2026 12:05 AM", datetime(2026, 1, 5, 0, 5, tzinfo=SHANGHAI)),
        ("20260105T101112", datetime(2026, 1, 5, 10, 11, 12, tzinfo=SHANGHAI)),
        ("2026-01-05", datetime(2026, 1, 5, tzinfo=SHANGHAI)),
        ("2026-01-05 10:00 +0800", datetime(2026, 1, 5, 2, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_moment_is_read(text: str, moment: datetime) -> None:
    assert parse_datetime(text, zone=SHANGHAI) == moment


@pytest.mark.parametrize("yes", ["是", "有", "Y", "yes", "true", "TRUE", "1", 1, "√", True])
def test_yes_is_yes(yes: object) -> None:
    assert parse_boolean(yes) is True


@pytest.mark.parametrize("no", ["否", "无", "N", "no", "false", "0", 0, "×", False])
def test_no_is_no(no: object) -> None:
    assert parse_boolean(no) is False


@given(some.text() | some.integers() | some.floats() | some.booleans() | some.decimals())
def test_nothing_but_a_value_problem_is_raised(value: object) -> None:
    for read in (
        parse_decimal,
        parse_integer,
        parse_date,
        parse_boolean,
        lambda text: parse_datetime(text, zone=SHANGHAI),
    ):
        problem = None
        try:
            read(value)
        except ValueProblem as raised:
            problem = raised
        assert problem is None or str(problem)
