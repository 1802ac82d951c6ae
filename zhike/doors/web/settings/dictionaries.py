"""The entries of every choice list."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhike.doors.web.settings.opening import opened_with, setup_page
from zhike.kernel.access.powers import SETTINGS
from zhike.kernel.actions.perform import batch
from zhike.kernel.dictionaries.declaration import dictionaries as declared
from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.fields.parsing import whole_number


@require_safe
def dictionaries(request: HttpRequest) -> HttpResponse:
    """The first dictionary, with the list of all."""
    return dictionary(request, min(declared(), key=lambda one: str(one.label)).key)


@require_safe
def dictionary(request: HttpRequest, key: str) -> HttpResponse:
    """The entries of one dictionary in their order, the retired last."""
    opened_with(request, SETTINGS)
    found = _named(key)
    entries = Choice.objects.filter(dictionary=key, deleted_at=None).order_by("retired", "position", "id")
    context: dict[str, Any] = {
        "title": found.label, "key": key, "entries": entries,
        "dictionaries": [
            {"label": str(one.label), "url": f"/settings/dictionaries/{one.key}", "active": one.key == key}
            for one in sorted(declared(), key=lambda one: str(one.label))
        ],
    }  # fmt: skip
    return setup_page(request, "dictionary.html", context, (_("Dictionaries"), "/settings/dictionaries"))


@require_POST
def order(request: HttpRequest, key: str) -> HttpResponse:
    """Move an entry one place up or down."""
    by = opened_with(request, SETTINGS)
    _named(key)
    ids = list(
        Choice.objects.filter(dictionary=key, deleted_at=None, retired=False)
        .order_by("position", "id")
        .values_list("pk", flat=True)
    )
    moved, step = whole_number(request.POST.get("id", "")), -1 if request.POST.get("to") == "up" else 1
    if moved is None or moved not in ids:
        raise Http404
    here = ids.index(moved)
    there = min(max(here + step, 0), len(ids) - 1)
    ids.insert(there, ids.pop(here))
    with batch(by, "choices.order", "choices", {"dictionary": key}):
        for position, choice in enumerate(ids):
            rows = Choice.objects.filter(pk=choice).exclude(position=position)
            rows.update(position=position, revision=F("revision") + 1)
    return HttpResponse(status=204, headers={"HX-Trigger": "records-changed"})


def _named(key: str) -> Any:
    found = next((one for one in declared() if one.key == key), None)
    if found is None:
        raise Http404
    return found
