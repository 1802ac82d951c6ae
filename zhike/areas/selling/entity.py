"""How people meet opportunities, and the pipelines that these go along."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.activities.about import declare_about
from zhike.areas.customers.entity import ContactEntity, CustomerEntity
from zhike.areas.organisation.entity import EmployeeEntity
from zhike.areas.selling import dictionaries, queries  # noqa: F401  (declares the choice lists)
from zhike.areas.selling.card import FIGURES, WARNINGS, open_of_customer, steps, won_of_customer
from zhike.areas.selling.deal_card import COMPARISON_TAB, EVALUATION_TAB, evaluation_figure
from zhike.areas.selling.deal_lines import COMPETITORS, EVALUATION, PRODUCTS
from zhike.areas.selling.models import Opportunity, Pipeline, Stage, State
from zhike.areas.selling.preparing import complete_opportunity, complete_stage, guard_pipeline, guard_stage
from zhike.areas.selling.stages import lanes, place, sets
from zhike.kernel.entity.boards import Board
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import (
    Access,
    Card,
    Column,
    Figure,
    Importing,
    Numbering,
    Related,
    Search,
    Section,
    StandardView,
)  # fmt: skip
from zhike.kernel.entity.paths import Path
from zhike.kernel.entity.registry import register
from zhike.kernel.people.work import declare_work
from zhike.kernel.tags.actions import declare_tagging

OPEN = {"field": "state", "op": "eq", "value": "open"}


@register
class PipelineEntity(Entity):
    """A way that deals of one sort go, stage by stage."""

    model = Pipeline
    key, icon, area, in_rail, few = "pipelines", "workflow", "sales", False, True
    columns = [Column("name", link=True), Column("position"), Column("remarks"), Column("retired")]
    filters = ["name", "retired"]
    search = Search(title="name", also=("remarks",))
    form = [Section(_("Basics"), "name", "position", "remarks", "retired")]
    card = Card(tabs=(Related(
        "stages", "pipeline", columns=("kind", "position", "probability", "patience", "required"), sort="position",
    ),))  # fmt: skip
    default_sort = "position"
    guards = [guard_pipeline]


@register
class StageEntity(Entity):
    """A step of a pipeline: how likely deals in it are, what it asks for, and when they count as stalled."""

    model = Stage
    key, icon, area, in_rail, few = "stages", "workflow", "sales", False, True
    columns = [
        Column("name", link=True), Column("pipeline"), Column("position"), Column("kind"), Column("probability"),
        Column("forecast"), Column("patience"), Column("required"), Column("colour", hidden=True),
    ]  # fmt: skip
    filters = ["pipeline", "kind", "name", "forecast"]
    search = Search(title="name", subtitle=("pipeline",))
    form = [
        Section(_("Basics"), "pipeline", "name", "kind", "position", "colour"),
        Section(_("Working"), "probability", "forecast", "patience", "required"),
    ]
    card = Card(header=("pipeline", "probability"), badges=("kind",))
    default_sort = "position"
    prepare = [complete_stage]
    guards = [guard_stage]


@register
class OpportunityEntity(Entity):
    """A deal that may come: with whom, how much, how likely, and what is done next."""

    model = Opportunity
    key, icon, area = "opportunities", "target", "sales"
    access = Access(
        owner="owner", department="department", through="customer", own=True,
        read_only=Q(closed_on__isnull=False), read_only_reason=_("This opportunity is closed: reopen it first."),
        thaws=frozenset({"reopen"}),
    )  # fmt: skip
    columns = [
        Column("name", link=True), Column("customer"), Column("stage"), Column("amount", total=True),
        Column("probability"),
        Column("weighted", annotate=queries.weighted, type="money", label=_("Weighted"), total=True),
        Column("expected_on"), Column("next_step"), Column("next_on"), Column("owner"), Column("forecast"),
        Column("number", hidden=True), Column("pipeline", hidden=True), Column("contact", hidden=True),
        Column("state", hidden=True), Column("stage_since", hidden=True),
        Column("amount_base", hidden=True, total=True),
        Column("stalled", annotate=queries.stalled, type="boolean", label=_("Stalled"), hidden=True),
        Column("source", hidden=True), Column("closed_on", hidden=True), Column("lost_reason", hidden=True),
        Column("lost_to", hidden=True), Column("tags", hidden=True), Column("department", hidden=True),
        Column("created_at", hidden=True),
    ]  # fmt: skip
    filters = [
        "stage", "state", "owner", "department", "pipeline", "amount", "probability", "forecast", "expected_on",
        "next_on", "stage_since", "stalled", "customer", "source", "tags", "closed_on", "lost_reason", "lost_to",
        "product",
        "name", "number", "began_on", "created_at", "currency",
    ]  # fmt: skip
    search = Search(title="name", also=("number", "next_step"), subtitle=("customer", "stage", "amount"))
    form = [
        Section(_("Basics"), "name", "customer", "contact", "pipeline", "stage", "product", "amount", "expected_on",
                "owner"),
        Section(_("What is next"), "next_step", "next_on", "need", "source", "tags"),
        Section(_("Likelihood"), "probability", "forecast", "currency", folded=True),
        Section(pgettext_lazy("deal", "Closing"), "closed_on", "lost_reason", "lost_to", "closing_note", folded=True),
        Section(_("More"), "number", "began_on", "department", "remarks", folded=True),
    ]  # fmt: skip
    lines = [PRODUCTS, COMPETITORS, EVALUATION]
    card = Card(
        timeline=True, header=("number", "customer", "contact", "owner"), badges=("forecast", "source"),
        figures=(*FIGURES, Figure(_("Evaluation"), evaluation_figure)), warnings=WARNINGS,
        insights=(EVALUATION_TAB, COMPARISON_TAB), primary=("move", "win", "lose"),
    )  # fmt: skip
    views = [
        StandardView("open", _("Open deals"), {"and": [OPEN]}, display="stage"),
        StandardView("mine", _("My deals"), {"and": [{"field": "owner", "op": "me"}, OPEN]}, sort="expected_on"),
        StandardView("stalled", _("Stalled"), {"and": [OPEN, {"field": "stalled", "op": "eq", "value": True}]},
                     sort="stage_since"),
        StandardView("won", _("Won deals"), {"and": [{"field": "state", "op": "eq", "value": "won"}]},
                     sort="-closed_on"),
        StandardView("lost", _("Lost deals"), {"and": [{"field": "state", "op": "eq", "value": "lost"}]},
                     sort="-closed_on"),
        StandardView("all", _("All")),
    ]  # fmt: skip
    kanban = ["stage", "forecast"]
    kanban_shows = ["customer", "owner", "next_on"]
    boards = {
        "stage": Board(
            lanes=lanes, sets=sets, set_by="pipeline", move="move", above="customer", figure="amount", next="next_step",
            next_on="next_on", since="stage_since", sums=("amount_base", "weighted"),
        ),
        "forecast": Board(above="customer", figure="amount", next="next_step", next_on="next_on",
                          sums=("amount_base", "weighted")),
    }  # fmt: skip
    path = Path("stage", steps=steps, place=place, move="move")
    default_sort = "-id"
    system_fields = frozenset({"owner", "department"})
    numbering = Numbering("number", "SJ-{year}-{sequence:6}")
    importing = Importing(
        match_on=("number",),
        synonyms={
            "name": ("opportunity", "deal"), "customer": ("account", "company"), "stage": ("deal_stage",),
            "amount": ("close_value", "value"), "closed_on": ("close_date",), "began_on": ("engage_date",),
            "owner": ("sales_agent", "agent"), "number": ("opportunity_id",),
        },
    )  # fmt: skip
    prepare = [complete_opportunity]


declare_tagging(Opportunity)
declare_about(OpportunityEntity)
declare_work(Opportunity, Q(state=State.OPEN))
BESIDE = {"and": [OPEN]}
extend(
    CustomerEntity, tabs=[Related("opportunities", "customer")],
    figures=[Figure(_("Open opportunities"), open_of_customer), Figure(_("Won until now"), won_of_customer)],
    aside=[Related("opportunities", "customer", columns=("stage", "expected_on", "amount"), where=BESIDE)],
)  # fmt: skip
extend(ContactEntity, tabs=[Related("opportunities", "contact")])
extend(EmployeeEntity, tabs=[Related("opportunities", "owner")])

# What else the area declares; it stands on the opportunities above.
from zhike.areas.selling import lead_entity, more_entities  # noqa: E402, F401
