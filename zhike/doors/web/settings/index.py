"""The front page of the set-up: what the person may set up, in groups."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhike.areas.organisation.company import company, parameters
from zhike.doors.web.settings.opening import opened_with, setup_page
from zhike.kernel.access.powers import PEOPLE, SETTINGS


class Entry(NamedTuple):
    """One thing that may be set up, with what is meant by it."""

    label: str
    url: str
    icon: str
    words: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All that may be set up by this person."""
    by = request.actor  # type: ignore[attr-defined]
    groups = [group for group in _groups() if by.may(group["power"])]
    if not groups:
        raise Http404
    return setup_page(request, "index.html", {"title": _("Set-up"), "groups": groups})


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """To the form of the company profile."""
    opened_with(request, SETTINGS)
    return HttpResponseRedirect(f"/company/{company().pk}/edit")


@require_safe
def parameters_form(request: HttpRequest) -> HttpResponse:
    """To the form of the parameters."""
    opened_with(request, SETTINGS)
    return HttpResponseRedirect(f"/parameters/{parameters().pk}/edit")


def _groups() -> list[dict[str, Any]]:
    return [
        {"title": title, "power": power, "entries": entries}
        for title, power, entries in (
            (_("Organisation"), PEOPLE, _organisation()),
            (_("System"), SETTINGS, _system()),
            (_("Selling"), SETTINGS, _selling()),
            (_("Money"), SETTINGS, _money()),
        )
    ]


def _organisation() -> tuple[Entry, ...]:
    return (
        Entry(_("Departments"), "/settings/departments", "network", _("The tree of units, their heads, moving them")),
        Entry(_("Employees"), "/employees", "users", _("Cards of all colleagues")),
        Entry(_("Access"), "/settings/people", "key-round", _("Roles, clearance, passwords, sessions of each person")),
        Entry(_("Roles"), "/settings/roles", "shield-check", _("Who may do what with whose records")),
        Entry(_("Why?"), "/settings/why", "circle-help", _("Why somebody can or can't see a record")),
        Entry(_("Sign-in log"), "/settings/sign-ins", "log-in", _("Who signed in, from where; wrong passwords")),
    )


def _system() -> tuple[Entry, ...]:
    return (
        Entry(
            _("Company profile"), "/settings/company", "landmark", _("Name, tax number, address, currency, time zone")
        ),
        Entry(_("Logo"), "/settings/company/logo", "image", _("Above the menu and on what is printed")),
        Entry(_("Dictionaries"), "/settings/dictionaries", "list", _("The entries of every choice list")),
        Entry(_("Tags"), "/tags", "tag", _("Rename, merge and retire tags")),
        Entry(_("Numbering"), "/settings/numbering", "hash", _("How the numbers of records are made")),
        Entry(
            _("Parameters"), "/settings/parameters", "sliders-horizontal", _("Days of notice, decimal places of prices")
        ),
    )


def _selling() -> tuple[Entry, ...]:
    return (
        Entry(_("Pipelines"), "/pipelines", "workflow", _("The ways that deals go, stage by stage")),
        Entry(_("Stages"), "/stages", "workflow", _("Probability, required fields, when deals are stalled")),
        Entry(_("Evaluation criteria"), "/criteria", "list-checks", _("What deals are judged by, and weights")),
        Entry(_("Assignment rules"), "/assignment_rules", "split", _("Who gets leads that nobody owns")),
        Entry(_("Commission rules"), "/commission_rules", "percent", _("What sellers are paid on which sales")),
        Entry(_("Web forms"), "/web_forms", "panel-top", _("Forms on web pages through which leads come")),
    )


def _money() -> tuple[Entry, ...]:
    return (
        Entry(_("Currencies"), "/currencies", "coins", _("In which we trade, and their decimals")),
        Entry(_("Exchange rates"), "/exchange_rates", "arrow-left-right", _("What they are worth, by day")),
    )
