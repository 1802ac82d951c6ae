"""How people meet what stands around a deal: its lines, the criteria, competing products, and suggestions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.entity import ProductEntity
from zhike.areas.customers.entity import CustomerEntity
from zhike.areas.marketing.entity import CompetitorEntity
from zhike.areas.selling.deal_card import COMPETITOR_FIGURES, RIVALS_TAB, reason, suggested
from zhike.areas.selling.deal_lines import complete_criterion, complete_suggestion
from zhike.areas.selling.models import (
    CompetitorProduct,
    Criterion,
    OpportunityAnswer,
    OpportunityCompetitor,
    OpportunityProduct,
    Suggestion,
)
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import Access, Card, Column, Figure, Importing, Related, Search, Section, StandardView
from zhike.kernel.entity.registry import register

OF_DEAL = Access(through="opportunity", grants_of="opportunities")


@register
class OpportunityProductEntity(Entity):
    """A product of a deal."""

    model = OpportunityProduct
    key, icon, area, in_rail = "opportunity_products", "package", "sales", False
    access = OF_DEAL
    verbs = ("view",)
    columns = [Column("product", link=True), Column("quantity"), Column("price"), Column("discount"), Column("amount")]
    form = [Section(_("Basics"), "product", "quantity", "price", "discount")]


@register
class OpportunityCompetitorEntity(Entity):
    """A competitor at a deal, and how it stands."""

    model = OpportunityCompetitor
    key, icon, area, in_rail = "opportunity_competitors", "swords", "sales", False
    access = OF_DEAL
    verbs = ("view",)
    columns = [Column("competitor", link=True), Column("standing"), Column("price"), Column("note")]
    form = [Section(_("Basics"), "competitor", "standing", "price", "note")]


@register
class OpportunityAnswerEntity(Entity):
    """How well a deal meets a criterion."""

    model = OpportunityAnswer
    key, icon, area, in_rail = "opportunity_answers", "list-checks", "sales", False
    access = OF_DEAL
    verbs = ("view",)
    columns = [Column("criterion", link=True), Column("rating"), Column("note")]
    form = [Section(_("Basics"), "criterion", "rating", "note")]


@register
class CriterionEntity(Entity):
    """A question of the evaluation sheet, with its weight."""

    model = Criterion
    key, icon, area, in_rail, few = "criteria", "list-checks", "sales", False, True
    columns = [Column("name", link=True), Column("question"), Column("weight"), Column("position"), Column("retired")]
    filters = ["name", "retired"]
    search = Search(title="name", also=("question",))
    form = [Section(_("Basics"), "name", "question", "weight", "position", "retired")]
    default_sort = "position"
    prepare = [complete_criterion]


@register
class CompetitorProductEntity(Entity):
    """A product of a competitor, beside ours."""

    model = CompetitorProduct
    key, icon, area, in_rail = "competitor_products", "package-search", "marketing", False
    columns = [
        Column("name", link=True), Column("competitor"), Column("product"), Column("price"), Column("use"),
        Column("performance"), Column("seen_on", hidden=True),
    ]  # fmt: skip
    filters = ["competitor", "product", "price", "name", "seen_on"]
    search = Search(title="name", also=("use",), subtitle=("competitor", "product"))
    form = [
        Section(_("Basics"), "name", "competitor", "product", "price", "currency", "seen_on"),
        Section(_("Comparison"), "use", "performance", "strengths", "weaknesses"),
    ]
    card = Card(header=("competitor", "product"))
    views = [StandardView("all", _("All"))]
    default_sort = "name"
    importing = Importing(match_on=("name",))


@register
class SuggestionEntity(Entity):
    """A deal that might be begun, with the reason; found anew every night."""

    model = Suggestion
    key, icon, area = "suggestions", "lightbulb", "sales"
    access = Access(owner="owner", department="department", through="customer")
    columns = [
        Column("name", link=True), Column("kind"), Column("last_on"), Column("amount"), Column("note"),
        Column("contact"), Column("strength"), Column("owner"), Column("state", hidden=True),
        Column("opportunity", hidden=True), Column("until", hidden=True),
    ]  # fmt: skip
    filters = ["kind", "state", "owner", "last_on", "amount", "strength", "customer"]
    search = Search(title="name", also=("note",), subtitle=("kind",))
    form = [Section(_("Basics"), "customer", "kind", "note", "strength", "state")]
    card = Card(header=("customer", "contact", "owner"), badges=("kind",),
        figures=(Figure(_("Reason"), reason, reads=("note", "last_on")),),
                primary=("take_up", "dismiss"))  # fmt: skip
    views = [
        StandardView("open", _("Open suggestions"), {"and": [{"field": "state", "op": "eq", "value": "open"}]},
                     sort="-strength"),
        StandardView("all", _("All")),
    ]  # fmt: skip
    kanban = ["kind"]
    kanban_shows = ["last_on", "owner"]
    default_sort = "-strength"
    system_fields = frozenset({"owner", "department"})
    prepare = [complete_suggestion]


extend(ProductEntity, insights=[RIVALS_TAB])
extend(CustomerEntity, warnings=[suggested])
extend(
    CompetitorEntity, figures=COMPETITOR_FIGURES,
    tabs=[Related("competitor_products", "competitor", columns=("product", "price", "use", "performance")),
          Related("opportunities", "lost_to", label=_("Lost to them"))],
)  # fmt: skip
