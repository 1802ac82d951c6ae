"""What stands on the cards of commission statements and their lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from zhike.areas.performance.explaining import LINE, TEXT, UNRULED, explained, money, reason
from zhike.areas.performance.models import CommissionLine, CommissionStatement, StatementState
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.parts import Figure, Insight, Shown, Warn


def amount(statement: CommissionStatement, by: Actor) -> Shown | None:
    """What the month brings, and of what it is made."""
    said = {"earned": money(statement.earned), "back": money(statement.taken_back)}
    detail = _("%(earned)s earned, %(back)s taken back") % said if statement.taken_back else ""
    tone = "danger" if statement.amount < 0 else ""
    return Shown(money(statement.amount), detail, tone, f"/commission_statements/{statement.pk}/insights/explained")


def stays(statement: CommissionStatement, by: Actor) -> Sequence[Warn]:
    """That it can't be changed any more, and where corrections go."""
    if statement.state == StatementState.PAID:
        return [Warn(_("It is paid and stays as it is: corrections stand in the next month's statement."), "info")]
    if statement.state == StatementState.CONFIRMED:
        return [Warn(_("It is confirmed: documents that change now count in the next month."), "info")]
    return ()


def without_rule(statement: CommissionStatement, by: Actor) -> Sequence[Warn]:
    """That no rule applies to some of what the person sold."""
    number = len(statement.without_rule)
    if not number:
        return ()
    words = ngettext("No rule applies to %(count)s line.", "No rule applies to %(count)s lines.", number)
    url = f"/commission_statements/{statement.pk}/insights/explained"
    return [Warn(words % {"count": number}, url=url, link=_("Open it"))]


def why(line: CommissionLine, by: Actor) -> Shown | None:
    """The amount of a line with its sentence."""
    return Shown(money(line.amount), reason(line, by), "danger" if line.amount < 0 else "")


def explanation(statement: CommissionStatement, by: Actor) -> dict[str, Any]:
    """The lines in sentences."""
    return explained(statement, by)


EXPLAINED = Insight(
    "explained", pgettext_lazy("commission", "Line by line"), "performance/explained.html", explanation,
    {"type": "object", "required": ["lines", "more", "without_rule", "amount"], "properties": {
        "lines": {"type": "array", "items": LINE}, "more": {"type": "boolean"},
        "without_rule": {"type": "array", "items": UNRULED}, "amount": TEXT,
    }}, "What each line of the statement is reckoned from, in a sentence",
)  # fmt: skip
STATEMENT_FIGURES = (Figure(_("Commission"), amount, ("amount", "earned", "taken_back")),)
LINE_FIGURES = (Figure(_("Commission"), why, ("amount", "basis", "whole", "share")),)
