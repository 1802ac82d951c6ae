"""How people meet requests for approval: each sees those that wait for them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.approvals.models import TONES, ApprovalRequest
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Access, Card, Column, Search, Section, StandardView
from zhike.kernel.entity.registry import register

OPEN = {"field": "state", "op": "eq", "value": "pending"}


@register
class ApprovalEntity(Entity):
    """A decision that is asked of somebody."""

    model = ApprovalRequest
    key, icon, area = "approvals", "stamp", "activities"
    in_rail = False
    access = Access(owner="owner", department="department")
    verbs = ("view",)
    columns = [
        Column("title", link=True), Column("state"), Column("asked_by"), Column("owner"), Column("created_at"),
        Column("decided_by"), Column("decided_at"), Column("comment", hidden=True),
    ]  # fmt: skip
    filters = ["state", "asked_by", "owner", "created_at", "decided_by", "decided_at", "title"]
    search = Search(title="title", subtitle=("state", "asked_by"))
    form = [Section(_("Request"), "title", "note", "asked_by", "owner", "state", "decided_by", "decided_at", "comment")]
    tones = {"state": TONES}
    card = Card(header=("asked_by", "owner"), badges=("state",))
    views = [
        StandardView("open", _("Waiting for me"), {"and": [{"field": "owner", "op": "me"}, OPEN]}),
        StandardView("all", _("All")),
    ]
    never_undone = frozenset({"state", "decided_by_id", "decided_at"})
