"""The one door to rows: which rows of an entity an actor may see or touch, as a plain predicate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Model, Q, Value, When

from zhike.kernel.access.actor import Actor, Reach
from zhike.kernel.access.holding import SCOPE
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.people.models import SecurityLevel

if TYPE_CHECKING:
    from zhike.kernel.entity.declaration import Entity

NOTHING = Q(pk__in=[])
EVERYTHING = Q()


def predicate(model: type[Model], by: Actor, verb: str = "view") -> Q:
    """Which rows of a model the actor may do the verb on.

    No join multiplies rows and nothing is grouped, so rows can be counted and locked under it. Every verb but `view`
    is kept within `view`, and leaves out rows that are read-only now (frozen), except for verbs made to work on them.
    """
    entity = entity_of(model)
    seen = _reached(entity, by, "view")
    if verb == "view":
        return seen
    return seen & _reached(entity, by, verb) & _writable(entity, by, verb)


def verbs_on(record: Any, verbs: Iterable[str], by: Actor) -> frozenset[str]:
    """Which of the verbs the actor may do on this very record now; asked in one query."""
    question = WhichVerbs(type(record), verbs, by)
    row = type(record)._default_manager.filter(pk=record.pk).values(**question.asked).first() if question.asked else {}
    return question.answered(row or {})


class WhichVerbs:
    """The question which verbs an actor may do on a record, to be asked together with the record itself."""

    def __init__(self, model: type[Model], verbs: Iterable[str], by: Actor) -> None:
        alone = entity_of(model).document is None
        self.wanted = {verb: predicate(model, by, verb) for verb in verbs} if alone and not by.read_only else {}
        self.asked = {
            f"may_{verb}": Case(When(where, then=Value(True)), default=Value(False))
            for verb, where in self.wanted.items()
            if where
        }
        """What a query has to annotate."""

    def answered(self, row: Mapping[str, Any]) -> frozenset[str]:
        """The verbs, from a row with the annotations."""
        return frozenset(verb for verb, where in self.wanted.items() if not where or row.get(f"may_{verb}"))


def _reached(entity: Entity, by: Actor, verb: str) -> Q:
    """The rows within the grant for a verb, the clearance and, where declared, the record that holds this one."""
    access = entity.access
    reach = by.rights.reach(entity.granted_by, verb)
    if not reach or entity.shuts(verb):
        return NOTHING
    if access.own:
        return _within(reach, by, SCOPE.owner, SCOPE.department) & _open_to(by, verb)
    if access.through:
        return _held(entity, by, verb, reach)
    who = replace(by, stands_in_for=frozenset()) if access.personal else by
    return _within(reach, who, access.owner, access.department) & _cleared(access.level, by)


def _held(entity: Entity, by: Actor, verb: str, reach: Reach) -> Q:
    """With the record that holds it: seen within the holder's grant, cleared for it, and writable only while it is.

    To change it, who sees the holder needs no right to change that too: the record's own grant decides, and reaches
    both what is the actor's own and what hangs on it. What nothing holds stands for itself, under its own grant.
    """
    if verb != "view":
        return _own_or_held(entity, by, reach) & _open_to(by, verb)
    through = entity.access.through
    holder = entity_of(entity.model._meta.get_field(through).related_model)  # type: ignore[arg-type]
    alone = _within(reach, by, SCOPE.owner, SCOPE.department)
    held = _within(by.rights.reach(holder.granted_by, "view"), by, SCOPE.owner, SCOPE.department)
    found = held if held == alone else (Q(**{f"{through}__isnull": False}) & held) | (Q(**{through: None}) & alone)
    return found & _open_to(by, verb)


def _own_or_held(entity: Entity, by: Actor, reach: Reach) -> Q:
    """Within a grant by its own owner and department, or by those of its holder."""
    if reach.everything:  # EVERYTHING is an empty condition, which an OR would drop
        return EVERYTHING
    own = _within(reach, by, entity.access.owner, entity.access.department)
    return own | _within(reach, by, SCOPE.owner, SCOPE.department)


def _open_to(by: Actor, verb: str) -> Q:
    """Where the holder lets the actor: cleared for it, not in the bin and, for every verb but `view`, not frozen."""
    found = _cleared(SCOPE.level, by) & Q(scope_open=True)
    return found if verb == "view" or by.employee_id is None else found & Q(scope_frozen=False)


def _within(reach: Reach, by: Actor, owner: str, department: str) -> Q:
    if reach.everything:
        return EVERYTHING
    found = NOTHING
    if reach.own and owner:
        # A colleague's card is nobody's but their own, whoever stands in for them.
        others = by.stands_in_for if owner != "id" else frozenset()
        found |= Q(**{f"{owner}__in": [by.employee_id, *sorted(others)]} if others else {owner: by.employee_id})
    if reach.departments and department:
        found |= Q(**{f"{department}__in": sorted(reach.departments)})
    return found


def _cleared(level: str, by: Actor) -> Q:
    """Up to the actor's clearance; who is cleared for everything needs no condition."""
    return Q(**{f"{level}__lte": by.clearance}) if level and by.clearance < max(SecurityLevel) else EVERYTHING


def _writable(entity: Entity, by: Actor, verb: str) -> Q:
    access = entity.access
    if access.read_only is None or verb in access.thaws or by.employee_id is None:
        return EVERYTHING
    return ~access.read_only
