"""Products as sellers and managers meet them; costs are nobody's business who lacks the power."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter

from tests.contracts.doors import Pages, Programs, words_of
from zhike.areas.catalog.models import PriceList, PriceListItem, Product, ProductCategory, Unit
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.exports.service import export
from zhike.kernel.filters import Condition, Group, predicate
from zhike.kernel.history.reading import history_of
from zhike.kernel.imports import service
from zhike.kernel.lists.page import Wish, page
from zhike.kernel.people.models import Role
from zhike.kernel.refusals import NotAllowed, Refused
from zhike.kernel.search.finding import find

pytestmark = pytest.mark.django_db
PRODUCTS = entity_named("products")


@pytest.fixture
def mill(cast) -> Product:
    """A machining centre, with a cost that was changed once."""
    by = cast.actor(cast.manager)
    values = {
        "name": "立式加工中心 JH-V850", "specification": "X800/Y500/Z550 BT40", "barcode": "6901234567892",
        "unit": str(Unit.objects.get(name="台").pk), "price": "318000", "cost": "239999.99",
    }  # fmt: skip
    made = Product.objects.get(pk=create(PRODUCTS, values, by=by).records[0])
    update(Chosen.of(made, by=by), {"cost": "238888.88"}, by=by)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("words", ["加工中心", "JH-V850", "lsjgzx", "lishi", "6901234567892", "CP-00001", "BT40"])
def test_a_seller_finds_a_product_by_name_number_pinyin_barcode_and_specification(cast, mill, words):
    assert [hit.id for hit in find(words, by=cast.actor(cast.zhou), only="products")] == [mill.pk]


def test_a_seller_reads_no_cost_at_any_door(cast, mill):
    zhou = cast.actor(cast.zhou)
    pages, program = Pages(cast.zhou), Programs(cast, cast.zhou)
    for path in (
        "/products?columns=name,cost", f"/products/{mill.pk}", f"/products/{mill.pk}/panel",
        f"/products/{mill.pk}/history", "/products?display=kind", f"/products/new?copy={mill.pk}",
    ):  # fmt: skip
        text = words_of(pages.get(path))
        assert not any(one in text for one in ("239,999", "238,888", "239999", "238888")), path
    for path in (f"/products/{mill.pk}", "/products", f"/products/{mill.pk}/history"):
        text = program.get(path).content.decode()
        assert "239999" not in text, path
        assert "cost" not in text, path
    assert "238888" not in repr(history_of(PRODUCTS, mill.pk, by=zhou))
    assert program.get("/products", **{"filter[cost__gt]": "1"}).status_code == 422
    assert program.get("/products", sort="-cost").status_code == 422
    assert program.get("/products", fields="cost").status_code == 422
    with pytest.raises(Refused):
        predicate(PRODUCTS, Group("and", (Condition("cost", "gt", "1"),)), zhou)
    with pytest.raises(Refused):
        page(PRODUCTS, zhou, Wish(sort="cost"), [])
    assert find("238888", by=zhou) == []


def test_who_may_export_but_not_see_costs_exports_none(cast, mill):
    role = cast.person("exporter", cast.east, "seller")
    Role.objects.filter(pk__in=role.roles).update(powers=["products.export"])
    by = cast.actor(role)
    assert b"318000" in b"".join(export(PRODUCTS, by=by, format="csv").chunks)
    assert b"238888" not in b"".join(export(PRODUCTS, by=by, format="csv").chunks)
    with pytest.raises(Refused):
        export(PRODUCTS, by=by, columns=["cost"])


def test_a_manager_reads_costs_and_the_margin(cast, mill):
    text = words_of(Pages(cast.manager).get(f"/products/{mill.pk}"))
    assert "238,888.88" in text
    assert "24.9%" in text
    assert Programs(cast, cast.manager).get(f"/products/{mill.pk}").json()["cost"] == "238888.880000"


def test_a_seller_changes_and_makes_no_product(cast, mill):
    with pytest.raises(NotAllowed):
        update(Chosen.of(mill, by=cast.actor(cast.zhou)), {"price": "1"}, by=cast.actor(cast.zhou))
    with pytest.raises(NotAllowed):
        create(PRODUCTS, {"name": "x"}, by=cast.actor(cast.zhou))
    assert Programs(cast, cast.zhou).patch(f"/products/{mill.pk}", {"price": "1"}).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [("price", "-1"), ("cost", "-0.01"), ("tax_rate", "101"), ("currency", "RMB元"), ("price", "1.0000001")],
)
def test_impossible_amounts_are_refused_with_their_field(cast, mill, field, value):
    by = cast.actor(cast.manager)
    with pytest.raises(Refused) as refused:
        update(Chosen.of(mill, by=by), {field: value}, by=by)
    assert [error.field for error in refused.value.errors] == [field]


def test_a_barcode_belongs_to_one_product(cast, mill):
    by = cast.actor(cast.manager)
    with pytest.raises(Refused) as refused:
        create(PRODUCTS, {"name": "另一台", "unit": str(mill.unit_id), "barcode": mill.barcode}, by=by)
    assert refused.value.errors[0].field == "barcode"


def test_a_branch_of_the_tree_is_filtered_with_all_below_it_and_never_hangs_below_itself(cast, mill):
    by, entity = cast.actor(cast.manager), entity_named("product_categories")

    def branch(name: str, parent: ProductCategory | None = None) -> ProductCategory:
        values = {"name": name} | ({"parent": str(parent.pk)} if parent else {})
        return ProductCategory.objects.get(pk=create(entity, values, by=by).records[0])

    machines, other = branch("机床"), branch("其他")
    mills = branch("铣床", machines)
    vertical = branch("立式", mills)
    assert vertical.path == f"/{machines.pk}/{mills.pk}/{vertical.pk}/"
    update(Chosen.of(mill, by=by), {"category": str(vertical.pk)}, by=by)
    below = Group("and", (Condition("category", "under", str(machines.pk)),))
    assert list(Product.objects.filter(predicate(PRODUCTS, below, by))) == [mill]
    with pytest.raises(Refused):
        update(Chosen.of(machines, by=by), {"parent": str(vertical.pk)}, by=by)
    update(Chosen.of(mills, by=by), {"parent": str(other.pk)}, by=by)
    vertical.refresh_from_db()
    assert vertical.path == f"/{other.pk}/{mills.pk}/{vertical.pk}/"
    assert not Product.objects.filter(predicate(PRODUCTS, below, by)).exists()


def test_units_are_measured_in_units_that_are_not_measured_themselves(cast):
    by, units = cast.actor(cast.manager), entity_named("units")
    gram = Unit.objects.get(name="克")
    with pytest.raises(Refused) as refused:
        create(units, {"name": "毫克", "base": str(gram.pk), "factor": "0.001"}, by=by)
    assert refused.value.errors[0].field == "base"


def sheet(*rows) -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet()
    for place, row in enumerate(rows):
        page.write_row(place, 0, row)
    book.close()
    return stream.getvalue()


def test_a_price_list_comes_in_from_a_spreadsheet_and_changes_what_is_there(cast, mill):
    by = cast.actor(cast.manager, door="import")
    above = PriceList.objects.create(name="2026 标准价格表", number="JG-1", currency="CNY", owner=cast.manager)
    PriceListItem.objects.create(price_list=above, product=mill, price=310000)
    file = sheet(
        ["价格表", "产品", "起订数量", "单价"],
        ["2026 标准价格表", mill.number, 0, 305000],
        ["2026 标准价格表", mill.name, 5, 298000.5],
        ["2026 标准价格表", "没有这个产品", 5, 1],
    )
    importing = service.begin(
        entity_named("price_list_items"), [file], "list.xlsx", by=by, options={"duplicates": "update"}
    )
    assert set(importing.mapping.values()) == {"price_list", "product", "from_quantity", "price"}
    service.check(importing, by=by)
    importing = service.run_now(importing, by=by)
    kept = (
        PriceListItem.objects.filter(price_list=above).order_by("from_quantity").values_list("from_quantity", "price")
    )
    assert list(kept) == [(0, Decimal(305000)), (5, Decimal("298000.5"))]
