"""How people meet competitors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.marketing.models import Competitor
from zhike.kernel.dictionaries.declaration import Entry, declare
from zhike.kernel.duplicates.scoring import Match
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Access, Card, Column, Importing, Search, Section, StandardView
from zhike.kernel.entity.registry import register

THREATS = declare(
    "competitor_threat",
    _("Threat of a competitor"),
    [
        Entry("high", "高", "High", "rose"),
        Entry("medium", "中", "Medium", "amber", is_default=True),
        Entry("low", "低", "Low", "ink"),
    ],
)


@register
class CompetitorEntity(Entity):
    """A company that we meet at our customers' doors."""

    model = Competitor
    key, icon, area = "competitors", "swords", "marketing"
    access = Access(owner="owner", department="department")
    columns = [
        Column(name, link=name == "name")
        for name in ("name", "threat", "industry", "region", "main_products", "owner", "tags")
    ]
    filters = ["threat", "industry", "region", "owner", "tags", "name", "main_products"]
    search = Search(title="name", also=("main_products",), subtitle=("threat", "region"))
    form = [
        Section(_("Basics"), "name", "threat", "industry", "region", "home_page", "main_products", "owner", "tags"),
        Section(_("Comparison"), "background", "strengths", "weaknesses", "strategy"),
    ]
    card = Card(timeline=True, header=("region", "owner"), badges=("threat",))
    views = [StandardView("all", _("All"))]
    kanban = ["threat"]
    kanban_shows = ["region", "owner"]
    default_sort = "name"
    importing = Importing(match_on=("name",))
    duplicates = [Match("name", "company_name")]
