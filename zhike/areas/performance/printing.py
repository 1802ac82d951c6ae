"""What a commission statement says on paper: every line with its sentence, the sums, and what no rule applies to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhike.areas.documents.paper import day
from zhike.areas.organisation.company import company
from zhike.areas.performance.explaining import MOST_LINES, money, reason, unruled
from zhike.areas.performance.models import CommissionLine, CommissionStatement
from zhike.kernel.access.actor import Actor


def data_of_statement(statement: CommissionStatement, by: Actor) -> dict[str, Any]:
    """The data of `prints/statement.typ`; who may not know costs reads no rate of the gross profit here either."""
    rows = CommissionLine.objects.visible_to(by).filter(statement=statement.pk).select_related("rule")
    lines = rows.order_by("position", "pk")[:MOST_LINES]
    owner = statement.owner.name if statement.owner else ""
    return {
        "number": statement.number,
        "facts": [
            [_("Person"), owner], [pgettext("commission", "Month"), f"{statement.month:%Y-%m}"],
            [_("Department"), str(statement.department or "")], [_("State"), statement.get_state_display()],
            [_("Paid on"), day(statement.paid_on)],
        ],
        "columns": [
            ["#", "auto", "right"], [_("Description"), "3", "left"], [pgettext("commission", "Reckoning"), "4", "left"],
            [_("Commission"), "auto", "right"],
        ],
        "rows": [
            [str(at), one.description, reason(one, by), money(one.amount)] for at, one in enumerate(lines, start=1)
        ],
        "sections": _without_rule(statement),
        "sums": [
            [pgettext("commission", "Earned"), money(statement.earned)],
            [pgettext("commission", "Taken back"), money(statement.taken_back)],
            [_("Commission"), money(statement.amount)],
        ],
        "parties": [
            {"role": company().name, "name": str(statement.confirmed_by or ""), "sign": _("Signature, date")},
            {"role": _("Person"), "name": owner, "sign": _("Signature, date")},
        ],
    }  # fmt: skip


def _without_rule(statement: CommissionStatement) -> list[dict[str, str]]:
    text = "\n".join(f"{one['description']}  {one['shown']}" for one in unruled(statement))
    return [{"label": pgettext("commission", "No rule applies"), "text": text}] if text else []
