"""A web form as a page of its own, which other sites may put into a frame. It carries no cookie and asks for none."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from zhike.areas.selling.models import Lead, WebForm
from zhike.areas.selling.web_leads import LARGEST, LONGEST, TRAP, Sent, new_token, receive
from zhike.config.callers import address_of
from zhike.config.headers import POLICY
from zhike.kernel.directory import directory, pinned
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.fields.parsing import ValueProblem
from zhike.kernel.refusals import Refused

LANGUAGES = ("zh-hans", "en")


# The token in the form does what a CSRF token does: a frame on another site has no cookie to compare with.
@csrf_exempt
@xframe_options_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, key: str) -> HttpResponse:
    """GET: the empty form. POST: take it in, and thank; or the form again with what is wrong."""
    with pinned(), translation.override(_language(request)):
        found = WebForm.objects.filter(key=key, active=True, deleted_at=None).first()
        if found is None:
            raise Http404
        return _framed(found, _answer(request, found))


def _answer(request: HttpRequest, form: WebForm) -> HttpResponse:
    if request.method != "POST":
        return _page(request, form, {})
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return render(request, "web/public/form.html", _context(request, form, {}) | {"closed": True}, status=413)
    values = {name: request.POST.get(name, "") for name in ("name", *form.asks, TRAP)}
    sent = Sent(
        values, request.POST.get("token", ""), request.POST.get("proof", ""), address_of(request) or "",
        request.POST.get("page", ""),
    )  # fmt: skip
    try:
        receive(form, sent)
    except (Refused, ValueProblem) as refused:
        return _page(request, form, values, refused)
    return render(request, "web/public/thanks.html", _context(request, form, {}))


def _page(
    request: HttpRequest, form: WebForm, values: dict[str, str], refused: Refused | ValueProblem | None = None
) -> HttpResponse:
    errors = {one.field: str(one.message) for one in refused.errors} if isinstance(refused, Refused) else {}
    status = getattr(refused, "status", 422) if refused else 200
    context = _context(request, form, errors) | {
        "fields": [_field(name, form, values, errors) for name in ("name", *form.asks)],
        "problem": " ".join(text for name, text in errors.items() if name not in ("name", *form.asks)),
        "token": new_token(form), "difficulty": form.difficulty, "trap": TRAP,
        "page": (request.POST.get("page") or request.headers.get("Referer", ""))[:500],
    }  # fmt: skip
    return render(request, "web/public/form.html", context, status=status)


def _context(request: HttpRequest, form: WebForm, errors: dict[str, str]) -> dict[str, Any]:
    english = (get_language() or "").startswith("en")
    return {
        "title": (form.title_en if english else "") or form.title,
        "intro": (form.intro_en if english else "") or form.intro,
        "thanks": (form.thanks_en if english else "") or form.thanks,
        "privacy_url": form.privacy_url,
        "other": LANGUAGES[0] if english else LANGUAGES[1],
    }  # fmt: skip


def _field(name: str, form: WebForm, values: dict[str, str], errors: dict[str, str]) -> dict[str, Any]:
    kinds = {"email": "email", "phone": "tel"}
    english = (get_language() or "").startswith("en")
    places = [
        (one.code, one.name_en if english else one.name)
        for one in directory().regions.values() if name == "region" and one.level == "province"
    ]  # fmt: skip
    return {
        "name": name, "label": entity_of(Lead).fields[name].label, "value": values.get(name, ""),
        "error": errors.get(name, ""), "required": name == "name" or name in form.requires, "most": LONGEST[name],
        "type": kinds.get(name, "text"), "options": places,
        "fills": {"name": "name", "company": "organization", "phone": "tel", "email": "email"}.get(name, "off"),
    }  # fmt: skip


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("lang", "")
    return wanted if wanted in LANGUAGES else get_language() or LANGUAGES[0]


def _framed(form: WebForm, answer: HttpResponse) -> HttpResponse:
    """Only the sites that the form names may put it into a frame."""
    within = " ".join(["'self'", *form.origins.split()])
    answer["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {within}")
    answer["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return answer
