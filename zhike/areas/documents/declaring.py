"""How the lines of every document of trade are declared."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.areas.documents.settling import fill, settle, settle_many
from zhike.kernel.entity.parts import Lines

COLUMNS = ("product", "description", "quantity", "unit", "price", "discount", "tax_rate", "net")


def lines_of_trade(entity: str, *, by: str, **different: Any) -> Lines:
    """The lines of a document of trade; `different` replaces what is usual."""
    usual: dict[str, Any] = {
        "columns": COLUMNS, "label": _("Lines"), "settle": settle, "settle_many": settle_many, "fill": fill,
        "fills_on": ("product", "quantity", "unit"), "sums": ("net", "tax", "total"),
    }  # fmt: skip
    return Lines(entity, by, **(usual | different))
