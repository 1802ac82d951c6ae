"""The verbs that every list and card has: edit one field of many, put into the bin, take out again, undo."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from zhike.doors.web.records.answers import done, sent_to
from zhike.doors.web.records.asking import asked
from zhike.doors.web.records.choosing import choice, chosen_of, count_words, ids_of
from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import delete, restore, update
from zhike.kernel.history.undo_in_steps import undo_or_begin
from zhike.kernel.refusals import Refused


@require_http_methods(["GET", "POST"])
def edit_many(request: HttpRequest, key: str) -> HttpResponse:
    """Write one field of all chosen records."""
    entity, by = opened(request, key)
    wanted = request.POST if request.method == "POST" else request.GET
    chosen = chosen_of(entity, by, wanted, "change")
    names = [name for name in entity.writable(by) if not entity.masks(name, by) and name != entity.title_field]
    if not names:
        raise Http404
    asked_for = wanted.get("field")
    name = asked_for if asked_for in names else names[0]
    error = ""
    if request.method == "POST" and "save" in wanted:
        field = entity.fields[name]
        try:
            value = (
                wanted.getlist(name) if field.type.name in ("tags", "references", "choices") else wanted.get(name, "")
            )
            return done(_("Edit a field"), update(chosen, {name: value}, by=by))
        except Refused as refused:
            error = refused.message
    context = {
        "title": _("Edit a field"), "action": f"{entity.url()}/actions/update",
        "chooser": f"{entity.url()}/actions/update", "hidden": choice(wanted) | {"save": "1"},
        "names": [(one, entity.fields[one].label, one == name) for one in names],
        "fields": [asked(entity.fields[name], None, by, error=error)], "count_words": count_words(entity, chosen),
    }  # fmt: skip
    return render(request, "web/records/edit_many.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Put the chosen records into the bin; nothing is asked, because it can be undone."""
    entity, by = opened(request, key)
    wanted = request.POST if request.method == "POST" else request.GET
    chosen = chosen_of(entity, by, wanted, "delete")
    if request.method == "GET":
        context = {
            "title": _("Delete"), "action": f"{entity.url()}/actions/delete", "hidden": choice(wanted),
            "submit": _("Put in the bin"), "dangerous": True, "count_words": count_words(entity, chosen), "fields": [],
        }  # fmt: skip
        return render(request, "web/records/action.html", context)
    return done(_("Delete"), delete(chosen, by=by))


@require_POST
def remove_one(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """Put one record into the bin and go back to the list."""
    entity, by = opened(request, key)
    outcome = delete(Chosen.of(record_of(entity, record_id, by), by=by), by=by)
    return sent_to(done(_("Delete"), outcome), entity.url())


@require_POST
def restore_one(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """Take one record out of the bin."""
    entity, by = opened(request, key)
    return done(_("Restore"), restore(entity.model, [record_id], by=by))


@require_http_methods(["GET", "POST"])
def restore_many(request: HttpRequest, key: str) -> HttpResponse:
    """Take the chosen records out of the bin; nothing is asked, because it can be undone."""
    entity, by = opened(request, key)
    wanted = request.POST if request.method == "POST" else request.GET
    ids = ids_of(wanted)
    if not ids:
        raise Refused(_("Choose the records to restore one by one."), code="nothing_chosen")
    if request.method == "GET":
        words = ngettext("%(count)s record chosen", "%(count)s records chosen", len(ids)) % {"count": len(ids)}
        context = {
            "title": _("Restore"), "action": f"{entity.url()}/actions/restore", "hidden": choice(wanted),
            "submit": _("Restore"), "count_words": words, "fields": [],
        }  # fmt: skip
        return render(request, "web/records/action.html", context)
    return done(_("Restore"), restore(entity.model, ids, by=by))


@require_POST
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Undo a batch."""
    return done(_("Undo"), undo_or_begin(batch_id, by=request.actor), undoable=False)  # type: ignore[attr-defined]
