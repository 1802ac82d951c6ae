"""The pages that say what went wrong: inside the frame and in the look of whoever is signed in, plain for others."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from zhike.doors.web.frame import frame


class Problem(NamedTuple):
    """What a page says: a picture, what happened, and what to do."""

    icon: str
    title: Any
    words: Any = ""


PROBLEMS = {
    403: Problem(
        icon="lock",
        title=_("You may not open this"),
        words=_("Your roles don't include it. Ask an administrator if you need it for your work."),
    ),
    404: Problem(
        icon="search-x",
        title=_("There is nothing here"),
        words=_("The page has moved, or the record isn't yours to see."),
    ),
    500: Problem(
        icon="server-crash",
        title=_("Something went wrong on our side"),
        words=_("Nothing you saved is lost. Try again in a moment; if it goes on, tell your administrator."),
    ),
}
OTHER = Problem(icon="circle-alert", title=_("That can't be done"))


def problem_page(request: HttpRequest, status: int, words: str = "") -> HttpResponse:
    """The page for a status; `words` say more exactly what is the matter."""
    problem = PROBLEMS.get(status, OTHER)
    context = {"problem": problem, "title": problem.title, "words": words or problem.words}
    if not hasattr(request, "actor"):
        return render(request, "web/errors/plain.html", context, status=status)
    around = frame(request, [{"label": str(problem.title), "url": ""}])
    return render(request, "web/errors/framed.html", around | context | {"back": _back(request, around)}, status=status)


def _back(request: HttpRequest, around: dict[str, Any]) -> dict[str, Any] | None:
    """Where to go on: the record that could not be edited, else the list in whose place something was looked for."""
    if request.path.endswith("/edit"):
        return {"label": _("Back to the record"), "url": request.path.removesuffix("/edit")}
    here = next((one for one in around["rail"] if one["active"] and one["url"] not in ("/", request.path)), None)
    return {"label": here["label"], "url": here["url"]} if here else None


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django answers where something is not allowed."""
    return problem_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django answers where nothing is."""
    return problem_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """What Django answers when our code failed. The frame asks the database, which may be what failed."""
    problem = PROBLEMS[500]
    context = {"problem": problem, "title": problem.title, "words": problem.words, "look": look_known(request)}
    return render(request, "web/errors/plain.html", context, status=500)


def look_known(request: HttpRequest) -> dict[str, str]:
    """The look of the person as far as it has been read already."""
    person = getattr(request, "_cached_user", None)
    return {name: getattr(person, name) for name in ("theme", "density") if hasattr(person, name)}
