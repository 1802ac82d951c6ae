"""How documents are measured against the company's limits: the discount they give, the margin they leave."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from zhike.areas.documents.settling import discount_given
from zhike.areas.organisation.company import parameters


def discount_beyond(document: Any, lines: Sequence[Any], limit: str) -> tuple[str, str] | None:
    """The discount on the list prices and the parameter `limit`, in words, when the one is above the other."""
    most: Decimal | None = getattr(parameters(), limit)
    given = discount_given(document, lines)
    if most is None or given is None or given <= most:
        return None
    return f"{given:.1f}", plain_percent(most)


def margin_below(document: Any, limit: str) -> str:
    """The least margin of the parameter `limit`, in words, when the document's is below it; nothing when it is not."""
    least: Decimal | None = getattr(parameters(), limit)
    if least is None or document.margin_base is None or document.cost_base is None:
        return ""
    net = document.margin_base + document.cost_base
    thin = document.margin_base < 0 if net <= 0 else document.margin_base * 100 < least * net
    return plain_percent(least) if thin else ""


def plain_percent(value: Decimal) -> str:
    """A percentage without zeros at its end."""
    return f"{value.normalize():f}"
