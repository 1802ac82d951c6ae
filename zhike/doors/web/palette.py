"""The command palette: records, pages and commands by a few letters; what the person may not see never shows."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhike.doors.web.frame import offered
from zhike.doors.web.home.lists import recent
from zhike.doors.web.records.acting import action_entries
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.search.finding import Hit, find_each
from zhike.kernel.text.highlighting import highlight
from zhike.kernel.text.pinyin import full, initials

EACH = 6
CARD = re.compile(r"/(?P<key>[a-z_]{1,60})/(?P<id>[0-9]{1,18})(?:/|$)")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results as one types; with nothing typed, recent records and commands."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    words = request.GET.get("q", "").strip()
    groups = [
        *here_group(request.GET.get("at", ""), words, by),
        *(record_groups(words, by) if words else recent_group(by)),
    ]
    commands = [one for one in all_commands(by) if _says(one["title"], words)]
    if commands:
        groups.append({"label": _("Pages and commands"), "entries": commands[: 20 if not words else EACH]})
    return render(request, "web/palette_results.html", {"groups": groups, "words": words})


def here_group(address: str, words: str, by: Actor) -> list[dict[str, Any]]:
    """What may be done with the record whose card is open; with nothing typed, what lies nearest."""
    named = CARD.match(address)
    entity = next((one for one in offered(by, "view") if named and one.key == named["key"]), None)
    if named is None or entity is None:
        return []
    record = entity.model._default_manager.visible_to(by).filter(pk=int(named["id"])).first()  # type: ignore[attr-defined]
    if record is None:
        return []
    entries: list[dict[str, Any]] = [
        {"title": str(one["label"]), "icon": one["icon"], "dialog": one["dialog"]}
        for one in action_entries(entity, record, by)
        if _says(str(one["label"]), words)
    ]
    return [{"label": entity.title_of(record), "entries": entries[:EACH]}] if entries else []


def record_groups(words: str, by: Actor) -> list[dict[str, Any]]:
    """The best hits, grouped by kind of record."""
    return [
        {"label": entity.label_plural, "entries": [_entry(hit, entity.icon, words) for hit in hits]}
        for entity, hits in find_each(offered(by, "view"), words, by=by, most=EACH)
        if hits
    ]


def recent_group(by: Actor) -> list[dict[str, Any]]:
    """The records that the person worked on last, and may still see."""
    entries = [
        {"title": one["title"], "note": str(one["kind"]), "icon": one["icon"], "url": one["url"]}
        for one in recent(by)[:EACH]
    ]
    return [{"label": _("Recently changed"), "entries": entries}] if entries else []


def all_commands(by: Actor) -> list[dict[str, str]]:
    """Pages that can be opened and records that can be created."""
    pages = [{"title": str(one.label_plural), "icon": one.icon, "url": one.url()} for one in offered(by, "view")]
    new = [
        {"title": _("New %(what)s") % {"what": str(one.label).lower()}, "icon": "plus", "url": f"{one.url()}/new"}
        for one in offered(by, "create")
    ]
    imports = [
        {"title": _("Import %(what)s") % {"what": str(one.label_plural).lower()}, "icon": "upload",
         "url": f"/imports/new?entity={one.key}"}
        for one in offered(by, "create") if one.importing is not None
    ]  # fmt: skip
    if imports:
        imports.append({"title": _("Imports"), "icon": "history", "url": "/imports"})
    return [*pages, *new, *imports]


def _says(title: str, words: str) -> bool:
    sought = words.casefold().replace(" ", "")
    plain = title.casefold().replace(" ", "")
    return sought in plain or (sought.isascii() and (sought in full(title) or sought in initials(title)))


def _entry(hit: Hit, icon: str, words: str) -> dict[str, Any]:
    return {
        "title": marked(hit.title, words),
        "note": hit.subtitle,
        "icon": icon,
        "url": entity_named(hit.entity).url(hit.id),
    }


def marked(text: str, words: str) -> SafeString:
    """The text with the found parts marked; everything is escaped."""
    html, at = SafeString(""), 0
    for start, end in highlight(text, words):
        html += conditional_escape(text[at:start]) + format_html("<mark>{}</mark>", text[start:end])
        at = end
    return mark_safe(html + conditional_escape(text[at:]))  # noqa: S308  (both parts are escaped)
