"""Numbers are shown as people read them below each other."""

from decimal import Decimal

import pytest

from zhike.kernel.fields.numbers import lined_up


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("826", "826.00"),
        ("826.500000", "826.50"),
        ("31388", "31,388.00"),
        ("0.123450", "0.12345"),
        ("-1234.5", "-1,234.50"),
    ],
)
def test_a_price_has_two_decimals_and_more_only_where_it_needs_them(value: str, shown: str) -> None:
    assert lined_up(Decimal(value), 6) == shown
