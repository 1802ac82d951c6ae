"""What documents of trade say on paper: lines, sums and the amount in words, as text that a template only sets."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from zhike.areas.finance.currencies import currency
from zhike.kernel.text.rmb import rmb_capitals


def data_of_lines(document: Any, lines: Sequence[Any]) -> dict[str, Any]:
    """Columns, rows, sums and, for yuan in Chinese, the amount in capitals (人民币大写)."""
    discounted = any(line.discount for line in lines)
    columns = [
        ("#", "auto", "right"), (_("Description"), "3", "left"), (_("Quantity"), "auto", "right"),
        (pgettext("of measure", "Unit"), "auto", "left"), (pgettext("per unit", "Price"), "1", "right"),
        (_("Tax rate (%)"), "auto", "right"), (_("Net amount"), "1", "right"),
    ]  # fmt: skip
    if discounted:
        columns.insert(5, (_("Discount (%)"), "auto", "right"))
    code = currency(document.currency)
    return {
        "columns": columns,
        "rows": [_row(line, place, discounted) for place, line in enumerate(lines, start=1)],
        "sums": [
            [_("Net amount"), money(document.net)],
            [_("Tax"), money(document.tax)],
            [f"{_('Total')} ({code.code})", money(document.total)],
        ],
        "words_label": _("Amount in words") if _is_chinese_yuan(document) else "",
        "words": rmb_capitals(document.total) if _is_chinese_yuan(document) else "",
    }


def money(value: Decimal) -> str:
    """An amount with two decimals and its thousands."""
    return number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True)


def plain(value: Decimal | None) -> str:
    """A number without the zeros at its end."""
    return "" if value is None else number_format(Decimal(f"{value.normalize():f}"), use_l10n=True, force_grouping=True)


def _row(line: Any, place: int, discounted: bool) -> list[str]:
    unit = "" if line.unit is None else str(line.unit)
    row = [str(place), line.description, plain(line.quantity), unit, plain(line.price), plain(line.tax_rate)]
    if discounted:
        row.insert(5, plain(line.discount))
    return [*row, money(line.net)]


def _is_chinese_yuan(document: Any) -> bool:
    return document.currency == "CNY" and (get_language() or "").startswith("zh")
