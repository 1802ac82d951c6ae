"""Which records need approval, why, and who may give it. Areas declare their rules; drawn flows can grow from here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from zhike.areas.approvals.models import Approval
from zhike.kernel.access.rights import rights_of
from zhike.kernel.entity.parts import Words
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import Refused

MOST_ASKED = 500


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """`needs` says why a record needs approval, or nothing; `power` is what the one who decides must hold."""

    key: str
    power: str
    needs: Callable[[Any], Words]


@dataclass(frozen=True, slots=True)
class Needed:
    """Why a record needs approval now, and the powers that it takes to give it."""

    reasons: tuple[str, ...]
    powers: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.reasons)


_rules: dict[type[Model], tuple[ApprovalRule, ...]] = {}


def declare_rules(model: type[Model], rules: Sequence[ApprovalRule]) -> None:
    """Make the rules of a kind of record known."""
    _rules[model] = (*_rules.get(model, ()), *rules)


def needed(record: Any) -> Needed:
    """Why this record needs approval as it stands, asked of all rules of its kind."""
    found = [(rule.power, str(reason)) for rule in _rules.get(type(record), ()) if (reason := rule.needs(record))]
    return Needed(tuple(reason for _power, reason in found), frozenset(power for power, _reason in found))


def refuse_unapproved(record: Any) -> None:
    """Raises Refused when a record that needs approval does not have it: called by what must wait for it."""
    if record.approval == Approval.APPROVED:
        return
    lacking = needed(record)
    if record.approval == Approval.PENDING:
        raise Refused(_("It is still awaiting approval."), code="awaits_approval")
    if lacking:
        words = _("This needs approval first: %(reasons)s") % {"reasons": " ".join(lacking.reasons)}
        raise Refused(words, code="needs_approval")


def forget_approval(record: Any, changed: frozenset[str], by: Any) -> None:
    """What was approved is approved as it stood: a change takes the approval away. For `Entity.prepare`."""
    if record.pk is not None and changed and record.approval:
        record.approval, record.approver_id, record.approval_asked_by_id = Approval.NONE, None, None


def approver_for(asker: Employee, powers: frozenset[str]) -> Employee:
    """Who decides: the nearest superior who holds all powers, or the stand-in of one on leave; else any who does.

    Raises Refused when nobody but the asker may decide.
    """
    seen, superior = {asker.pk}, asker.superior
    while superior is not None and superior.pk not in seen:
        seen.add(superior.pk)
        for one in (superior.stand_in, superior) if superior.on_leave else (superior,):
            if one is not None and one.pk != asker.pk and _may_decide(one, powers):
                return one
        superior = superior.superior
    others = Employee.objects.filter(is_active=True, deleted_at=None).exclude(pk=asker.pk).order_by("pk")
    found: Employee | None = next((one for one in others[:MOST_ASKED] if _may_decide(one, powers)), None)
    if found is not None:
        return found
    raise Refused(_("Nobody else may approve this: ask the administrator for the permission."), code="no_approver")


def _may_decide(person: Employee, powers: frozenset[str]) -> bool:
    rights = rights_of(person)
    return person.deleted_at is None and (rights.administrator or powers <= rights.powers)
