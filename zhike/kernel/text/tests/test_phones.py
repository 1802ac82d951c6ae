import json

import pytest

from zhike.kernel.testing import shared_data
from zhike.kernel.text.phones import Phone, display, from_stored, mask, normalise_phone, tail


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("13812345678", "+8613812345678"), ("+86 138-1234-5678", "+8613812345678"),
        ("0086 13812345678", "+8613812345678"),
        ("１３８１２３４５６７８", "+8613812345678"), ("0512-67890123", "+8651267890123"),
        ("(0512)6789 0123", "+8651267890123"),
        ("86-512-67890123", "+8651267890123"), ("010-62345678-801", "+861062345678;ext=801"),
        ("0512-67890123转8001", "+8651267890123;ext=8001"), ("400-800-1234", "+864008001234"), ("95588", "+8695588"),
        ("+1 415 555 0100", "+14155550100"), ("+852 2345 6789", "+85223456789"),
    ],
)  # fmt: skip
def test_a_number_is_stored_in_one_form(written: str, stored: str) -> None:
    phone = normalise_phone(written)
    assert str(phone) == stored
    assert phone == from_stored(stored)


@pytest.mark.parametrize("written", ["", "abc", "1", "无", "-", "12345678901234567890123"])
def test_what_is_no_number_is_none(written: str) -> None:
    assert normalise_phone(written) is None


def test_a_region_decides_a_number_without_country() -> None:
    assert normalise_phone("(415) 555-2671", "US") == Phone("+14155552671")


def test_people_see_groups_and_the_unauthorised_see_stars() -> None:
    assert display("+8613812345678") == "138 1234 5678"
    assert display("+8651267890123;ext=8001") == "0512-6789 0123 转 8001"
    assert mask("+8613812345678") == "138****5678"
    assert mask("+8651267890123") == "0512****0123"
    assert mask("+8695588") == "***88"
    assert tail("+8613812345678") == "5678"


def test_naughty_strings_never_break_the_reading() -> None:
    for text in json.loads(shared_data("naughty_strings", "blns.json").read_text(encoding="utf-8")):
        normalise_phone(text)
        mask(text)
