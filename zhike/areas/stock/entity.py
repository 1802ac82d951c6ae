"""How people meet warehouses, stock, its movements, and the slips that make them."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.entity import ProductEntity
from zhike.areas.catalog.rights import SEE_COST
from zhike.areas.stock import checks, demand, queries  # noqa: F401  (declares what is reconciled)
from zhike.areas.stock.card import FIGURES, WARNINGS
from zhike.areas.stock.models import (
    StockLevel,
    StockMovement,
    StockReservation,
    StockSlip,
    StockSlipLine,
    Warehouse,
)
from zhike.areas.stock.ownership import keep_whose_goods
from zhike.areas.stock.slips import complete_line, complete_slip, complete_warehouse, fill_in, settle
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import (
    Access,
    Card,
    Column,
    Lines,
    Numbering,
    Related,
    Search,
    Section,
    StandardView,
)  # fmt: skip
from zhike.kernel.entity.registry import register
from zhike.kernel.people.work import declare_work

MOVED = ("dated", "kind", "quantity", "warehouse", "text", "created_by")


@register
class WarehouseEntity(Entity):
    """A place where goods lie."""

    model = Warehouse
    key, icon, area = "warehouses", "warehouse", "products"
    access = Access(owner="owner", department="department")
    columns = [
        Column("name", link=True), Column("number"), Column("region"), Column("owner"), Column("allow_negative"),
        Column("active"), Column("street", hidden=True),
    ]  # fmt: skip
    filters = ["region", "owner", "active", "allow_negative", "name", "number"]
    search = Search(title="name", also=("number", "street"), subtitle=("number", "region"))
    form = [
        Section(_("Basics"), "name", "number", "region", "street", "owner", "active"),
        Section(_("More"), "allow_negative", "remarks", "department", folded=True),
    ]
    card = Card(header=("number", "region", "owner"), badges=("active",), tabs=(
        Related("stock_levels", "warehouse", columns=("product", "on_hand", "reserved", "free")),
        Related("stock_movements", "warehouse", columns=("dated", "kind", "product", "quantity", "text"), sort="-id"),
        Related("stock_slips", "warehouse", sort="-id"),
    ))  # fmt: skip
    default_sort = "name"
    numbering = Numbering("number", "CK-{sequence:2}")
    prepare = [complete_warehouse]


@register
class StockLevelEntity(Entity):
    """How much of a product lies in a warehouse."""

    model = StockLevel
    key, icon, area = "stock_levels", "layers", "products"
    only_actions = True
    columns = [
        Column("name", link=True), Column("product", hidden=True), Column("warehouse"), Column("on_hand"),
        Column("reserved"), Column("free", annotate=queries.free_here, type="decimal", label=_("Free")),
        Column("value", total=True),
    ]  # fmt: skip
    filters = ["product", "warehouse", "on_hand", "reserved", "free", "value", "name"]
    form = [Section(_("Basics"), "product", "warehouse", "on_hand", "reserved", "value")]
    card = Card(header=("warehouse",))
    concealed = {"value": SEE_COST}
    views = [
        StandardView("there", _("In stock"), {"and": [{"field": "on_hand", "op": "gt", "value": "0"}]}),
        StandardView("promised", _("Reserved"), {"and": [{"field": "reserved", "op": "gt", "value": "0"}]}),
        StandardView("below", _("Below zero"), {"and": [{"field": "free", "op": "lt", "value": "0"}]}),
        StandardView("all", _("All")),
    ]
    default_sort = "name"
    verbs = ("view",)
    hidden_fields = frozenset({"unbounded"})
    never_undone = frozenset({"product_id"})


@register
class StockMovementEntity(Entity):
    """Goods that came or went."""

    model = StockMovement
    key, icon, area = "stock_movements", "arrow-left-right", "products"
    only_actions = True
    columns = [
        Column("name", link=True), Column("dated"), Column("kind"), Column("quantity"), Column("warehouse"),
        Column("unit_cost"), Column("value", total=True), Column("text"), Column("created_by"),
        Column("product", hidden=True),
        Column("reverses", hidden=True), Column("created_at", hidden=True),
    ]  # fmt: skip
    filters = ["dated", "kind", "product", "warehouse", "quantity", "unit_cost", "value", "created_by", "text", "name"]
    form = [Section(
        _("Basics"), "product", "kind", "quantity", "warehouse", "dated", "text", "unit_cost", "value", "reverses",
    )]  # fmt: skip
    card = Card(header=("dated", "warehouse"), badges=("kind",), primary=("reverse_movement",))
    views = [StandardView("all", _("All"))]
    concealed = {"unit_cost": SEE_COST, "value": SEE_COST}
    verbs = ("view",)
    never_undone = frozenset({"kind"})


@register
class StockReservationEntity(Entity):
    """Stock that is promised to a document."""

    model = StockReservation
    key, icon, area, in_rail = "stock_reservations", "bookmark", "products", False
    only_actions = True
    columns = [
        Column("name", link=True), Column("product", hidden=True), Column("warehouse"), Column("quantity"),
        Column("document_entity", hidden=True), Column("created_by"), Column("created_at"),
    ]  # fmt: skip
    filters = ["product", "warehouse", "quantity", "created_at", "name"]
    form = [Section(_("Basics"), "product", "warehouse", "quantity")]
    card = Card(header=("warehouse",))
    verbs = ("view",)
    never_undone = frozenset({"product_id"})


@register
class StockSlipEntity(Entity):
    """A sheet of goods received, set right, moved or counted."""

    model = StockSlip
    key, icon, area = "stock_slips", "clipboard-list", "products"
    access = Access(
        owner="owner", department="department", read_only=Q(posted_at__isnull=False),
        read_only_reason=_("What is posted is reversed, never edited."), thaws=frozenset({"reverse"}),
    )  # fmt: skip
    columns = [
        Column("number", link=True), Column("kind"), Column("warehouse"), Column("to_warehouse"), Column("dated"),
        Column("state"), Column("supplier"), Column("reference"), Column("owner"), Column("posted_at", hidden=True),
    ]  # fmt: skip
    filters = ["kind", "state", "warehouse", "to_warehouse", "dated", "supplier", "reference", "owner", "number"]
    search = Search(title="number", also=("reference",), subtitle=("kind", "warehouse", "dated"))
    form = [
        Section(_("Basics"), "kind", "warehouse", "to_warehouse", "dated", "supplier", "reference"),
        Section(_("More"), "number", "remarks", "owner", "department", folded=True),
    ]
    lines = [
        Lines(
            "stock_slip_lines", "slip",
            ("product", "quantity", "unit", "unit_cost", "expected", "difference", "remarks"),
            label=_("Lines"), settle=settle, fill=fill_in, fills_on=("product",),
        )
    ]  # fmt: skip
    card = Card(
        header=("warehouse", "to_warehouse", "dated", "owner"), badges=("kind", "state"),
        primary=("post_slip", "fill_sheet", "reverse_slip"),
    )  # fmt: skip
    views = [
        StandardView("drafts", _("Drafts"), {"and": [{"field": "state", "op": "eq", "value": "draft"}]}),
        StandardView("receipts", _("Purchase-in"), {"and": [{"field": "kind", "op": "eq", "value": "receipt"}]}),
        StandardView("counts", _("Stock-taking"), {"and": [{"field": "kind", "op": "eq", "value": "count"}]}),
        StandardView("all", _("All")),
    ]
    tones = {"state": {"draft": "ink", "posted": "jade", "reversed": "rose"}}
    kanban = ["state", "kind"]
    kanban_shows = ["warehouse", "dated", "owner"]
    default_sort = "-id"
    numbering = Numbering("number", "KC-{year}{month}-{sequence:4}")
    prepare = [complete_slip]
    never_undone = frozenset({"posted_at"})


@register
class StockSlipLineEntity(Entity):
    """One product on a stock slip."""

    model = StockSlipLine
    key, icon, area, in_rail = "stock_slip_lines", "list", "products", False
    access = Access(owner="owner", department="department", through="slip", grants_of="stock_slips")
    verbs = ("view",)
    columns = [
        Column("name", link=True), Column("slip"), Column("product"), Column("quantity"), Column("unit"),
        Column("unit_cost"), Column("expected"), Column("difference"), Column("remarks"),
    ]  # fmt: skip
    filters = ["slip", "product", "quantity", "difference"]
    form = [Section(_("Basics"), "slip", "product", "quantity", "unit", "unit_cost", "remarks")]
    default_sort = "id"
    concealed = {"unit_cost": SEE_COST}
    system_fields = frozenset({"owner", "department"})
    prepare = [complete_line]


declare_work(Warehouse)
declare_work(StockSlip, Q(posted_at=None))
extend(
    ProductEntity,
    figures=FIGURES, warnings=WARNINGS, prepare=[keep_whose_goods],
    tabs=[
        Related("stock_levels", "product", _("Stock"), ("warehouse", "on_hand", "reserved", "free")),
        Related("stock_movements", "product", _("Movements"), MOVED, "-id"),
        Related("stock_reservations", "product", _("Reserved"), ("warehouse", "quantity", "created_by", "created_at")),
    ],
    columns=[
        Column("stock_free", annotate=queries.free, type="decimal", label=_("Free stock")),
        Column("stock_on_hand", annotate=queries.on_hand, type="decimal", label=_("On hand"), hidden=True),
        Column("stock_wanted", annotate=demand.column, type="decimal", label=_("Wanted by orders"), hidden=True),
        Column("stock_short", annotate=queries.short, type="boolean", label=_("Short"), hidden=True),
    ],
    filters=["stock_free", "stock_wanted", "stock_short"],
    views=[StandardView("short", _("Short"), {"and": [{"field": "stock_short", "op": "eq", "value": True}]})],
)  # fmt: skip
