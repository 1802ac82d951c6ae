"""Pieces of which a page has dozens or hundreds, drawn by functions: a template takes ten times as long for each.

Everything that comes in is escaped by `markup`, but what is safe HTML already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zhike.doors.web.templatetags.web import avatar, chip, icon
from zhike.kernel.fields.markup import markup

EMPTY = SafeString("")


def facts(sections: Sequence[Mapping[str, Any]]) -> SafeString:
    """The sections of a card's facts: each with its title, and its labels and values."""
    drawn, change = [], _("Change")
    for section in sections:
        title = markup('<h3 class="facts-title">{}</h3>', section["title"]) if section["title"] else EMPTY
        rows = _joined(
            markup('<div class="fact"><dt>{}</dt><dd>{}</dd></div>', one["label"], _fact(one, change))
            for one in section["facts"]
        )
        drawn.append(markup('{}<dl class="facts">{}</dl>', title, rows))
    return _joined(drawn)


def fact(one: Mapping[str, Any]) -> SafeString:
    """A value; where it may be changed, it is itself the button for that, or has one beside it if it holds a link."""
    return _fact(one, _("Change"))


def _fact(one: Mapping[str, Any], change: str) -> SafeString:
    html = one["html"] or "—"
    if not one["url"]:
        return markup('<div class="fact-value">{}</div>', html)
    if "<a " in html or "<button " in html:
        return markup(
            '<div class="fact-open"><span>{}</span><button class="btn btn-quiet btn-icon btn-sm" type="button"'
            ' data-fact-url="{}" title="{}" aria-label="{} {}">{}</button></div>',
            html, one["url"], change, change, one["label"], icon("pencil", "sm"),
        )  # fmt: skip
    return markup(
        '<button class="fact-value" type="button" data-fact-url="{}" title="{}"><span>{}</span>{}'
        '<span class="hidden-words">{} {}</span></button>',
        one["url"], change, html, icon("pencil", "sm"), change, one["label"],
    )  # fmt: skip


def board_cards(cards: Sequence[Mapping[str, Any]]) -> SafeString:
    """The cards of one column of a board."""
    movable, nothing = _("movable card"), markup("{}{}", icon("calendar-x", "sm"), _("No next step"))
    return _joined(_board_card(one, movable, nothing) for one in cards)


def _board_card(card: Mapping[str, Any], movable: str, nothing: SafeString) -> SafeString:
    days, marks = card.get("days"), card.get("marks")
    return markup(
        '<li class="kanban-card" data-card="{}" data-name="{}" tabindex="0" aria-roledescription="{}"{}>'
        '<div class="kanban-card-row"><span class="muted">{}</span>{}</div>'
        '<div class="kanban-title"><a href="{}" data-panel="{}" tabindex="-1">{}</a></div>{}{}'
        '<div class="kanban-card-row"><span class="kanban-figure">{}</span>{}</div></li>',
        card["id"], card["title"], movable, SafeString(" data-late") if card.get("late") else EMPTY,
        card.get("above", ""), chip(days, card.get("days_tone") or "ink") if days else EMPTY,
        card["url"], card["id"], card["title"],
        _joined(markup('<div class="kanban-line muted small">{}</div>', one) for one in card.get("lines", ()) if one),
        markup('<div class="chips">{}</div>', _joined(_spaced(marks))) if marks else EMPTY,
        card.get("figure") or "", _board_next(card, nothing),
    )  # fmt: skip


def _board_next(card: Mapping[str, Any], nothing: SafeString) -> SafeString:
    """What is to be done next, and the face of whoever does it."""
    coming, owner, words = card.get("next"), card.get("owner"), EMPTY
    if coming:
        words = markup(
            '{}<span class="kanban-next-words" title="{}">{}</span>',
            icon("calendar-check", "sm"), card.get("next_label") or coming, coming,
        )  # fmt: skip
    elif card.get("nothing_next"):
        words = nothing
    face = markup('{}<span class="hidden-words">{}</span>', avatar(owner), owner) if owner else EMPTY
    late = SafeString(" late") if card.get("next_late") else EMPTY
    return markup('<span class="kanban-next muted small{}">{}{}</span>', late, words, face)


def _spaced(parts: Sequence[Any]) -> list[SafeString]:
    return [markup("{}{}", " " if at else "", part) for at, part in enumerate(parts)]


def _joined(parts: Any) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308  (each of them was made by markup)
