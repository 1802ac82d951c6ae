"""What a server would answer to the pieces on the gallery's pages: nothing is kept."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join

from zhike.doors.web.fields import Choice, Field
from zhike.doors.web.gallery import samples
from zhike.doors.web.templatetags.web import chip

LAST_COLUMN = "4"


def search(request: HttpRequest) -> HttpResponse:
    """Find invented customers by a part of their name."""
    words = request.GET.get("q", "")
    found = [one for one in samples.CUSTOMERS if words in one[0]][:6]
    records = [
        {"title": one[0], "note": f"{one[3]} · {one[4]}", "icon": "building-2", "url": "/gallery/card"} for one in found
    ]
    commands = [
        {"title": "新建客户", "icon": "plus", "dialog": "/gallery/dialog"},
        {"title": "导入", "icon": "upload", "url": "/gallery/"},
    ]
    groups = [{"label": "客户" if words else "最近打开", "entries": records}] if records else []
    return render(request, "web/palette_results.html", {"groups": [*groups, {"label": "命令", "entries": commands}]})


def preferences(request: HttpRequest) -> HttpResponse:
    """Accept a preference and forget it."""
    return HttpResponse(status=204)


def options(request: HttpRequest) -> HttpResponse:
    """Offer people whose name holds the words."""
    words = request.GET.get("q", "")
    people = [(number, name, name) for number, name in enumerate(samples.PEOPLE, 1) if words in name]
    return HttpResponse(format_html_join("", '<li role="option" data-value="{}" data-label="{}">{}</li>', people))


def regions(request: HttpRequest) -> HttpResponse:
    """Offer three districts for any city."""
    parent = request.GET.get("parent", "")
    names = [(f"{parent}0{number}", name) for number, name in enumerate(("姑苏区", "虎丘区", "吴中区"), 1)]
    return HttpResponse(format_html_join("", '<option value="{}">{}</option>', names))


def cell(request: HttpRequest, row: int, field: str) -> HttpResponse:
    """Give the input of a cell, then the cell."""
    chosen = request.POST.get(field, samples.CUSTOMERS[row - 1][1])
    if request.method == "POST":
        if not chosen:
            return HttpResponse("不能为空", status=422)
        return HttpResponse(chip(chosen, samples.LEVEL_TONES.get(chosen, "ink")))
    choices = [Choice(level, level, level == chosen) for level in ("A", "B")]
    return render(
        request,
        "web/inputs/select.html",
        {"field": Field(field, "级别", "select", chosen, choices=choices, bare=True, required=True)},
    )


def panel(request: HttpRequest, row: int) -> HttpResponse:
    """Show a customer beside the list."""
    customer = samples.CUSTOMERS[row - 1]
    facts = [
        {
            "title": "",
            "facts": [
                {"label": label, "html": words, "url": f"/gallery/facts/{label}"}
                for label, words in samples.FACTS[0][1]
            ],
        }
    ]
    return render(
        request,
        "web/gallery/panel.html",
        {
            "title": customer[0],
            "url": "/gallery/card",
            "facts": facts,
            "days": samples.EVENTS,
            "figures": samples.FIGURES[:4],
        },
    )


def move(request: HttpRequest, row: int) -> HttpResponse:
    """Accept a move of a card, except into the last column."""
    if request.POST.get("to") == LAST_COLUMN:
        return refused(request)
    return HttpResponse(status=204)


def dialog(request: HttpRequest) -> HttpResponse:
    """Show a dialog, and close it with a toast when it is sent."""
    if request.method == "POST":
        toast = {"text": "已转移 12 家客户给李涛", "undo": "/gallery/undo"}
        events = {"toast": toast, "close-dialog": True, "selection-done": True}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})
    fields = [
        Field("to", "交给", "reference", required=True, url="/gallery/options"),
        Field("with_open_work", "连同未完成的工作", "checkbox", True),
        Field("note", "说明", "textarea"),
    ]
    return render(
        request,
        "web/dialog_form.html",
        {"title": "转移客户", "action": "/gallery/dialog", "fields": fields, "submit": "转移"},
    )


def undo(request: HttpRequest) -> HttpResponse:
    """Pretend to undo."""
    return HttpResponse(status=204)


def progress(request: HttpRequest) -> HttpResponse:
    """Report that the work has finished."""
    state = {
        "state": "done",
        "label": "导入完成",
        "words": "10,000 / 10,000",
        "done": 1,
        "total": 1,
        "poll_url": "/gallery/progress",
    }
    return render(request, "web/progress.html", {"progress": state})


def fact(request: HttpRequest, field: str) -> HttpResponse:
    """Give the input of a fact, then the fact."""
    if request.method == "POST":
        return render(
            request,
            "web/fact.html",
            {"fact": {"label": field, "html": request.POST.get("value", ""), "url": request.path}},
        )
    known = {label: words for _, facts in samples.FACTS for label, words in facts}
    return render(
        request, "web/inputs/text.html", {"field": Field("value", field, value=known.get(field, ""), bare=True)}
    )


def unmask(request: HttpRequest) -> HttpResponse:
    """Show the whole number."""
    return HttpResponse("138 1288 6021")


def note(request: HttpRequest) -> HttpResponse:
    """Put what was written on top of the timeline."""
    event = {
        "id": "new",
        "icon": "notebook-pen",
        "tone": "jade",
        "title": "周敏 记了一笔",
        "note": request.POST.get("text", ""),
        "when": "刚刚",
        "at": "",
    }
    return render(request, "web/event.html", {"event": event})


def refused(request: HttpRequest) -> HttpResponse:
    """Refuse in words, as the programming interface does."""
    problem = {"title": "Refused", "detail": "合同签署前要先有已批准的报价。"}
    return HttpResponse(json.dumps(problem), status=409, content_type="application/problem+json")
