"""The head of a card: what a record is called, what identifies it, whom to reach, what may be done with it."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from zhike.doors.web.files.pictures import head_picture
from zhike.doors.web.records.acting import action_entries, single_verbs
from zhike.doors.web.records.cells import shown
from zhike.doors.web.records.opening import record_of
from zhike.doors.web.records.path import path_of
from zhike.doors.web.records.printing import print_entries
from zhike.doors.web.records.stored import referred, titles_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import PLACE, Prepared, kept_for
from zhike.kernel.access.scopes import WhichVerbs
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.reading import reading_for

ICONS = {
    "phone": "phone",
    "email": "mail",
    "region": "map-pin",
    "url": "globe",
    "reference": "link",
    "datetime": "clock",
    "date": "calendar",
}
LIKELY = 3


def record_and_verbs(entity: Entity, record_id: int, by: Actor) -> tuple[Any, frozenset[str]]:
    """The record of an address, and what the person may do on it now: nothing but restoring it while it is in the bin.

    Raises Http404 for one that does not exist or that the person may not see.
    """
    question, rows = kept_for(by, ("card", entity.key), lambda: _record_with_verbs(entity, by))
    for record in rows.rows(record_id):
        return record, question.answered(vars(record))
    return record_of(entity, record_id, by, in_bin=True), frozenset()


def _record_with_verbs(entity: Entity, by: Actor) -> tuple[WhichVerbs, Prepared]:
    question = WhichVerbs(entity.model, {"change", "delete", *single_verbs(entity, by)}, by)
    rows = entity.model._default_manager.visible_to(by).annotate(**question.asked)  # type: ignore[attr-defined]
    return question, Prepared(rows.filter(pk=PLACE)[:1])


def head(
    entity: Entity, record: Any, by: Actor, verbs: frozenset[str], *, pinned: bool, followed: bool
) -> dict[str, Any]:
    """The head of the card: name, badges, what identifies the record, likely actions, the menu, key figures."""
    here = record.deleted_at is None
    entries = action_entries(entity, record, by, verbs)
    entries = [entry for entry in entries if _can_be_asked(entity, entry["name"])]
    # The composer is on the page already; a button that opens it again would say the same twice.
    entries = [entry for entry in entries if not (entity.card.timeline and entry["name"] == "log_activity")]
    likely = [entry for entry in entries if entry["name"] in entity.card.primary][:LIKELY]
    return {
        "badges": badges(entity, record, by),
        "tags": _tags(entity, record, by),
        "head_facts": head_facts(entity, record, by),
        "picture": head_picture(entity, record, by),
        "mark": entity.mark,
        "is_person": bool(entity.search and entity.search.person),
        "pinned": pinned,
        "followed": followed,
        "reachable": reachable(entity, record, by) if here else [],
        "likely": likely,
        "menu_entries": [entry for entry in entries if entry not in likely and not entry["danger"]],
        "danger_entries": [entry for entry in entries if entry not in likely and entry["danger"]],
        "may_change": "change" in verbs,
        "may_copy": here
        and not any(name.startswith("copy") for name in entity.actions)
        and bool(entity.reach(by, "create")),
        "may_delete": "delete" in verbs,
        "figures": figures(entity, record, by),
        "prints": print_entries(entity, record) if here else [],
        "path": path_of(entity, record, by, may_move=_may_move(entity, by, verbs)),
    }


def badges(entity: Entity, record: Any, by: Actor) -> list[Any]:
    """The few values that say at a glance what kind of record this is, as chips."""
    found = []
    for name in entity.card.badges:
        field = entity.readable(by).get(name)
        if field is not None and getattr(record, field.column) not in (None, ""):
            # "Yes" alone says nothing: a yes is said by the name of the field, a no not at all.
            is_yes = field.type.name == "boolean" and getattr(record, field.column)
            html = field.label if is_yes else "" if field.type.name == "boolean" else shown(entity, record, name, by)
            if html:
                found.append(
                    html if "chip" in str(html) else format_html('<span class="chip tone-ink">{}</span>', html)
                )
    return found


def _tags(entity: Entity, record: Any, by: Actor) -> Any:
    return shown(entity, record, "tags", by) if "tags" in entity.readable(by) else ""


def head_facts(entity: Entity, record: Any, by: Actor) -> list[dict[str, Any]]:
    """The line below the name; the owner stands with the department."""
    readable, found = entity.readable(by), []
    fields = [readable[name] for name in entity.card.header if name in readable]
    titles = titles_of([(field, getattr(record, field.column)) for field in fields], by)
    for field in fields:
        value = getattr(record, field.column)
        if value in (None, "", []):
            continue
        html = (
            referred(field, value, reading_for(by), titles)
            if field.type.name == "reference"
            else shown(entity, record, field.name, by)
        )
        if field.name == "owner" and "department" in readable and record.department_id:
            html = format_html('{}<span class="muted">· {}</span>', html, shown(entity, record, "department", by))
        icon = (
            field.related_entity.icon
            if field.type.name == "reference" and field.related_entity
            else ICONS.get(field.type.name, "")
        )
        found.append({"html": html, "icon": icon, "label": entity.labels()[field.name]})
    return found


def reachable(entity: Entity, record: Any, by: Actor) -> list[dict[str, str]]:
    """How to reach whom the record is about: the first phone number and the first mail address that may be seen."""
    found = []
    for kind, scheme, label, icon in (
        ("phone", "tel:", _("Call"), "phone-call"),
        ("email", "mailto:", _("Write"), "mail"),
    ):
        names = [
            name
            for name, field in entity.readable(by).items()
            if field.type.name == kind and not entity.masks(name, by)
        ]
        value = next((getattr(record, name) for name in names if getattr(record, name)), "")
        if value:
            address = "".join(sign for sign in value if sign in "+0123456789") if kind == "phone" else value
            found.append({"url": f"{scheme}{address}", "label": label, "icon": icon, "title": value})
    return found


def figures(entity: Entity, record: Any, by: Actor) -> list[dict[str, Any]]:
    """The key figures that have something to say, of fields that the person may read."""
    found = []
    for figure in entity.figures_for(by):
        told = figure.value(record, by)
        if told is not None:
            found.append(
                {
                    "label": figure.label,
                    "value": told.value,
                    "note": told.detail,
                    "bad": told.tone == "danger",
                    "url": told.url,
                }
            )
    return found


def _may_move(entity: Entity, by: Actor, verbs: frozenset[str]) -> bool:
    action = entity.actions.get(entity.path.move) if entity.path else None
    return action is not None and action.allowed(by) and action.verb in verbs


def _can_be_asked(entity: Entity, name: str) -> bool:
    """Whether the dialog can fill in all that the action needs."""
    return all(one.ask.asked or not one.required for one in entity.actions[name].parameters)
