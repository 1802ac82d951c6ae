"""How the numbers of each kind of record are made."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhike.doors.web.fields import Field
from zhike.doors.web.records.answers import toast, trigger
from zhike.doors.web.settings.opening import opened_with, setup_page
from zhike.kernel.access.powers import SETTINGS
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, update
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.numbering.models import NumberPattern
from zhike.kernel.numbering.patterns import preview
from zhike.kernel.refusals import Refused


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """Every kind of record that has numbers, with its pattern and the number that it gives."""
    opened_with(request, SETTINGS)
    rows = [
        {"entity": entity, "pattern": text, "gapless": gapless, "example": preview(text)}
        for entity in entities() if entity.numbering is not None for text, gapless in [_now(entity)]
    ]  # fmt: skip
    return setup_page(request, "numbering.html", {"title": _("Numbering"), "rows": rows})


@require_http_methods(["GET", "POST"])
def pattern(request: HttpRequest, key: str) -> HttpResponse:
    """The dialog that changes one pattern."""
    by = opened_with(request, SETTINGS)
    entity = next((one for one in entities() if one.key == key and one.numbering is not None), None)
    if entity is None:
        raise Http404
    text, gapless = _now(entity)
    problem = ""
    if request.method == "POST":
        text, gapless = request.POST.get("pattern", ""), "gapless" in request.POST
        values = {"pattern": text, "gapless": gapless}
        try:
            own = NumberPattern.objects.filter(entity=key, deleted_at=None).first()
            if own is None:
                create(entity_named("number_patterns"), {"entity": key, **values}, by=by)
            else:
                update(Chosen.of(own, by=by), values, by=by)
        except Refused as refused:
            problem = refused.message
        else:
            changed = trigger(HttpResponse(status=204), **{"close-dialog": True, "records-changed": True})
            return toast(changed, _("The next number is like %(number)s.") % {"number": preview(text)})
    context = {
        "title": _("Numbers of %(what)s") % {"what": entity.label_plural}, "action": f"/settings/numbering/{key}",
        "fields": [
            Field("pattern", _("Pattern"), value=text, required=True, error=problem, maxlength=80,
                  help=_("{year}, {month} and {sequence:6}, where 6 is how many digits it has at least.")),
            Field("gapless", _("Without gaps"), "checkbox", value=gapless,
                  help=_("Only where the law wants it: people who save at the same moment wait for each other.")),
        ],
    }  # fmt: skip
    return render(request, "web/dialog_form.html", context, status=422 if problem else 200)


def _now(entity: Entity) -> tuple[str, bool]:
    own = NumberPattern.objects.filter(entity=entity.key, deleted_at=None).values_list("pattern", "gapless").first()
    assert entity.numbering is not None  # noqa: S101  (callers ask only for entities that have numbers)
    return own or (entity.numbering.pattern, entity.numbering.gapless)
