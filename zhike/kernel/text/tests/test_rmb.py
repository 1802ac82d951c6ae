from decimal import Decimal

import pytest

from zhike.kernel.text.rmb import rmb_capitals


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("0", "零元整"), ("0.05", "伍分"), ("0.5", "伍角整"), ("10", "壹拾元整"), ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"), ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"), ("107000.53", "壹拾万零柒仟元零伍角叁分"), ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"), ("1000000000001", "壹万亿零壹元整"), ("-12.3", "负壹拾贰元叁角整"),
        ("1.005", "壹元零壹分"),
    ],
)  # fmt: skip
def test_amounts_are_spelt_as_banks_want_them(amount: str, capitals: str) -> None:
    assert rmb_capitals(Decimal(amount)) == capitals


def test_an_amount_beyond_names_is_refused() -> None:
    with pytest.raises(ValueError, match="no agreed name"):
        rmb_capitals(Decimal(10) ** 16)
