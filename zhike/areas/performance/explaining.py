"""Why a line of a commission statement is what it is, in a sentence in the reader's language.

To whom costs are concealed, nothing is said from which they could be reckoned: of a rate of the gross profit neither
the profit nor the rate nor the rule's name, and of a rule for a band of margins not its name.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from zhike.areas.catalog.rights import SEE_COST
from zhike.areas.organisation.company import parameters
from zhike.areas.organisation.models import CommissionBasis
from zhike.areas.performance.models import CommissionLine, CommissionStatement, Method
from zhike.kernel.access.actor import Actor

WHOLE = Decimal(100)
MOST_LINES = 500
TEXT = {"type": "string"}
LINE = {
    "type": "object",
    "required": ["id", "description", "why", "basis", "share", "amount"],
    "properties": {
        "id": TEXT, "description": TEXT, "why": TEXT, "basis": TEXT, "share": TEXT, "amount": TEXT, "shown": TEXT,
        "back": {"type": "boolean"},
    },
}  # fmt: skip
UNRULED = {
    "type": "object",
    "required": ["description", "whole"],
    "properties": {"description": TEXT, "whole": TEXT, "shown": TEXT},
}  # fmt: skip


def reason(line: CommissionLine, by: Actor) -> str:
    """The sentence of a line, whose `rule` is at hand."""
    return _("%(counts)s; %(rate)s; %(share)s") % {
        "counts": _counts(line), "rate": _rate(line, by.may(SEE_COST)), "share": _share(line),
    }  # fmt: skip


def _counts(line: CommissionLine) -> str:
    said = {"basis": money(line.basis), "whole": money(line.whole), "before": money(line.before)}
    if line.basis < 0 and line.whole < 0:
        return _("%(basis)s of the credited %(whole)s is taken back this month") % said
    if line.basis < 0:
        return _("%(before)s had counted; what was received of it came back, so %(basis)s is taken back") % said
    received = parameters().commission_basis == CommissionBasis.RECEIVED
    if line.before:
        words = (
            _("%(basis)s more was received of %(whole)s, after %(before)s before")
            if received
            else _("%(basis)s more was invoiced of %(whole)s, after %(before)s before")
        )
        return words % said
    words = _("%(basis)s was received of %(whole)s") if received else _("%(basis)s of %(whole)s was invoiced")
    return words % said


def _rate(line: CommissionLine, sees_cost: bool) -> str:
    rule = line.rule
    banded = rule.margin_from is not None or rule.margin_below is not None
    said = {"rate": percent(line.rate), "rule": rule.name}
    if line.method == Method.MARGIN:
        if not sees_cost:
            return _("a rate of the gross profit on it")
        said["margin"] = money(line.margin) if line.margin is not None else "—"
        return _("%(rate)s of the gross profit on it of %(margin)s, by the rule “%(rule)s”") % said
    if banded and not sees_cost:
        return _("%(rate)s of it") % said
    return _("%(rate)s of it, by the rule “%(rule)s”") % said


def _share(line: CommissionLine) -> str:
    said = {"share": percent(line.share), "amount": money(line.amount)}
    if line.share == WHOLE:
        return _("that is %(amount)s") % said
    return _("of that a share of %(share)s, %(amount)s") % said


def money(amount: Decimal) -> str:
    """An amount with its thousands and two decimals."""
    return number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)


def percent(value: Decimal) -> str:
    """A percentage without zeros at the end."""
    return f"{value.normalize():f}%"


def unruled(statement: CommissionStatement) -> list[dict[str, str]]:
    """What the person sold in the month to which no rule applies, as it was when the statement was reckoned."""
    return [{**one, "shown": money(Decimal(one["whole"]))} for one in statement.without_rule]


def explained(statement: CommissionStatement, by: Actor) -> dict[str, Any]:
    """The lines of a statement with their sentences; the first five hundred, and how many there are."""
    rows = CommissionLine.objects.visible_to(by).filter(statement=statement.pk)
    found = list(rows.select_related("rule").order_by("position", "pk")[: MOST_LINES + 1])
    return {
        "lines": [
            {"id": str(one.pk), "description": one.description, "why": reason(one, by), "basis": str(one.basis),
             "share": f"{one.share.normalize():f}", "amount": str(one.amount), "shown": money(one.amount),
             "back": one.amount < 0}
            for one in found[:MOST_LINES]
        ],
        "more": len(found) > MOST_LINES,
        "without_rule": unruled(statement),
        "amount": str(statement.amount),
    }  # fmt: skip
