"""How people meet leads, the rules that give them out, and the web forms through which they come."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.areas.activities.about import declare_about
from zhike.areas.customers.entity import SEE_PHONES, CustomerEntity
from zhike.areas.organisation.entity import EmployeeEntity
from zhike.areas.selling.lead_card import FORM_FIGURES, FORM_TABS, LEAD_FIGURES, LEAD_TABS, LEAD_WARNINGS, RULE_TABS
from zhike.areas.selling.leads import complete_lead, give_out
from zhike.areas.selling.models import AssignmentRegion, AssignmentRule, Lead, LeadState, WebForm
from zhike.areas.selling.rule_preparing import complete_rule, complete_web_form
from zhike.kernel.duplicates.scoring import Match
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import (
    Access,
    Card,
    Column,
    Importing,
    Lines,
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

OPEN = {"field": "state", "op": "in", "value": [LeadState.NEW, LeadState.WORKING]}


@register
class LeadEntity(Entity):
    """Somebody who showed interest, before it is known whether anything comes of it."""

    model = Lead
    key, icon, area = "leads", "magnet", "sales"
    access = Access(
        owner="owner", department="department", read_only=Q(closed_on__isnull=False),
        read_only_reason=_("This lead is qualified or discarded: take it up again first."),
        thaws=frozenset({"reopen"}),
    )  # fmt: skip
    owner_is_maker = False
    columns = [
        Column("name", link=True), Column("company"), Column("score"), Column("state"), Column("phone"),
        Column("source"), Column("region"), Column("owner"), Column("created_at"), Column("number", hidden=True),
        Column("email", hidden=True), Column("post", hidden=True), Column("industry", hidden=True),
        Column("need", hidden=True), Column("web_form", hidden=True), Column("assigned_by", hidden=True),
        Column("discard_reason", hidden=True), Column("closed_on", hidden=True), Column("tags", hidden=True),
        Column("department", hidden=True),
    ]  # fmt: skip
    filters = [
        "state", "score", "source", "owner", "department", "region", "industry", "web_form", "created_at", "closed_on",
        "discard_reason", "tags", "name", "company", "need", "phone", "email", "number", "assigned_by",
    ]  # fmt: skip
    search = Search(title="name", also=("company", "phone", "email", "number"), subtitle=("company", "state"))
    form = [
        Section(_("Basics"), "name", "company", "post", "phone", "email", "need", "owner"),
        Section(_("More"), "source", "region", "industry", "tags", "remarks", folded=True),
        Section(_("System"), "number", "department", "web_form", "page", "assigned_by", "closed_on", "discard_reason",
                "discard_note", "customer", "contact", "opportunity", folded=True),
    ]  # fmt: skip
    card = Card(
        timeline=True, header=("number", "company", "phone", "owner"), badges=("source",), figures=LEAD_FIGURES,
        warnings=LEAD_WARNINGS, insights=LEAD_TABS, primary=("qualify", "discard", "start"),
    )  # fmt: skip
    views = [
        StandardView("open", _("Open leads"), {"and": [OPEN]}, sort="-score"),
        StandardView("mine", _("My leads"), {"and": [{"field": "owner", "op": "me"}, OPEN]}, sort="-score"),
        StandardView("nobodys", _("Nobody's leads"), {"and": [{"field": "owner", "op": "empty"}, OPEN]}),
        StandardView("discarded", _("Discarded leads"), {"and": [
            {"field": "state", "op": "eq", "value": LeadState.DISCARDED},
        ]}, sort="-closed_on"),
        StandardView("all", _("All")),
    ]  # fmt: skip
    kanban = ["state", "source"]
    kanban_shows = ["company", "owner", "created_at"]
    tones = {"state": {"new": "sky", "working": "amber", "qualified": "jade", "discarded": "ink"}}
    path = Path("state", ends=frozenset({LeadState.DISCARDED}), goals=frozenset({LeadState.QUALIFIED}))
    default_sort = "-id"
    masked = {"phone": SEE_PHONES}
    system_fields = frozenset({"department"})
    numbering = Numbering("number", "XS-{year}-{sequence:6}")
    importing = Importing(
        match_on=("number", "email", "phone"),
        synonyms={"name": ("person",), "company": ("company",), "phone": ("mobile", "phone"), "need": ("remarks",)},
        create_references=frozenset({"source", "industry"}),
    )
    duplicates = [
        Match("company", "company_name"), Match("phone", "phone"), Match("email", "email"),
        Match("name", "person_name"),
    ]  # fmt: skip
    prepare = [complete_lead]
    made = [give_out]


@register
class AssignmentRuleEntity(Entity):
    """A rule that gives leads that nobody owns to people."""

    model = AssignmentRule
    key, icon, area, in_rail = "assignment_rules", "split", "sales", False
    columns = [
        Column("name", link=True), Column("position"), Column("where"), Column("method"), Column("people"),
        Column("active"), Column("turn"),
    ]  # fmt: skip
    filters = ["active", "method", "name"]
    search = Search(title="name")
    form = [Section(_("Basics"), "name", "position", "where", "method", "people", "active")]
    lines = [Lines("assignment_regions", "rule", ("region", "person"), _("Regions"), name="regions")]
    card = Card(badges=("method", "active"), insights=RULE_TABS)
    default_sort = "position"
    prepare = [complete_rule]


@register
class AssignmentRegionEntity(Entity):
    """Who gets the leads of a region under a rule by region."""

    model = AssignmentRegion
    key, icon, area, in_rail = "assignment_regions", "map-pin", "sales", False
    access = Access(through="rule", grants_of="assignment_rules")
    verbs = ("view",)
    columns = [Column("region", link=True), Column("person")]
    form = [Section(_("Basics"), "region", "person")]


@register
class WebFormEntity(Entity):
    """A public form through which leads come in from web pages."""

    model = WebForm
    key, icon, area, in_rail = "web_forms", "panel-top", "sales", False
    access = Access(owner="owner", department="department")
    columns = [
        Column("name", link=True), Column("title"), Column("source"), Column("owner"), Column("active"),
        Column("created_at"), Column("key", hidden=True),
    ]  # fmt: skip
    filters = ["active", "owner", "source", "name"]
    search = Search(title="name", also=("title", "key"))
    form = [
        Section(_("Basics"), "name", "title", "intro", "asks", "requires", "thanks", "owner", "source", "active"),
        Section(_("In English"), "title_en", "intro_en", "thanks_en", folded=True),
        Section(_("Embedding and defence"), "origins", "privacy_url", "difficulty", "key", "department", folded=True),
    ]  # fmt: skip
    card = Card(header=("owner", "source"), badges=("active",), figures=FORM_FIGURES, insights=FORM_TABS,
                tabs=(Related("leads", "web_form"),))  # fmt: skip
    default_sort = "-id"
    prepare = [complete_web_form]


declare_tagging(Lead)
declare_about(LeadEntity)
declare_work(Lead, Q(state__in=(LeadState.NEW, LeadState.WORKING)))
extend(CustomerEntity, tabs=[Related("leads", "customer", columns=("company", "state", "source", "created_at"))])
extend(EmployeeEntity, tabs=[Related("leads", "owner")])
