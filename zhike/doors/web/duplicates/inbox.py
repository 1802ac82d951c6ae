"""The inbox of likely duplicates: pairs to merge, or to say of that they differ."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhike.doors.web.duplicates.telling_apart import told_apart
from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.records.answers import toast, trigger
from zhike.doors.web.records.opening import opened
from zhike.kernel.access.actor import Actor
from zhike.kernel.duplicates.inbox import Side, Waiting, not_the_same, waiting
from zhike.kernel.duplicates.work import KIND, check_whole_book
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.jobs.models import Job, JobState

PAGE = 30


@require_safe
def inbox(request: HttpRequest, key: str) -> HttpResponse:
    """The pairs that wait for the person, the likeliest first."""
    entity, by = _with_duplicates(request, key)
    found = waiting(entity, by, after=request.GET.get("after", ""), most=PAGE)
    job = Job.objects.filter(kind=KIND, arguments__entity=entity.key, started_by_id=by.employee_id).first()
    context = {
        "entity": entity, "title": _("Likely duplicates"), "pairs": _shown(entity, found, by),
        "more_url": f"?after={found[-1].mark}" if len(found) == PAGE else "", "progress": _progress(entity, job),
        "may_check": by.may("customers.merge"),
    }  # fmt: skip
    crumbs = [{"label": str(entity.label_plural), "url": entity.url()}, {"label": str(context["title"]), "url": ""}]
    return frame_page(request, "web/duplicates/inbox.html", context, crumbs=crumbs)


@require_POST
def check_all(request: HttpRequest, key: str) -> HttpResponse:
    """Start the check of the whole book."""
    entity, by = _with_duplicates(request, key)
    check_whole_book(entity, by=by)
    return redirect(f"{entity.url()}/duplicates")


@require_POST
def differ(request: HttpRequest, key: str, pair_id: int) -> HttpResponse:
    """Say that the two are not the same."""
    _entity, by = _with_duplicates(request, key)
    not_the_same([pair_id], by=by)
    return toast(trigger(HttpResponse(""), **{"records-changed": True}), _("Noted: these are two different records."))


def reason_words(reasons: list[str], entity: Entity) -> list[str]:
    """Why two records look alike, in words: “same phone”, “similar name”."""
    patterns = {"same": _("same %(field)s"), "alike": _("similar %(field)s")}
    found = []
    for reason in reasons:
        likeness, _colon, name = reason.partition(":")
        if likeness in patterns:
            label = entity.fields[name].label if name in entity.fields else name
            found.append(patterns[likeness] % {"field": label})
    return found


def _shown(entity: Entity, found: list[Waiting], by: Actor) -> list[dict[str, Any]]:
    ids = {side.id for pair in found for side in (pair.first, pair.second) if side.id}
    records = entity.model._default_manager.visible_to(by).in_bulk(ids)  # type: ignore[attr-defined]
    facts = {one: told_apart(entity, record, by) for one, record in records.items()}
    return [
        {
            "id": pair.id, "percent": round(pair.score * 100), "reasons": reason_words(pair.reasons, entity),
            "sides": [_side(entity, side, facts) for side in (pair.first, pair.second)],
            "merge_url": f"{entity.url()}/actions/merge?ids={pair.first.id},{pair.second.id}"
            if pair.first.id and pair.second.id else "",
            "differ_url": f"{entity.url()}/duplicates/{pair.id}/differ",
        }
        for pair in found
    ]  # fmt: skip


def _side(entity: Entity, side: Side, facts: dict[int, SafeString]) -> dict[str, Any]:
    title = side.title or _("A record that you may not see")
    url = entity.url(side.id) if side.id else ""
    return {"title": title, "owner": side.owner, "url": url, "facts": facts.get(side.id or 0, "")}


def _progress(entity: Entity, job: Job | None) -> dict[str, Any] | None:
    if job is None or job.state not in (JobState.WAITING, JobState.RUNNING):
        return None
    return {
        "state": "running", "label": job.title, "total": job.total or 1, "done": job.done, "words": "",
        "poll_url": f"/jobs/{job.pk}", "events_url": f"/jobs/{job.pk}/events",
    }  # fmt: skip


def _with_duplicates(request: HttpRequest, key: str) -> tuple[Entity, Actor]:
    entity, by = opened(request, key)
    if not entity.duplicates:
        raise Http404
    return entity, by
