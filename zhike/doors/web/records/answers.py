"""Small answers to the browser: a toast with undo, what came of an action, a record that was made in a dialog."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhike.doors.web.records.opening import record_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.outcome import Outcome, Skip
from zhike.kernel.entity.declaration import Entity

MOST_REASONS = 3


def trigger(answer: HttpResponse, **events: Any) -> HttpResponse:
    """Add events for the browser to those that the answer has."""
    known = json.loads(answer.headers.get("HX-Trigger", "{}"))
    answer["HX-Trigger"] = json.dumps(known | events)  # ASCII only: a header can't carry Chinese
    return answer


def sent_to(answer: HttpResponse, address: str) -> HttpResponse:
    """Have the browser go to another page, as a link does: only the page is swapped, so what a toast says stays."""
    wanted = {"path": address, "target": "#page", "select": "#page", "swap": "outerHTML show:none"}
    answer["HX-Location"] = json.dumps(wanted)
    return answer


def toast(
    answer: HttpResponse, text: str, *, batch: int | None = None, tone: str = "info", link: str = "", label: str = ""
) -> HttpResponse:
    """Say something for ten seconds, with Undo when there is a batch to undo."""
    message = {"text": text, "tone": tone}
    if batch:
        message["undo"] = f"/batches/{batch}/undo"
    if link:
        message |= {"link": link, "label": label}
    return trigger(answer, toast=message)


def done(label: Any, outcome: Outcome, *, undoable: bool = True) -> HttpResponse:
    """Close the dialog, refresh the rows, and say what came of it with Undo."""
    counted = ngettext("%(label)s: %(count)s record.", "%(label)s: %(count)s records.", outcome.done)
    text = str(outcome.message) or counted % {"label": label, "count": outcome.done}
    if outcome.skipped:
        said = {"count": len(outcome.skipped), "reasons": _reasons(outcome.skipped)}
        text += " " + _("Left alone: %(count)s (%(reasons)s).") % said
    answer = trigger(
        HttpResponse(status=204), **{"close-dialog": True, "records-changed": True, "selection-done": True}
    )
    return toast(
        answer,
        text,
        batch=outcome.batch if undoable and outcome.done else None,
        link=outcome.values.get("url", ""),
        label=_("Open"),
    )


def _reasons(skipped: Sequence[Skip]) -> str:
    """Why records were left alone, each reason once with the first records that it is true of."""
    titles: dict[str, list[str]] = {}
    for skip in skipped:
        titles.setdefault(str(skip.reason), []).append(skip.title)
    told = []
    for reason, named in list(titles.items())[:MOST_REASONS]:
        first = [title for title in named if title][:MOST_REASONS]
        more = "…" if len(named) > len(first) else ""
        told.append(f"{', '.join(first)}{more}: {reason}" if first else reason)
    return " ".join(told)


def made(entity: Entity, record_id: int, wanted_by: str, by: Actor) -> HttpResponse:
    """A record that was made from within a reference field: the dialog closes and the field takes it."""
    title = entity.title_of(record_of(entity, record_id, by))
    made_now = {"for": wanted_by, "value": str(record_id), "label": title}
    return trigger(HttpResponse(status=204), **{"record-made": made_now, "close-dialog": True})
