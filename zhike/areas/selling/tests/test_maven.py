"""A real book of 8,800 deals comes in whole, and our figures are those that the files give."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from statistics import mean
from typing import Any

import pytest

from zhike.areas.catalog.models import Product
from zhike.areas.customers.models import Customer
from zhike.areas.selling.models import Opportunity, Pipeline, Stage
from zhike.areas.selling.performance import performance
from zhike.kernel.actions.standard import create
from zhike.kernel.directory import renew
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.imports import service
from zhike.kernel.imports.tests.steps import brought, brought_text, ran
from zhike.kernel.people.models import Department, Employee
from zhike.kernel.testing import Cast, shared_data

pytestmark = pytest.mark.django_db
FOLDER = ("maven_crm_sales_opportunities", "CRM+Sales+Opportunities")
STAGES = (("Prospecting", "open", 10), ("Engaging", "open", 40), ("Won", "won", 100), ("Lost", "lost", 0))
MAPPING = {
    "opportunity_id": "number", "sales_agent": "owner", "product": "product", "account": "customer",
    "deal_stage": "stage", "engage_date": "began_on", "close_date": "closed_on", "close_value": "amount",
    "name": "name", "office": "department",
}  # fmt: skip
Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    """A file of the set as its rows."""
    return list(csv.DictReader(shared_data(*FOLDER, name).read_text().splitlines()))


@pytest.fixture
def book(cast: Cast) -> list[Row]:
    """Accounts, products, teams and all deals, brought in by the importer; returns the rows of the deals."""
    by = cast.actor(cast.administrator)
    assert ran(brought(shared_data(*FOLDER, "accounts.csv"), "customers", by), by) == {"new": 85}
    unit = create(entity_named("units"), {"name": "set"}, by=by).records[0]
    goods = "name,unit,price\n" + "\n".join(
        f"{one['product']},set,{one['sales_price']}" for one in rows_of("products.csv")
    )
    assert unit
    assert ran(brought_text(goods, "products", by), by) == {"new": 7}
    teams = rows_of("sales_teams.csv")
    _hire(teams, by)
    pipeline = Pipeline.objects.create(name="Maven", position=9)
    for place, (name, kind, probability) in enumerate(STAGES):
        Stage.objects.create(pipeline=pipeline, name=name, kind=kind, probability=probability, position=place)
    renew()
    deals, office = rows_of("sales_pipeline.csv"), {one["sales_agent"]: one["regional_office"] for one in teams}
    lines = [[*MAPPING]] + [
        [*(row[header] for header in MAPPING if header in row), f"{row['product']} {row['opportunity_id']}",
         office[row["sales_agent"]]]
        for row in deals
    ]  # fmt: skip
    text = "\n".join(",".join(line) for line in lines)
    importing = brought_text(text, "opportunities", by, mapping=MAPPING, alike=0)
    plan = service.check(importing, by=by, wait=True).plan
    assert plan["empty"]["customer"] == 1425
    assert [(one["word"], one["title"], one["count"]) for one in plan["taken_for"]] == [("GTXPro", "GTX Pro", 1480)]
    assert ran(importing, by) == {"new": 8800}
    return deals


def _hire(teams: list[Row], by: Any) -> None:
    offices = "name\n" + "\n".join(sorted({one["regional_office"] for one in teams}))
    assert ran(brought_text(offices, "departments", by), by) == {"new": 3}
    managers = dict.fromkeys((one["manager"], one["regional_office"]) for one in teams)
    listed = [*((name, office, "") for name, office in managers),
              *((one["sales_agent"], one["regional_office"], one["manager"]) for one in teams)]  # fmt: skip
    lines = [
        "姓名,登录名,部门,直属上级",
        *(f"{name},{name.replace(' ', '.')},{office},{boss}" for name, office, boss in listed),
    ]
    assert ran(brought_text("\n".join(lines), "employees", by), by) == {"new": 41}


def expected(deals: list[Row], key: Callable[[Row], Any]) -> dict[Any, tuple[int, int, int, Decimal, float | None]]:
    """The figures from the file, with nothing of ours: won, lost, open, value won, mean days of won deals."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in deals:
        groups[key(row)].append(row)
    found = {}
    for name, rows in groups.items():
        won = [row for row in rows if row["deal_stage"] == "Won"]
        lost = sum(row["deal_stage"] == "Lost" for row in rows)
        days = [(date.fromisoformat(row["close_date"]) - date.fromisoformat(row["engage_date"])).days for row in won]
        value = sum((Decimal(row["close_value"]) for row in won), Decimal(0))
        found[name] = (len(won), lost, len(rows) - len(won) - lost, value, mean(days) if days else None)
    return found


def ours(cast: Cast, group: str, names: dict[Any, str]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Our figures by what the group is called."""
    for line in performance(cast.actor(cast.administrator), group):
        cycle = None if line.cycle_days is None else pytest.approx(line.cycle_days, abs=1e-6)
        yield names.get(line.key, line.key), (line.won, line.lost, line.open, line.value, cycle)


def test_the_whole_book_is_there_and_our_figures_are_those_of_its_files(cast: Cast, book: list[Row]) -> None:
    """One book for all that is asked of it: bringing it in takes most of the time."""
    _figures_by_agent_manager_region_product_and_quarter(cast, book)
    _deals_without_an_account_and_of_gtxpro_can_be_counted(book)
    _a_seller_sees_her_own_figures_only(cast, book)


def _figures_by_agent_manager_region_product_and_quarter(cast: Cast, book: list[Row]) -> None:
    people = dict(Employee.objects.values_list("pk", "name"))
    manager = {one["sales_agent"]: one["manager"] for one in rows_of("sales_teams.csv")}
    office = {one["sales_agent"]: one["regional_office"] for one in rows_of("sales_teams.csv")}
    assert dict(ours(cast, "owner", people)) == expected(book, lambda row: row["sales_agent"])
    assert dict(ours(cast, "manager", people)) == expected(book, lambda row: manager[row["sales_agent"]])
    units = dict(Department.objects.values_list("pk", "name"))
    assert dict(ours(cast, "department", units)) == expected(book, lambda row: office[row["sales_agent"]])
    goods = dict(Product.objects.values_list("pk", "name"))
    products = expected(book, lambda row: row["product"].replace("GTXPro", "GTX Pro"))
    assert dict(ours(cast, "product", goods)) == products
    by_quarter = expected(book, lambda row: _quarter(row["close_date"]))
    assert dict(ours(cast, "quarter", {})) == by_quarter
    whole = expected(book, lambda row: "")[""]
    assert whole[:3] == (4238, 2473, 2089)
    assert whole[3] == Decimal(10005534)


def _quarter(day: str) -> date | None:
    if not day:
        return None
    closed = date.fromisoformat(day)
    return date(closed.year, (closed.month - 1) // 3 * 3 + 1, 1)


def _deals_without_an_account_and_of_gtxpro_can_be_counted(book: list[Row]) -> None:
    assert sum(not row["account"] for row in book) == 1425
    assert Opportunity.objects.filter(customer=None).count() == 1425
    assert Customer.objects.count() == 85 + 3
    assert Opportunity.objects.filter(product__name="GTX Pro").count() == sum(
        row["product"] == "GTXPro" for row in book
    ) == 1480  # fmt: skip
    assert Opportunity.objects.filter(product=None).count() == 0


def _a_seller_sees_her_own_figures_only(cast: Cast, book: list[Row]) -> None:
    anna = Employee.objects.get(name="Anna Snelling")
    anna.roles = cast.zhou.roles
    anna.save(update_fields=["roles"])
    renew()
    lines = performance(cast.actor(anna), "owner")
    assert [line.key for line in lines] == [anna.pk]
    assert lines[0].won == sum(row["sales_agent"] == anna.name and row["deal_stage"] == "Won" for row in book)
