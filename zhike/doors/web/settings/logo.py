"""The company's logo: the page that changes it, and the picture itself."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhike.areas.organisation.actions.company import put_logo, set_logo
from zhike.areas.organisation.company import company
from zhike.areas.organisation.letterhead import MOST_BYTES
from zhike.areas.organisation.logo import logo
from zhike.doors.web.records.answers import done
from zhike.doors.web.settings.opening import opened_with, setup_page
from zhike.kernel.access.powers import SETTINGS
from zhike.kernel.files.storage import found
from zhike.kernel.refusals import Refused

# It is shown as a picture and nothing else, whatever its bytes might hold for somebody who opens it alone.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=31536000, immutable",
}


@require_safe
def picture(request: HttpRequest, digest: str) -> HttpResponseBase:
    """The logo, to whoever is signed in; its address changes with its content. Raises Http404 for any other."""
    now = logo()
    if now is None or not now.digest.startswith(digest):
        raise Http404
    return FileResponse(found(now.digest).open("rb"), content_type=now.media_type, headers=HEADERS)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """GET: the logo as it is. POST: take a picture as the logo."""
    by, problem = opened_with(request, SETTINGS), ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise Refused(_("Choose a file first."), field="file")
            put_logo(upload.chunks(), upload.name or "", by=by)
        except Refused as refused:
            problem = refused.message
        else:
            return HttpResponseRedirect("/settings/company/logo")
    context = {"title": _("Logo"), "problem": problem, "most": MOST_BYTES // 1000, "name": company().name}
    return setup_page(request, "logo.html", context, status=422 if problem else 200)


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Have no logo."""
    return done(_("Logo"), set_logo(company(), by=opened_with(request, SETTINGS)))
