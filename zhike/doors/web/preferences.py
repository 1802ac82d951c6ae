"""What a person chooses for themselves: language, theme, density, and what of the rail is folded."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from zhike.kernel.people.models import Employee

CHOICES = {"theme": ("system", "light", "dark"), "density": ("comfortable", "compact"), "language": ("zh-hans", "en")}
AREAS = re.compile(r"(?:[a-z_]{1,40}\.?){0,20}")
A_YEAR = 365 * 24 * 3600


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen on the employee; the rail's state is the browser's own."""
    answer = HttpResponse(status=204)
    for name, allowed in CHOICES.items():
        value = request.POST.get(name)
        if value in allowed:
            Employee.objects.filter(pk=request.user.pk).update(**{name: value})
            if name == "language":
                answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, value, max_age=A_YEAR, samesite="Lax")
    if request.POST.get("rail") in ("open", "closed"):
        answer.set_cookie("rail", request.POST["rail"], max_age=A_YEAR, samesite="Lax", httponly=True)
    if AREAS.fullmatch(folded := request.POST.get("folded", "-")):
        answer.set_cookie("rail_folded", folded, max_age=A_YEAR, samesite="Lax", httponly=True)
    return answer
