"""Saving and deleting views from the list page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhike.doors.web.fields import Field
from zhike.doors.web.records.answers import sent_to, toast, trigger
from zhike.doors.web.records.looking import looking_at
from zhike.doors.web.records.opening import opened
from zhike.kernel.refusals import Refused
from zhike.kernel.views.saved import SHARE, delete_view, save_view


@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, key: str) -> HttpResponse:
    """GET: the dialog that names a view. POST: keep what the address shows under that name."""
    entity, by = opened(request, key)
    look = looking_at(request, entity, by)
    error = ""
    if request.method == "POST":
        state = {
            "where": look.wish.where.json(), "sort": look.wish.sort, "columns": look.columns, "display": look.display,
        }  # fmt: skip
        try:
            view = save_view(entity, request.POST.get("name", ""), state, shared="shared" in request.POST, by=by)
        except Refused as refused:
            error = refused.message
        else:
            answer = trigger(HttpResponse(status=204), **{"close-dialog": True})
            sent_to(answer, f"{entity.url()}?view={view.pk}")
            return toast(answer, _("The view “%(name)s” has been saved.") % {"name": view.name})
    fields = [
        Field(
            name="name", label=_("Name"), required=True, error=error, value=request.POST.get("name", ""), autofocus=True
        )
    ]
    if by.may(SHARE):
        fields.append(Field(name="shared", kind="checkbox", label=_("Everyone who sees this list may use it")))
    context = {"title": _("Save as a view"), "action": request.get_full_path(), "fields": fields}
    return render(request, "web/dialog_form.html", context, status=422 if error else 200)


@require_POST
def remove(request: HttpRequest, key: str, view_id: int) -> HttpResponse:
    """Delete a view."""
    entity, by = opened(request, key)
    delete_view(view_id, by=by)
    return toast(sent_to(HttpResponse(status=204), entity.url()), _("The view has been deleted."))
