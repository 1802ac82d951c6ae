"""How people meet products, their categories and units, and price lists."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog import dictionaries  # noqa: F401  (declares the choice lists)
from zhike.areas.catalog.card import FIGURES, WARNINGS
from zhike.areas.catalog.models import PriceList, PriceListItem, Product, ProductCategory, ProductUnit, Unit
from zhike.areas.catalog.preparing import (
    complete_category,
    complete_item,
    complete_price_list,
    complete_product,
    complete_product_unit,
    complete_unit,
)
from zhike.areas.catalog.rights import SEE_COST
from zhike.areas.customers.entity import CustomerEntity
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import (
    Access,
    Card,
    Column,
    Importing,
    Numbering,
    Picture,
    Related,
    Search,
    Section,
    StandardView,
)  # fmt: skip
from zhike.kernel.entity.registry import register
from zhike.kernel.files.pictures import address
from zhike.kernel.people.work import declare_work
from zhike.kernel.tags.actions import declare_tagging

picture_shown = partial(address, "products", "picture")
ON_SALE = {"field": "status", "op": "eq", "value": "active"}


@register
class ProductEntity(Entity):
    """Something that we sell: a thing, or a training or service."""

    model = Product
    key, icon, area = "products", "package", "products"
    access = Access(owner="owner", department="department")
    columns = [
        Column("name", link=True), Column("picture_shown", annotate=picture_shown, type="picture", label=_("Picture")),
        Column("number"), Column("specification"), Column("category"), Column("kind"),
        Column("unit"), Column("price"), Column("tax_rate"), Column("status"), Column("tags"),
        Column("brand", hidden=True), Column("cost", hidden=True), Column("barcode", hidden=True),
        Column("currency", hidden=True), Column("safety_stock", hidden=True), Column("supplier", hidden=True),
        Column("delivery_days", hidden=True), Column("warranty_months", hidden=True), Column("owner", hidden=True),
        Column("english_name", hidden=True), Column("created_at", hidden=True),
    ]  # fmt: skip
    filters = [
        "category", "kind", "status", "brand", "price", "cost", "unit", "tags", "supplier", "owner", "name", "number",
        "specification", "barcode", "currency", "tax_rate", "created_at",
    ]  # fmt: skip
    search = Search(
        title="name", also=("number", "specification", "barcode", "english_name"),
        subtitle=("number", "specification", "category"),
    )  # fmt: skip
    form = [
        Section(_("Basics"), "name", "number", "kind", "category", "specification", "unit", "status", "tags"),
        Section(_("Price"), "price", "currency", "tax_rate", "cost"),
        Section(
            _("More"), "english_name", "brand", "barcode", "description", "picture_words", "delivery_days",
            "warranty_months", "remarks", folded=True,
        ),
        Section(_("Supply"), "safety_stock", "supplier", "supplier_remarks", folded=True),
        Section(_("System"), "owner", "department", folded=True),
    ]  # fmt: skip
    card = Card(
        timeline=False, header=("number", "specification", "category", "owner"), badges=("status", "kind"),
        tabs=(
            Related(
                "price_list_items", "product", _("Prices"),
                ("price_list", "unit", "from_quantity", "price", "remarks"), "from_quantity",
            ),
            Related("product_units", "product", _("Units"), ("unit", "factor", "barcode")),
        ),
        figures=FIGURES, warnings=WARNINGS,
    )  # fmt: skip
    views = [
        StandardView("sold", _("On sale"), {"and": [ON_SALE]}),
        StandardView("things", _("Goods"), {"and": [
            ON_SALE, {"field": "kind", "op": "in", "value": ["made", "bought", "consigned"]},
        ]}),
        StandardView("services", _("Training and service"), {"and": [
            ON_SALE, {"field": "kind", "op": "in", "value": ["training", "service"]},
        ]}),
        StandardView("retired", _("No longer sold"), {"and": [{"field": "status", "op": "eq", "value": "retired"}]}),
        StandardView("all", _("All")),
    ]  # fmt: skip
    tones = {"status": {"active": "jade", "retired": "ink"}, "kind": {"consigned": "amber"}}
    kanban = ["kind", "status", "brand"]
    kanban_shows = ["number", "specification", "price"]
    default_sort = "name"
    concealed = {"cost": SEE_COST}
    picture = Picture("picture", "picture_words", "picture_shown")
    hidden_fields = frozenset({"picture"})
    numbering = Numbering("number", "CP-{sequence:5}")
    importing = Importing(
        match_on=("number", "barcode"),
        synonyms={
            "name": ("product",), "specification": ("specification", "model"), "price": ("price",), "unit": ("unit",),
            "number": ("number", "code", "sku"), "barcode": ("barcode", "ean"), "category": ("category",),
        },
        create_references=frozenset({"brand"}),
    )  # fmt: skip
    prepare = [complete_product]


@register
class ProductCategoryEntity(Entity):
    """A branch of the product tree."""

    model = ProductCategory
    key, icon, area, in_rail = "product_categories", "folder-tree", "products", False
    columns = [Column("name", link=True), Column("parent"), Column("english_name"), Column("position")]
    filters = ["parent", "name"]
    search = Search(title="name", also=("english_name",), subtitle=("parent",))
    form = [Section(_("Basics"), "name", "english_name", "parent", "position")]
    card = Card(tabs=(
        Related("products", "category", columns=("name", "number", "specification", "price", "status")),
        Related("product_categories", "parent", _("Below"), ("name", "english_name", "position")),
    ))  # fmt: skip
    default_sort = "position"
    importing = Importing(match_on=("name",))
    prepare = [complete_category]


@register
class UnitEntity(Entity):
    """In what products are counted or measured."""

    model = Unit
    key, icon, area, in_rail = "units", "ruler", "products", False
    columns = [
        Column("name", link=True), Column("english_name"), Column("base"), Column("factor"), Column("places"),
    ]  # fmt: skip
    filters = ["name", "base"]
    search = Search(title="name", also=("english_name",))
    form = [Section(_("Basics"), "name", "english_name", "base", "factor", "places")]
    default_sort = "name"
    importing = Importing(match_on=("name",))
    prepare = [complete_unit]


@register
class ProductUnitEntity(Entity):
    """A further unit in which one product is sold or packed."""

    model = ProductUnit
    key, icon, area, in_rail = "product_units", "boxes", "products", False
    access = Access(owner="owner", department="department", through="product", grants_of="products")
    columns = [Column("name", link=True), Column("product"), Column("unit"), Column("factor"), Column("barcode")]
    filters = ["product", "unit"]
    form = [Section(_("Basics"), "product", "unit", "factor", "barcode")]
    default_sort = "id"
    system_fields = frozenset({"owner", "department"})
    prepare = [complete_product_unit]


@register
class PriceListEntity(Entity):
    """Prices for a level of customers, in one currency, for a time."""

    model = PriceList
    key, icon, area = "price_lists", "badge-percent", "products"
    access = Access(owner="owner", department="department")
    columns = [
        Column("name", link=True), Column("number"), Column("customer_level"), Column("currency"),
        Column("valid_from"), Column("valid_until"), Column("active"), Column("owner"),
    ]  # fmt: skip
    filters = ["customer_level", "currency", "valid_from", "valid_until", "active", "name", "number", "owner"]
    search = Search(title="name", also=("number",), subtitle=("number", "customer_level"))
    form = [
        Section(_("Basics"), "name", "number", "customer_level", "currency", "valid_from", "valid_until", "active"),
        Section(_("More"), "remarks", "owner", "department", folded=True),
    ]
    card = Card(
        header=("number", "currency", "valid_from", "valid_until", "owner"), badges=("customer_level",),
        tabs=(Related(
            "price_list_items", "price_list", _("Prices"),
            ("product", "unit", "from_quantity", "price", "remarks"),
        ),),
    )  # fmt: skip
    views = [
        StandardView("used", _("In use"), {"and": [{"field": "active", "op": "eq", "value": True}]}),
        StandardView("all", _("All")),
    ]
    default_sort = "name"
    numbering = Numbering("number", "JG-{year}-{sequence:3}")
    importing = Importing(match_on=("number", "name"))
    prepare = [complete_price_list]


@register
class PriceListItemEntity(Entity):
    """The price of a product on a list, from a quantity on."""

    model = PriceListItem
    key, icon, area, in_rail = "price_list_items", "tag", "products", False
    access = Access(owner="owner", department="department", through="price_list", grants_of="price_lists")
    columns = [
        Column("name", link=True), Column("price_list"), Column("product"), Column("unit"), Column("from_quantity"),
        Column("price"), Column("remarks"),
    ]  # fmt: skip
    filters = ["price_list", "product", "unit", "price", "from_quantity", "name"]
    form = [Section(_("Basics"), "price_list", "product", "unit", "from_quantity", "price", "remarks")]
    default_sort = "id"
    system_fields = frozenset({"owner", "department"})
    importing = Importing(
        match_together=("price_list", "product", "unit", "from_quantity"),
        synonyms={"from_quantity": ("quantity", "from"), "price": ("price",), "product": ("product", "number")},
    )
    prepare = [complete_item]


declare_tagging(Product)
declare_work(Product)
extend(CustomerEntity, tabs=[Related("products", "supplier", _("Products supplied"))])
