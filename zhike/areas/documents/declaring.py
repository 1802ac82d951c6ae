"""How the lines of every document of trade are declared: as a kind of record of their own, and in their document."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.rights import SEE_COST
from zhike.areas.documents.models import DocumentLine
from zhike.areas.documents.preparing import complete_line, round_price
from zhike.areas.documents.settling import fill, settle, settle_many
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Access, Column, Lines, Section
from zhike.kernel.entity.registry import register

COLUMNS = ("product", "description", "quantity", "unit", "price", "discount", "tax_rate", "net")
SUMS = ("net", "tax", "total")


def lines_of_trade(
    model: type[DocumentLine], *, by: str, area: str = "sales", more: tuple[str, ...] = (), places: str = ""
) -> Lines:
    """Declare the lines of a document of trade, and return them for the document's own declaration.

    `by` is a line's reference to its document, `more` are columns that only these lines have, and `places` is the
    parameter of the company that says how many decimals their prices have: without one they have six.
    """
    key, document = f"{by}_lines", f"{by}s"
    register(type(f"{model.__name__}Entity", (TradeLineEntity,), {
        "__doc__": f"One line of a document in {document}.", "__module__": model.__module__,
        "model": model, "key": key, "area": area,
        "access": Access(owner="owner", department="department", through=by, grants_of=document),
        "columns": _columns(by, more), "prepare": [complete_line, partial(round_price, places=places)],
        "filters": [
            by, "product", "quantity", "price", "discount", "net", "total", *more, "description", "cost", "created_at",
        ],
        "form": [Section(
            pgettext_lazy("document", "Line"), by, *COLUMNS, "tax", "total", *more, "list_price", "cost",
        )],
    }))  # fmt: skip
    return Lines(
        key, by, (*COLUMNS, *more), _("Lines"), settle=partial(settle, places=places),
        settle_many=partial(settle_many, places=places),
        fill=partial(fill, places=places), fills_on=("product", "quantity", "unit"), sums=SUMS,
    )  # fmt: skip


class TradeLineEntity(Entity):
    """What the lines of all documents of trade have in common."""

    icon, in_rail = "list", False
    verbs = ("view",)
    concealed = {"cost": SEE_COST}
    system_fields = frozenset({"owner", "department"})


def _columns(by: str, more: tuple[str, ...]) -> list[Column]:
    shown: list[Any] = [
        Column("description", link=True), Column(by), Column("product"), Column("quantity"), Column("unit"),
        Column("price"), Column("discount"), Column("net"), *(Column(name) for name in more), Column("tax_rate"),
        Column("total"),
    ]  # fmt: skip
    return [*shown, *(Column(name, hidden=True) for name in ("cost", "list_price", "created_at"))]
