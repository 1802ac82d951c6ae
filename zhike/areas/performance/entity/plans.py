"""How people meet sales plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.rights import SEE_COST
from zhike.areas.organisation.entity import DepartmentEntity, EmployeeEntity
from zhike.areas.performance import measuring
from zhike.areas.performance.models import SalesTarget
from zhike.areas.performance.plan_card import OF_DEPARTMENT, OF_PERSON, PLAN_FIGURES, parts_differ
from zhike.areas.performance.preparing_plans import complete_target
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import Access, Card, Column, Importing, Related, Search, Section, StandardView
from zhike.kernel.entity.registry import register


@register
class SalesTargetEntity(Entity):
    """What is to be sold in a period."""

    model = SalesTarget
    key, icon, area = "sales_targets", "goal", "sales"
    access = Access(owner="owner", department="department")
    columns = [
        Column("name", link=True), Column("measure"), Column("cycle"), Column("starts_on"), Column("ends_on"),
        Column("owner"), Column("department"), Column("goal", total=True),
        Column("actual", annotate=measuring.actual, type="money", label=pgettext_lazy("plan", "Reached"), total=True),
        Column(
            "attainment", annotate=measuring.attainment, type="decimal", label=pgettext_lazy("plan", "Attainment (%)")
        ),
        Column("profit", annotate=measuring.profit, type="money", label=_("Gross profit reached"), hidden=True),
        Column("product", hidden=True), Column("category", hidden=True), Column("customer", hidden=True),
        Column("parent", hidden=True), Column("created_by", hidden=True), Column("created_at", hidden=True),
    ]  # fmt: skip
    filters = [
        "measure", "cycle", "starts_on", "ends_on", "owner", "department", "product", "category", "customer", "goal",
        "parent", "name",
    ]  # fmt: skip
    search = Search(title="name", also=("remarks",), subtitle=("owner", "department"))
    form = [
        Section(_("Basics"), "measure", "cycle", "starts_on", "goal", "owner", "department"),
        Section(pgettext_lazy("plan", "Only of"), "product", "category", "customer"),
        Section(_("More"), "name", "remarks", "ends_on", "parent", folded=True),
    ]
    card = Card(
        header=("owner", "starts_on", "ends_on"), badges=("measure", "cycle"), figures=PLAN_FIGURES,
        warnings=(parts_differ,), primary=("split_over_time", "split_over_departments", "split_over_people"),
        tabs=(Related("sales_targets", "parent", _("Parts"),
                      ("starts_on", "owner", "department", "goal", "actual", "attainment"), "starts_on"),),
    )  # fmt: skip
    views = [
        StandardView("month", _("This month"), {"and": [
            {"field": "cycle", "op": "eq", "value": "month"},
            {"field": "starts_on", "op": "period", "value": "this_month"},
        ]}),
        StandardView("year", _("This year"), {"and": [
            {"field": "cycle", "op": "eq", "value": "year"},
            {"field": "starts_on", "op": "period", "value": "this_year"},
        ]}),
        StandardView("mine", _("My plans"), {"and": [{"field": "owner", "op": "me"}]}),
        StandardView("all", _("All")),
    ]  # fmt: skip
    kanban = ["measure", "cycle"]
    kanban_shows = ["owner", "department", "goal", "starts_on"]
    default_sort = "-starts_on"
    concealed = {"profit": SEE_COST}
    owner_is_maker = False
    importing = Importing(match_together=("measure", "cycle", "starts_on", "owner", "department"))
    prepare = [complete_target]


OF_OTHERS = ("measure", "cycle", "starts_on", "goal", "actual", "attainment")
extend(EmployeeEntity, tabs=[Related("sales_targets", "owner", columns=OF_OTHERS)], insights=[OF_PERSON])
extend(
    DepartmentEntity, tabs=[Related("sales_targets", "department", columns=("owner", *OF_OTHERS))],
    insights=[OF_DEPARTMENT],
)  # fmt: skip
