"""Tabs and figures around a deal: its evaluation, ours beside theirs, against whom we win, and what is suggested."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.models import Product
from zhike.areas.marketing.models import Competitor
from zhike.areas.selling import competing
from zhike.areas.selling.evaluating import evaluation_of, rating_label
from zhike.areas.selling.models import Opportunity, Suggestion, SuggestionKind, SuggestionState
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import prepared
from zhike.kernel.entity.parts import Figure, Insight, Shown, Warn, Words
from zhike.kernel.text.amounts import short_amount

TEXT = {"type": "string"}
INTEGER = {"type": "integer"}
OPTIONAL = {"type": ["string", "null"]}
THEIRS = {
    "type": "object",
    "required": ["id", "name", "competitor", "price", "difference"],
    "properties": {
        "id": TEXT, "name": TEXT, "competitor": TEXT, "competitor_id": TEXT, "use": TEXT, "performance": TEXT,
        "currency": TEXT, "strengths": TEXT, "weaknesses": TEXT,
        "price": OPTIONAL, "difference": {"type": ["integer", "null"]},
    },
}  # fmt: skip
TABLES = {
    "type": "object",
    "required": ["products"],
    "properties": {"products": {"type": "array", "items": {
        "type": "object", "required": ["id", "name", "price", "theirs"], "properties": {
            "id": TEXT, "name": TEXT, "price": OPTIONAL, "currency": TEXT, "use": TEXT, "performance": TEXT,
            "theirs": {"type": "array", "items": THEIRS},
        }}}},
}  # fmt: skip
WHY: dict[str, Words] = {
    SuggestionKind.REPEAT: _("Bought “%(note)s” on %(day)s and nothing is open since: time to ask again."),
    SuggestionKind.REVIVE: _("Lost “%(note)s” on %(day)s for a reason that may be gone."),
    SuggestionKind.NEED: _("On %(day)s a need was mentioned: %(note)s"),
    SuggestionKind.DECIDER: _("%(note)s came to decide on %(day)s."),
    SuggestionKind.INTENT: _("Intends to buy, last talked to on %(day)s, and no deal is open."),
}


def evaluation(deal: Opportunity, by: Actor) -> dict[str, Any]:
    """The evaluation sheet of a deal with its score."""
    found = evaluation_of(deal.pk)
    return {
        "score": found.score, "answered": found.answered, "criteria": len(found.answers),
        "answers": [
            {"criterion": one.criterion, "question": one.question, "weight": one.weight, "rating": one.rating,
             "label": str(rating_label(one.rating)), "note": one.note, "points": one.points}
            for one in found.answers
        ],
    }  # fmt: skip


def evaluation_figure(deal: Opportunity, by: Actor) -> Shown | None:
    """The score, and what pulls it down most."""
    found = evaluation_of(deal.pk)
    if not found.answered:
        return None
    lost = max(found.answers, key=lambda one: one.weight * (3 - (one.rating or 0)))
    weak = _("Weakest: %(criterion)s") % {"criterion": lost.criterion} if (lost.rating or 0) < 3 else ""
    return Shown(f"{found.score}", weak, url=f"/opportunities/{deal.pk}/insights/evaluation")


def comparison(deal: Opportunity, by: Actor) -> dict[str, Any]:
    """The products of a deal beside those that compete with them."""
    return {"products": competing.beside_deal(deal, by)}


def rivals(product: Product, by: Actor) -> dict[str, Any]:
    """A product of ours beside those that compete with it."""
    return {"products": competing.beside([product.pk], by)}


def fared(competitor: Competitor, by: Actor) -> Shown | None:
    """How often we won where this competitor was met."""
    if not by.rights.reach("opportunities", "view"):
        return None
    found = competing.against(competitor.pk, by)
    if found.rate is None:
        return Shown("—", _("No deal decided against them yet"))
    words = _("%(won)s won · %(lost)s lost to them") % {"won": found.won, "lost": found.lost}
    return Shown(
        f"{found.rate}%", words, "danger" if found.rate < 40 else "", f"/opportunities?filter[lost_to]={competitor.pk}"
    )


def amount_lost(competitor: Competitor, by: Actor) -> Shown | None:
    """What was lost to this competitor."""
    found = competing.against(competitor.pk, by) if by.rights.reach("opportunities", "view") else None
    if found is None or not found.lost:
        return None
    return Shown(short_amount(found.amount_lost), _("%(count)s open against them") % {"count": found.open})


def why(suggestion: Suggestion) -> str:
    """Why a deal is suggested, in a sentence."""
    day = date_format(suggestion.last_on, "Y-m-d") if suggestion.last_on else ""
    return str(WHY[suggestion.kind]) % {"note": suggestion.note[:120], "day": day}


def reason(suggestion: Suggestion, by: Actor) -> Shown:
    """The reason of a suggestion in full."""
    return Shown(suggestion.get_kind_display(), why(suggestion))


def suggested(customer: Any, by: Actor) -> Sequence[Warn]:
    """That a deal might be begun with the customer."""
    if not by.rights.reach("suggestions", "view"):
        return ()
    found = _strongest(customer.pk, by)
    return [Warn(why(one), "info", f"/suggestions/{one.pk}", _("Opportunity?")) for one in found]


@prepared
def _strongest(customer_id: int, by: Actor) -> Any:
    rows = Suggestion.objects.visible_to(by).filter(customer=customer_id, state=SuggestionState.OPEN)
    return rows.order_by("-strength", "pk")[:1]


EVALUATION_TAB = Insight(
    "evaluation", _("Evaluation"), "selling/evaluation.html", evaluation,
    {"type": "object", "required": ["score", "answered", "criteria", "answers"], "properties": {
        "score": INTEGER, "answered": INTEGER, "criteria": INTEGER,
        "answers": {"type": "array", "items": {
            "type": "object", "required": ["criterion", "weight", "rating", "points"], "properties": {
                "criterion": TEXT, "question": TEXT, "weight": INTEGER, "rating": {"type": ["integer", "null"]},
                "label": TEXT, "note": TEXT, "points": INTEGER,
            }}},
    }}, "How good the deal is, criterion by criterion",
)  # fmt: skip
COMPARISON_TAB = Insight(
    "comparison", pgettext_lazy("with competitors", "Comparison"), "selling/comparison.html", comparison, TABLES,
    "Our products of the deal beside those that compete with them",
)  # fmt: skip
RIVALS_TAB = Insight(
    "rivals", _("Competing products"), "selling/comparison.html", rivals, TABLES,
    "The product beside those that compete with it",
)  # fmt: skip
COMPETITOR_FIGURES = (Figure(_("Won against them"), fared), Figure(_("Lost to them"), amount_lost))
