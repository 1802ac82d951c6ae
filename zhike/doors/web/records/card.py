"""The card: the page of a record, derived from its declaration. The first paint is small; other tabs come on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhike.doors.web.files.listing import files_of, files_tab
from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.records.acting import action_entries
from zhike.doors.web.records.cells import shown
from zhike.doors.web.records.composer import composer_of
from zhike.doors.web.records.facts import facts_of, may_change
from zhike.doors.web.records.history import history_tab
from zhike.doors.web.records.opening import opened, record_of
from zhike.doors.web.records.pinning import is_pinned
from zhike.doors.web.records.related import beside, bounded_count, may_list, related_list, rows_of, tabs_of
from zhike.doors.web.records.stored import referred, titles_of
from zhike.doors.web.records.timeline import timeline
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.looks import note_opening
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.reading import reading_for

ICONS = {"phone": "phone", "email": "mail", "region": "map-pin", "url": "globe", "reference": "link", "datetime": "clock", "date": "calendar"}
LIKELY = 3


@require_GET
def card(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """A record's page with its first tab, or `?tab=` another one; a look at a guarded record is noted."""
    wanted = request.GET.get("tab", "")
    if wanted in ("history", "files") or wanted in tabs_of(*opened(request, key)):
        return redirect(f"/{key}/{record_id}/{wanted if wanted in ('history', 'files') else f'related/{wanted}'}")
    return _page(request, key, record_id, "", lambda entity, record, by: overview(entity, record, by), noted=True)


@require_GET
def related(request: HttpRequest, key: str, record_id: int, name: str) -> HttpResponse:
    """The tab of a related list."""

    def body(entity: Entity, record: Any, by: Actor) -> dict[str, Any]:
        return {"body": "web/records/card_related.html"} | related_list(request, entity, record, name, by)

    return _page(request, key, record_id, name, body)


@require_GET
def history(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """The tab of the history."""

    def body(entity: Entity, record: Any, by: Actor) -> dict[str, Any]:
        return {"body": "web/records/history.html"} | history_tab(request, entity, record, by)

    return _page(request, key, record_id, "history", body)


@require_GET
def files(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """The tab of the files."""

    def body(entity: Entity, record: Any, by: Actor) -> dict[str, Any]:
        return {"body": "web/files/tab.html"} | files_tab(request, entity, record, by)

    return _page(request, key, record_id, "files", body)


def _page(
    request: HttpRequest, key: str, record_id: int, tab: str,
    body: Callable[[Entity, Any, Actor], dict[str, Any]], *, noted: bool = False,
) -> HttpResponse:  # fmt: skip
    """The whole page, or only the tabs when the browser asks for them alone."""
    entity, by = opened(request, key)
    record = record_of(entity, record_id, by, in_bin=True)
    if noted:
        note_opening(record, by)
    context = {
        "entity": entity, "record": record, "title": entity.title_of(record), "card_url": entity.url(record.pk),
        "tabs": tab_entries(entity, record, by, tab), "in_bin": record.deleted_at is not None,
    } | body(entity, record, by)  # fmt: skip
    if request.headers.get("HX-Request-Type") == "partial" and request.headers.get("HX-Target", "").endswith("#card-tabs"):
        answer = render(request, "web/records/card_tabs.html", context)
    else:
        crumbs = [{"label": str(entity.label_plural), "url": entity.url()}, {"label": context["title"], "url": ""}]
        answer = frame_page(request, "web/records/card.html", head(entity, record, by) | context, crumbs=crumbs)
    patch_vary_headers(answer, ["HX-Request-Type", "HX-Target"])
    return answer


def tab_entries(entity: Entity, record: Any, by: Actor, now: str) -> list[dict[str, Any]]:
    """The tabs with their counts; a record in the bin shows only what it was."""
    base = entity.url(record.pk)
    first = _("Timeline") if entity.card.timeline else _("Overview")
    entries = [{"label": first, "url": base, "active": now == ""}]
    if record.deleted_at is None:
        for name, one in tabs_of(entity, by).items():
            label = one.label or related_label(one.entity)
            entries.append({
                "label": label, "url": f"{base}/related/{name}", "active": now == name,
                "count": bounded_count(rows_of(one, record, by)),
            })  # fmt: skip
        number = bounded_count(files_of(entity, record))
        entries.append({"label": _("Files"), "url": f"{base}/files", "active": now == "files", "count": number})
    entries.append({"label": _("History"), "url": f"{base}/history", "active": now == "history"})
    return entries


def related_label(key: str) -> Any:
    """What the records of another entity are called."""
    from zhike.kernel.entity.registry import entity_named

    return entity_named(key).label_plural


def head(entity: Entity, record: Any, by: Actor) -> dict[str, Any]:
    """The head of the card: name, badges, what identifies the record, likely actions, the menu, key figures."""
    changeable = may_change(entity, record, by)
    here = record.deleted_at is None
    entries = action_entries(entity, record, by) if here else []
    entries = [entry for entry in entries if _can_be_asked(entity, entry["name"])]
    # The composer is on the page already; a button that opens it again would say the same twice.
    entries = [entry for entry in entries if not (entity.card.timeline and entry["name"] == "log_activity")]
    likely = [entry for entry in entries if entry["name"] in entity.card.primary][:LIKELY]
    return {
        "badges": badges(entity, record, by),
        "tags": _tags(entity, record, by),
        "head_facts": head_facts(entity, record, by),
        "is_person": bool(entity.search and entity.search.person),
        "pinned": is_pinned(entity, record, by),
        "reachable": reachable(entity, record, by) if here else [],
        "likely": likely,
        "menu_entries": [entry for entry in entries if entry not in likely and not entry["danger"]],
        "danger_entries": [entry for entry in entries if entry not in likely and entry["danger"]],
        "may_change": changeable,
        "may_copy": here and bool(by.rights.reach(entity.access.grants_of or entity.key, "create")),
        "may_delete": here and _may(entity, record, by, "delete"),
        "figures": figures(entity, record, by),
    }  # fmt: skip


def overview(entity: Entity, record: Any, by: Actor) -> dict[str, Any]:
    """The first tab: facts, timeline with composer, warnings and short lists."""
    filled, empty = facts_of(entity, record, by, editable=may_change(entity, record, by))
    here = record.deleted_at is None
    context = {
        "body": "web/records/card_overview.html", "facts": filled, "empty_facts": empty,
        "empty_count": sum(len(section["facts"]) for section in empty),
        "warnings": warnings(entity, record, by) if here else [],
        "aside": [beside(one, record, by) for one in entity.card.aside if may_list(one, by)] if here else [],
        "has_timeline": entity.card.timeline,
    }  # fmt: skip
    if entity.card.timeline:
        context |= timeline(entity, record, by) | {"composer": composer_of(entity, record, by) if here else None}
    return context


def badges(entity: Entity, record: Any, by: Actor) -> list[Any]:
    """The few values that say at a glance what kind of record this is, as chips."""
    found = []
    for name in entity.card.badges:
        if name in entity.readable(by):
            html = shown(entity, record, name, by)
            if html:
                found.append(html if "chip" in html else format_html('<span class="chip tone-ink">{}</span>', html))
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
        html = referred(field, value, reading_for(by), titles) if field.type.name == "reference" else shown(entity, record, field.name, by)
        if field.name == "owner" and "department" in readable and record.department_id:
            html = format_html('{}<span class="muted">· {}</span>', html, shown(entity, record, "department", by))
        icon = field.related_entity.icon if field.type.name == "reference" and field.related_entity else ICONS.get(field.type.name, "")
        found.append({"html": html, "icon": icon, "label": field.label})
    return found


def reachable(entity: Entity, record: Any, by: Actor) -> list[dict[str, str]]:
    """How to reach whom the record is about: the first phone number and the first mail address that may be seen."""
    found = []
    for kind, scheme, label, icon in (("phone", "tel:", _("Call"), "phone-call"), ("email", "mailto:", _("Write"), "mail")):
        names = [name for name, field in entity.readable(by).items() if field.type.name == kind and not entity.masks(name, by)]
        value = next((getattr(record, name) for name in names if getattr(record, name)), "")
        if value:
            address = "".join(sign for sign in value if sign in "+0123456789") if kind == "phone" else value
            found.append({"url": f"{scheme}{address}", "label": label, "icon": icon, "title": value})
    return found


def figures(entity: Entity, record: Any, by: Actor) -> list[dict[str, Any]]:
    """The key figures that have something to say."""
    found = []
    for figure in entity.card.figures:
        told = figure.value(record, by)
        if told is not None:
            found.append({
                "label": figure.label, "value": told.value, "note": told.detail, "bad": told.tone == "danger", "url": told.url,
            })  # fmt: skip
    return found


def warnings(entity: Entity, record: Any, by: Actor) -> list[dict[str, Any]]:
    """What must be said about the record now."""
    found: list[dict[str, Any]] = []
    access = entity.access
    if access.read_only is not None and not entity.card.warnings and entity.model._default_manager.filter(access.read_only, pk=record.pk).exists():
        found.append({"text": access.read_only_reason, "tone": "info", "icon": "snowflake"})
    for warn in entity.card.warnings:
        for one in warn(record, by):
            tone = "" if one.tone == "warning" else one.tone
            found.append({"text": one.message, "tone": tone, "url": one.url, "label": one.link})
    return found


def _can_be_asked(entity: Entity, name: str) -> bool:
    """Whether the dialog can fill in all that the action needs."""
    return all(one.ask.asked or not one.required for one in entity.actions[name].parameters)


def _may(entity: Entity, record: Any, by: Actor, verb: str) -> bool:
    return not by.read_only and entity.model._default_manager.visible_to(by, verb).filter(pk=record.pk).exists()  # type: ignore[attr-defined]
