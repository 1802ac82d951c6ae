"""The card: the page of a record, derived from its declaration. The first paint is small; other tabs come on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhike.doors.web.files.listing import files_of, files_tab
from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.lines.table import line_tables
from zhike.doors.web.records.card_head import head, record_and_verbs
from zhike.doors.web.records.composer import composer_of
from zhike.doors.web.records.facts import facts_of
from zhike.doors.web.records.history import history_tab
from zhike.doors.web.records.opening import opened
from zhike.doors.web.records.pinning import pins_on
from zhike.doors.web.records.related import COUNTED_UP_TO, beside, bounded, may_list, related_list, rows_of, tabs_of
from zhike.doors.web.records.timeline import timeline
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.looks import note_opening
from zhike.kernel.access.prepared import PLACE, Statement, kept_for
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.following.keeping import follows_of
from zhike.kernel.lists.counting import answered, counting

FILES, PINNED, FOLLOWED = "files", "pinned", "followed"


@require_safe
def card(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """A record's page with its first tab, or `?tab=` another one; a look at a guarded record is noted."""
    wanted = request.GET.get("tab", "")
    if place := _place_of(wanted, *opened(request, key)) if wanted else "":
        return redirect(f"/{key}/{record_id}/{place}")
    return _page(request, key, record_id, "", overview, noted=True)


@require_safe
def related(request: HttpRequest, key: str, record_id: int, name: str) -> HttpResponse:
    """The tab of a related list."""

    def body(entity: Entity, record: Any, by: Actor, verbs: frozenset[str]) -> dict[str, Any]:
        return {"body": "web/records/card_related.html"} | related_list(request, entity, record, name, by)

    return _page(request, key, record_id, name, body)


@require_safe
def insight(request: HttpRequest, key: str, record_id: int, name: str) -> HttpResponse:
    """The tab of something worked out about the record. Raises Http404 for a name that is not declared."""

    def body(entity: Entity, record: Any, by: Actor, verbs: frozenset[str]) -> dict[str, Any]:
        found = next((one for one in entity.card.insights if one.name == name), None)
        if found is None or record.deleted_at is not None:
            raise Http404
        return {"body": "web/records/card_insight.html", "insight_template": found.template,
                "insight": found.read(record, by), "may_change": "change" in verbs}  # fmt: skip

    return _page(request, key, record_id, f"insights/{name}", body)


@require_safe
def history(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """The tab of the history."""

    def body(entity: Entity, record: Any, by: Actor, verbs: frozenset[str]) -> dict[str, Any]:
        return {"body": "web/records/history.html"} | history_tab(request, entity, record, by)

    return _page(request, key, record_id, "history", body)


@require_safe
def files(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """The tab of the files."""

    def body(entity: Entity, record: Any, by: Actor, verbs: frozenset[str]) -> dict[str, Any]:
        return {"body": "web/files/tab.html"} | files_tab(request, entity, record, by)

    return _page(request, key, record_id, "files", body)


def _place_of(tab: str, entity: Entity, by: Actor) -> str:
    """The address of a tab below its card, or nothing for one that isn't there."""
    if tab in ("history", "files"):
        return tab
    if tab in tabs_of(entity, by):
        return f"related/{tab}"
    return f"insights/{tab}" if tab in {one.name for one in entity.card.insights} else ""


def _page(
    request: HttpRequest,
    key: str,
    record_id: int,
    tab: str,
    body: Callable[[Entity, Any, Actor, frozenset[str]], dict[str, Any]],
    *,
    noted: bool = False,
) -> HttpResponse:
    """The whole page, or only the tabs when the browser asks for them alone."""
    entity, by = opened(request, key)
    record, verbs = record_and_verbs(entity, record_id, by)
    if noted:
        note_opening(record, by)
    numbers = counted(entity, record, by)
    context = {
        "entity": entity,
        "record": record,
        "title": entity.title_of(record),
        "card_url": entity.url(record.pk),
        "tabs": tab_entries(entity, record, by, tab, numbers),
        "in_bin": record.deleted_at is not None,
    } | body(entity, record, by, verbs)
    if request.headers.get("HX-Request-Type") == "partial" and request.headers.get("HX-Target", "").endswith(
        "#card-tabs"
    ):
        answer = render(request, "web/records/card_tabs.html", context)
    else:
        crumbs = [{"label": str(entity.label_plural), "url": entity.url()}, {"label": context["title"], "url": ""}]
        top = head(entity, record, by, verbs, pinned=numbers[PINNED] > 0, followed=numbers[FOLLOWED] > 0)
        answer = frame_page(request, "web/records/card.html", top | context, crumbs=crumbs)
    patch_vary_headers(answer, ["HX-Request-Type", "HX-Target"])
    return answer


def counted(entity: Entity, record: Any, by: Actor) -> dict[str, int]:
    """How many records stand under each tab, how many files, and whether the record is kept at hand."""
    names, statement = kept_for(by, ("counted", entity.key), lambda: _counting(entity, by))
    return dict(zip(names, answered(statement, record.pk), strict=True))


def _counting(entity: Entity, by: Actor) -> tuple[list[str], Statement]:
    lists = {name: rows_of(one, PLACE, by) for name, one in tabs_of(entity, by).items()}
    lists |= {FILES: files_of(entity, PLACE), PINNED: pins_on(entity, PLACE, by)}
    lists[FOLLOWED] = follows_of(entity, PLACE, by)
    return list(lists), counting(list(lists.values()), COUNTED_UP_TO + 1)


def tab_entries(entity: Entity, record: Any, by: Actor, now: str, numbers: dict[str, int]) -> list[dict[str, Any]]:
    """The tabs with their counts; a record in the bin shows only what it was."""
    base = entity.url(record.pk)
    first = _("Timeline") if entity.card.timeline else _("Overview")
    entries = [{"label": first, "url": base, "active": now == ""}]
    if record.deleted_at is None:
        for name, one in tabs_of(entity, by).items():
            label = one.label or entity_named(one.entity).label_plural
            entries.append(
                {
                    "label": label,
                    "url": f"{base}/related/{name}",
                    "active": now == name,
                    "count": bounded(numbers[name]),
                }
            )
        for insight_tab in entity.card.insights:
            place = f"insights/{insight_tab.name}"
            entries.append({"label": insight_tab.label, "url": f"{base}/{place}", "active": now == place})
        files = {"label": _("Files"), "url": f"{base}/files", "active": now == FILES, "count": bounded(numbers[FILES])}
        entries.append(files)
    entries.append({"label": _("History"), "url": f"{base}/history", "active": now == "history"})
    return entries


def overview(entity: Entity, record: Any, by: Actor, verbs: frozenset[str]) -> dict[str, Any]:
    """The first tab: facts, timeline with composer, warnings and short lists."""
    filled, empty = facts_of(entity, record, by, editable="change" in verbs)
    here = record.deleted_at is None
    context = {
        "body": "web/records/card_overview.html",
        "facts": filled,
        "empty_facts": empty,
        "empty_count": sum(len(section["facts"]) for section in empty),
        "warnings": warnings(entity, record, by) if here else [],
        "aside": [beside(one, record, by) for one in entity.card.aside if may_list(one, by)] if here else [],
        "has_timeline": entity.card.timeline,
        "line_tables": line_tables(entity, record, by),
    }
    if entity.card.timeline:
        context |= timeline(entity, record, by) | {"composer": composer_of(entity, record, by) if here else None}
    return context


def warnings(entity: Entity, record: Any, by: Actor) -> list[dict[str, Any]]:
    """What must be said about the record now."""
    found: list[dict[str, Any]] = []
    access = entity.access
    if (
        access.read_only is not None
        and not entity.card.warnings
        and entity.model._default_manager.filter(access.read_only, pk=record.pk).exists()
    ):
        found.append({"text": access.read_only_reason, "tone": "info", "icon": "snowflake"})
    for warn in entity.warnings_for(by):
        for one in warn(record, by):
            tone = "" if one.tone == "warning" else one.tone
            found.append({"text": one.message, "tone": tone, "url": one.url, "label": one.link or _("Open")})
    return found
