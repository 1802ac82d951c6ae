"""Key figures that every document of trade shows."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.documents.settling import discount_given
from zhike.areas.finance.currencies import base_currency
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.parts import Figure, Shown


def total(document: Any, by: Actor) -> Shown | None:
    """What the customer pays, tax included; below it the amount in our own currency where that is another one."""
    base = base_currency()
    detail = "" if document.currency == base else f"{base} {_amount(document.total_base)}"
    return Shown(f"{document.currency} {_amount(document.total)}", detail)


def discount(document: Any, by: Actor) -> Shown | None:
    """How far the prices lie below the lists, over all lines."""
    given = discount_given(document, list(document.lines.all()))
    return Shown(f"{given:.1f}%") if given is not None and given > 0 else None


def margin(document: Any, by: Actor) -> Shown | None:
    """What is left after cost."""
    if document.margin_base is None:
        return None
    net = document.margin_base + document.cost_base
    rate = f"{document.margin_base / net * 100:.1f}%" if net else ""
    return Shown(_amount(document.margin_base), rate, "danger" if document.margin_base < 0 else "")


def _amount(value: Any) -> str:
    return number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True)


FIGURES = (
    Figure(pgettext_lazy("with tax", "Total"), total, reads=("total", "total_base")),
    Figure(_("Off the list prices"), discount, reads=("net",)),
    Figure(pgettext_lazy("amount", "Margin"), margin, reads=("margin_base", "cost_base")),
)
