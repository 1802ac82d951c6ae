"""Answers to typing: references in comboboxes, regions, tags, and the check of a field that was just left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhike.doors.web.records.opening import opened
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.duplicates.checking import candidates
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.parsing import ValueProblem
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.refusals import Refused
from zhike.kernel.search.finding import find_in
from zhike.kernel.text.pinyin import full, initials

MOST = 20


@require_safe
def options(request: HttpRequest, key: str) -> HttpResponse:
    """Records of an entity that the words find: by name in part, pinyin, number or phone."""
    words = request.GET.get("q", "").strip()
    by: Actor = request.actor  # type: ignore[attr-defined]
    if key in ("people", "departments", "tags") and not by.rights:
        # Who has no role has nothing to write names into: the company's people are not theirs to list.
        return _options(())
    if key == "people":
        return _options((one.id, one.name, _unit(one.department_id)) for one in _named(_active_people(), words))
    if key == "departments":
        return _options((one.id, one.name, "") for one in _named(directory().departments.values(), words))
    if key == "tags":
        return _options(
            (tag.name, tag.name, "")
            for tag in _named([one for one in directory().tags.values() if not one.retired], words)
        )
    if key == "places":
        return _options(_places(words))
    entity, by = opened(request, key)
    if words:
        return _options((hit.id, hit.title, hit.subtitle) for hit in find_in(entity, words, by=by, most=MOST))
    recent = entity.model._default_manager.visible_to(by).order_by("-pk")[:MOST]  # type: ignore[attr-defined]
    return _options((record.pk, entity.title_of(record), "") for record in recent)


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """The places within a place, as options of the next select."""
    english = (get_language() or "").startswith("en")
    parent = request.GET.get("parent", "")
    places = [one for one in directory().regions.values() if one.parent_id == parent]
    html = format_html_join(
        "", '<option value="{}">{}</option>', ((one.code, one.name_en if english else one.short_name) for one in places)
    )
    return HttpResponse(html)


def _places(words: str) -> list[tuple[str, str, str]]:
    """Places that the words name in part, the larger first, each with what it lies in; without words, the largest."""
    regions, english = directory().regions, (get_language() or "").startswith("en")
    order = {"area": 0, "province": 1, "city": 2, "district": 3}
    named = {code: one.name_en if english else one.short_name or one.name for code, one in regions.items()}
    if words:
        sought = words.casefold().replace(" ", "")
        spoken = sought.isascii()
        found = [
            one for one in regions.values()
            if one.name.startswith(words)
            or (spoken and (one.pinyin.startswith(sought) or one.initials == sought or _latin(one).startswith(sought)))
        ]  # fmt: skip
    else:
        found = [one for one in regions.values() if one.level == "area"]
    found.sort(key=lambda one: (order.get(one.level, 9), one.code))
    within = [[named[code] for code in one.path.split("/")[:-1] if code in named] for one in found[:MOST]]
    return [(one.code, named[one.code], " ".join(above)) for one, above in zip(found, within, strict=False)]


def _latin(place: Any) -> str:
    return str(place.name_en).casefold().replace(" ", "")


def _active_people() -> list[Any]:
    return [one for one in directory().people.values() if one.is_active]


def _unit(department: int | None) -> str:
    unit = directory().departments.get(department or 0)
    return unit.name if unit else ""


def _named(things: Iterable[Any], words: str) -> list[Any]:
    """Those whose name, pinyin or initials hold the words."""
    sought = words.casefold().replace(" ", "")
    found = [
        one for one in things
        if sought in one.name.casefold()
        or (sought.isascii() and (sought in full(one.name) or sought in initials(one.name)))
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.name.casefold().startswith(sought), one.name))[:MOST]


def _options(rows: Iterable[tuple[Any, str, str]]) -> HttpResponse:
    html = format_html_join(
        "", '<li role="option" data-value="{}" data-label="{}">{}{}</li>',
        (
            (value, label, label, format_html(' <small class="muted">{}</small>', note) if note else "")
            for value, label, note in rows
        ),
    )  # fmt: skip
    return HttpResponse(html)


@require_safe
def check(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """What a field that was just left gives to think about: a wrong number, or records that may be the same."""
    entity, by = opened(request, key)
    words = _wrong(entity, by, name, request.GET.get(name, ""))
    if words:
        return HttpResponse(format_html('<div class="field-error">{}</div>', words))
    fields = {field for match in entity.duplicates for field in (match.field, *match.also)}
    values = {field: request.GET[field] for field in fields if request.GET.get(field)}
    found = candidates(entity, values, by=by) if values else []
    known = request.GET.get("id", "")
    return HttpResponse(
        format_html_join("", "{}", ((_candidate(entity, one),) for one in found if str(one.id) != known))
    )


def _candidate(entity: Entity, one: Any) -> Any:
    if one.id is None:
        words = _("A record like this exists; it belongs to %(owner)s.") % {"owner": one.owner or _("a colleague")}
        return format_html('<div class="field-warning">{}</div>', words)
    return format_html(
        '<div class="field-warning">{} <a class="link" href="{}" target="_blank">{}</a></div>',
        _("May be there already:"), entity.url(one.id), one.title,
    )  # fmt: skip


def _wrong(entity: Entity, by: Actor, name: str, raw: str) -> str:
    field = entity.writable(by).get(name)
    if field is None:
        return ""
    try:
        field.type.parse(raw, field, reading_for(by))
    except (Refused, ValueProblem) as problem:
        return str(problem.message)
    return ""
