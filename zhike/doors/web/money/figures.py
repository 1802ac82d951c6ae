"""Amounts and days as the pages of money write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.utils.formats import number_format

from zhike.kernel.fields.parsing import ValueProblem, parse_date


def money(amount: Decimal | None) -> str:
    """An amount with two decimals and thousands; nothing for none and for zero."""
    return number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True) if amount else ""


def sum_of(amount: Decimal) -> str:
    """An amount that is said even when it is zero."""
    return str(number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True))


def day_of(request: HttpRequest, name: str, otherwise: date) -> date:
    """A day of the address; what is none is as if it were not there."""
    raw = request.GET.get(name, "")
    try:
        return parse_date(raw) if raw else otherwise
    except ValueProblem:
        return otherwise
