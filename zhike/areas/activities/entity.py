"""How people meet activities, and how these come onto the cards of customers and contacts."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.areas.activities import dictionaries, touches  # noqa: F401  (declare the choice lists, and talks with contacts)
from zhike.areas.activities.card import last_contact, next_step, tell
from zhike.areas.activities.models import Activity, ActivityKind
from zhike.areas.activities.preparing import complete_activity
from zhike.areas.customers.entity import ContactEntity, CustomerEntity
from zhike.areas.organisation.entity import EmployeeEntity
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import (
    Access,
    Card,
    Column,
    Figure,
    Related,
    Search,
    Section,
    StandardView,
    TimelineSource,
)
from zhike.kernel.entity.registry import register
from zhike.kernel.people.work import declare_work


@register
class ActivityEntity(Entity):
    """A note, call, visit, mail or task."""

    model = Activity
    key, icon, area = "activities", "notebook-pen", "activities"
    access = Access(owner="owner", department="department", through="customer")
    columns = [
        Column("subject", link=True), Column("kind"), Column("customer"), Column("contact"), Column("owner"),
        Column("at"), Column("due_at"), Column("done_at"), Column("result"),
    ]  # fmt: skip
    filters = [
        "kind",
        "customer",
        "contact",
        "owner",
        "department",
        "at",
        "due_at",
        "done_at",
        "result",
        "subject",
        "body",
    ]
    search = Search(title="subject", subtitle=("kind", "customer"))
    form = [
        Section(_("Activity"), "kind", "subject", "customer", "contact", "at", "minutes", "body", "result"),
        Section(_("Task"), "due_at", "done_at", "owner"),
    ]
    card = Card(header=("kind", "customer", "contact", "owner"))
    views = [
        StandardView("mine", _("My activities"), {"and": [{"field": "owner", "op": "me"}]}),
        StandardView("todo", _("My open tasks"), {"and": [
            {"field": "owner", "op": "me"}, {"field": "kind", "op": "eq", "value": "task"},
            {"field": "done_at", "op": "empty"},
        ]}, sort="due_at"),
        StandardView("all", _("All")),
    ]  # fmt: skip
    kanban = ["kind", "result"]
    kanban_shows = ["customer", "owner", "at"]
    default_sort = "-at"
    system_fields = frozenset({"about_kind", "about_id"})
    prepare = [complete_activity]


WRITTEN_BY = frozenset({"activities.create", "customers.log_activity"})
FIGURES = [Figure(_("Last contact"), last_contact), Figure(_("Next step"), next_step)]
RELATED = ("contact",)
OPEN = Q(kind="task", done_at=None)

extend(
    CustomerEntity, figures=FIGURES,
    timeline=[TimelineSource("activities", Activity, by="customer", tell=tell, with_related=RELATED, actions=WRITTEN_BY,
                             open=OPEN, open_by="due_at")],
)  # fmt: skip
extend(
    ContactEntity, figures=FIGURES,
    timeline=[TimelineSource("activities", Activity, by="contact", tell=tell, with_related=RELATED, actions=WRITTEN_BY,
                             open=OPEN, open_by="due_at")],
)  # fmt: skip
extend(EmployeeEntity, tabs=[Related("activities", "owner", label=_("Activities and tasks"))])
declare_work(Activity, Q(kind=ActivityKind.TASK, done_at=None))
