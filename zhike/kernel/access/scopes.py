"""The one door to rows: which rows of an entity an actor may see or touch, as a plain predicate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Model, Q

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_of

if TYPE_CHECKING:
    from zhike.kernel.entity.declaration import Entity

NOTHING = Q(pk__in=[])
EVERYTHING = Q()


def predicate(model: type[Model], by: Actor, verb: str = "view") -> Q:
    """Which rows of a model the actor may do the verb on.

    No join multiplies rows and nothing is grouped, so rows can be counted and locked under it. Every verb but `view`
    is kept within `view`, and leaves out rows that are read-only now (frozen), except for verbs declared to work on them.
    """
    entity = entity_of(model)
    seen = _reached(entity, by, "view")
    if verb == "view":
        return seen
    return seen & _reached(entity, by, verb) & _writable(entity, by, verb)


def _reached(entity: Entity, by: Actor, verb: str) -> Q:
    """The rows within the grant for a verb, the clearance and, where declared, the record that this one belongs to."""
    access = entity.access
    if access.grants_of:
        entity_key = access.grants_of
    else:
        entity_key = entity.key
    reach = by.rights.reach(entity_key, verb)
    if not reach:
        return NOTHING
    own = EVERYTHING if reach.everything else _within(entity, by, reach.own, reach.departments)
    if access.level:
        own &= Q(**{f"{access.level}__lte": by.clearance})
    if not access.through:
        return own
    parent = entity.model._meta.get_field(access.through).related_model
    held = predicate(parent, by, "view" if verb == "view" else "change")  # type: ignore[arg-type]
    if held == EVERYTHING and reach.everything:
        return _parent_in_book(access.through) | Q(**{access.through: None})
    parents = parent._default_manager.filter(held, deleted_at=None).values("pk")  # type: ignore[union-attr]
    return Q(**{f"{access.through}__in": parents}) | (Q(**{access.through: None}) & own)


def _within(entity: Entity, by: Actor, own: bool, departments: frozenset[int]) -> Q:
    found = NOTHING
    if own and entity.access.owner:
        found |= Q(**{entity.access.owner: by.employee_id})
    if departments and entity.access.department:
        found |= Q(**{f"{entity.access.department}__in": sorted(departments)})
    return found


def _parent_in_book(through: str) -> Q:
    return Q(**{f"{through}__deleted_at": None, f"{through}__isnull": False})


def _writable(entity: Entity, by: Actor, verb: str) -> Q:
    access = entity.access
    if access.read_only is None or verb in access.thaws or by.employee_id is None:
        return EVERYTHING
    return ~access.read_only
