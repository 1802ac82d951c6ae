"""What stands on the cards of leads, of assignment rules and of web forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zhike.areas.selling.assigning import REHEARSED_DAYS, rehearse
from zhike.areas.selling.leads import score_of
from zhike.areas.selling.models import AssignmentRule, Lead, LeadState, WebForm, WebSubmission
from zhike.areas.selling.qualifying import likely_customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.entity.parts import Figure, Insight, Shown, Warn

DAYS = 30
TEXT = {"type": "string"}
INTEGER = {"type": "integer"}


def lead_score(lead: Lead, by: Actor) -> Shown:
    """The score, with the two reasons that weigh most."""
    found = score_of(lead)
    detail = " · ".join(str(one.words) for one in found.reasons[:2]) or _("Nothing speaks for it yet")
    return Shown(str(found.points), detail, url=f"/leads/{lead.pk}/insights/score")


def waiting(lead: Lead, by: Actor) -> Shown | None:
    """How long nobody has begun to work on it."""
    if lead.state != LeadState.NEW:
        return None
    hours = int((timezone.now() - lead.created_at) / timedelta(hours=1))
    words = ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    if hours >= 48:
        words = ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}
    return Shown(words, _("since it came in"), "danger" if hours >= 24 else "")


def same_customer(lead: Lead, by: Actor) -> Sequence[Warn]:
    """The customer that the lead may come from."""
    if lead.closed_on is not None:
        return ()
    found = likely_customer(lead, by)
    if found is None:
        return ()
    if found.id is None:
        return [Warn(_("May be a customer of %(owner)s already.") % {"owner": found.owner or "—"})]
    return [Warn(_("May be the customer %(title)s") % {"title": found.title}, url=f"/customers/{found.id}",
                 link=_("Look at it"))]  # fmt: skip


def score_reasons(lead: Lead, by: Actor) -> dict[str, Any]:
    """The score of a lead and all of its reasons."""
    found = score_of(lead)
    return {
        "score": found.points,
        "reasons": [{"points": one.points, "words": str(one.words)} for one in found.reasons],
    }  # fmt: skip


def rehearsal(rule: AssignmentRule, by: Actor) -> dict[str, Any]:
    """What this rule alone, and all rules together, would have done with the leads of the last ninety days."""
    alone, together = rehearse(by=by, only=rule), rehearse(by=by)
    people = directory().people
    return {
        "days": REHEARSED_DAYS, "leads": together.leads, "alone": sum(alone.by_rule.values()),
        "together": together.by_rule[rule.pk], "unassigned": together.unassigned,
        "people": [
            {"name": people[one].name, "leads": count} for one, count in alone.by_person.most_common() if one in people
        ],
    }  # fmt: skip


def embedding(form: WebForm, by: Actor) -> dict[str, Any]:
    """Where the form stands, and how it is put into a page; what was sent in the last thirty days, by verdict."""
    since = timezone.now() - timedelta(days=DAYS)
    rows = WebSubmission.objects.filter(form=form, at__gte=since).values_list("verdict").annotate(Count("pk"))
    labels = {
        "accepted": _("Became a lead"), "again": _("Sent twice"), "trap": _("Robot in the trap"),
        "too_fast": _("Filled in too fast"), "too_many": _("Too many at once"), "no_work": _("Work not done"),
        "wrong": _("Wrong or missing values"),
    }  # fmt: skip
    return {
        "path": f"/f/{form.key}", "origins": form.origins.split(),
        "verdicts": [
            {"verdict": str(labels.get(verdict, verdict)), "count": count} for verdict, count in sorted(rows)
        ],
    }  # fmt: skip


def form_leads(form: WebForm, by: Actor) -> Shown:
    """How many leads came through the form."""
    count = Lead.objects.visible_to(by).filter(web_form=form).count()
    return Shown(str(count), url=f"/web_forms/{form.pk}/related/leads")


LEAD_FIGURES = (Figure(_("Score"), lead_score), Figure(_("Waiting"), waiting))
LEAD_WARNINGS = (same_customer,)
LEAD_TABS = (
    Insight(
        "score", _("Score"), "selling/score.html", score_reasons,
        {"type": "object", "required": ["score", "reasons"], "properties": {
            "score": INTEGER,
            "reasons": {"type": "array", "items": {
                "type": "object", "required": ["points", "words"], "properties": {"points": INTEGER, "words": TEXT},
            }},
        }}, "How promising the lead is, and why",
    ),
)  # fmt: skip
RULE_TABS = (
    Insight(
        "rehearsal", _("Rehearsal on the past"), "selling/rehearsal.html", rehearsal,
        {"type": "object", "required": ["days", "leads", "alone", "together", "unassigned", "people"], "properties": {
            "days": INTEGER, "leads": INTEGER, "alone": INTEGER, "together": INTEGER, "unassigned": INTEGER,
            "people": {"type": "array", "items": {
                "type": "object", "required": ["name", "leads"], "properties": {"name": TEXT, "leads": INTEGER},
            }},
        }}, "What the rule would have done with the leads of the last ninety days",
    ),
)  # fmt: skip
FORM_FIGURES = (Figure(_("Leads"), form_leads),)
FORM_TABS = (
    Insight(
        "embedding", _("Embedding"), "selling/embedding.html", embedding,
        {"type": "object", "required": ["path", "origins", "verdicts"], "properties": {
            "path": TEXT, "origins": {"type": "array", "items": TEXT},
            "verdicts": {"type": "array", "items": {
                "type": "object", "required": ["verdict", "count"], "properties": {"verdict": TEXT, "count": INTEGER},
            }},
        }}, "Where the form stands, and what became of what was sent",
    ),
)  # fmt: skip
