"""My imports: what was brought, how far it is, and the way back to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from zhike.doors.web.frame import offered
from zhike.doors.web.frame import page as frame_page
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.imports.chunks import records_counted
from zhike.kernel.imports.models import Import, ImportState
from zhike.kernel.imports.service import imports_of

MOST = 30
TONES = {
    ImportState.MAPPING: "amber",
    ImportState.CHECKING: "sky",
    ImportState.READY: "amber",
    ImportState.RUNNING: "sky",
    ImportState.DONE: "jade",
    ImportState.FAILED: "rose",
    ImportState.UNDONE: "ink",
}
KINDS = {
    "new": gettext_lazy("New records"),
    "changed": gettext_lazy("Updating"),
    "same": gettext_lazy("Already the same"),
    "duplicate": gettext_lazy("Duplicate"),
    "wrong": gettext_lazy("Wrong"),
}
"""What becomes of rows, in the order in which pages show it."""


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """The list, newest first; an administrator sees those of everybody."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    before = whole_number(request.GET.get("before", ""))
    rows = imports_of(by).order_by("-pk")
    found = list((rows if before is None else rows.filter(pk__lt=before))[: MOST + 1])
    context = {
        "title": _("Imports"),
        "rows": [_row(one) for one in found[:MOST]],
        "of_all": by.rights.administrator,
        "more_url": f"/imports?before={found[MOST - 1].pk}" if len(found) > MOST else "",
        "kinds": importable(by),
    }
    return frame_page(request, "web/imports/list.html", context, crumbs=[crumb()])


def importable(by: Actor) -> list[Entity]:
    """The entities of which the person may bring files in."""
    return [one for one in offered(by, "create") if one.importing is not None]


def crumb() -> dict[str, str]:
    """The first step of the way to a page of imports."""
    return {"label": _("Imports"), "url": "/imports"}


def counted(counts: dict[str, Any], *, every: bool = False) -> list[dict[str, Any]]:
    """The counts of rows by what becomes of them, without zeros unless `every`."""
    return [
        {"kind": kind, "label": label, "number": counts.get(kind, 0), "words": whole(counts.get(kind, 0))}
        for kind, label in KINDS.items()
        if every or counts.get(kind)
    ]


def counted_figures(counts: dict[str, Any], *, every: bool = False) -> list[dict[str, Any]]:
    """The same as figures: of rows, or of documents with the number of their rows below."""
    figures = []
    for one in counted(counts, every=every):
        bad = one["kind"] == "wrong" and one["number"]
        figure = {"kind": one["kind"], "label": one["label"], "value": one["words"], "bad": bad}
        documents = records_counted(counts, one["kind"])
        if documents != one["number"]:
            rows = ngettext("%(count)s row", "%(count)s rows", one["number"]) % {"count": one["words"]}
            figure |= {"value": whole(documents), "note": rows}
        figures.append(figure)
    return figures


def whole(number: int) -> str:
    """A count as people of this language write it."""
    return number_format(number, use_l10n=True, force_grouping=True)


def _row(one: Import) -> dict[str, Any]:
    return {
        "url": f"/imports/{one.pk}",
        "file": one.file_name,
        "kind": entity_named(one.entity).label_plural,
        "state": one.get_state_display(),
        "tone": TONES[ImportState(one.state)],
        "owner": one.owner.name,
        "when": timezone.localtime(one.created_at),
        "total": whole(one.total),
        "counts": counted(one.counts),
        "go_on": one.state in (ImportState.MAPPING, ImportState.READY, ImportState.FAILED),
    }
