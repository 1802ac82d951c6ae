"""Why somebody can, or can't, see or do something: the same rules as `scopes.predicate`, told step by step in words.

The rules are read a second time here, because a predicate that is sent to the database can't say which part of it
failed. A property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from zhike.kernel.access.actor import NOWHERE, Actor, Reach
from zhike.kernel.access.areas import areas, opened, opens
from zhike.kernel.access.powers import PEOPLE, verbs_of
from zhike.kernel.access.rights import reach_of
from zhike.kernel.directory import directory
from zhike.kernel.directory.snapshot import RoleRights
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named, entity_of
from zhike.kernel.people.models import Employee, Scope, SecurityLevel
from zhike.kernel.refusals import NotAllowed, NotFound

MOST_PEOPLE = 2000


class Step(NamedTuple):
    """One thing that was looked at: whether it speaks for (True), against (False) or neither (None), in words."""

    speaks: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether the person may do the verb on the record, and every step that led there. `parent` is the same for it."""

    allowed: bool
    entity: str
    record_id: int
    verb: str
    steps: list[Step] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As the API sends it."""
        steps = [
            {"speaks": {True: "for", False: "against", None: "neither"}[step.speaks], "words": step.words}
            for step in self.steps
        ]
        return {
            "allowed": self.allowed,
            "entity": self.entity,
            "id": str(self.record_id),
            "verb": self.verb,
            "steps": steps,
        }


class Seer(NamedTuple):
    """Somebody who may do the verb, and by what."""

    person: Employee
    because: str


def why(person: Employee, entity: Entity, record_id: int, verb: str = "view", *, by: Actor) -> Explanation:
    """Explain why a person may or may not do a verb on a record.

    Only for those who look after people, because the answer tells that a record exists, and about others' rights.
    Raises NotAllowed, or NotFound when there never was such a record.
    """
    if not by.may(PEOPLE):
        raise NotAllowed(_("Only who looks after people may ask this."), code="lacks_power")
    steps = list(_steps(Actor.of(person, door="web"), person, entity, _record(entity, record_id), verb))
    return Explanation(_decided(steps), entity.key, record_id, verb, steps)


def who_can(entity: Entity, record_id: int, verb: str = "view", *, by: Actor) -> list[Seer]:
    """Everybody who may do a verb on a record, with the step that opens it to them."""
    if not by.may(PEOPLE):
        raise NotAllowed(_("Only who looks after people may ask this."), code="lacks_power")
    record, found = _record(entity, record_id), []
    for person in Employee.objects.filter(is_active=True, deleted_at=None).order_by("name")[:MOST_PEOPLE]:
        steps = list(_steps(Actor.of(person, door="web"), person, entity, record, verb))
        if _decided(steps):
            found.append(Seer(person, next((step.words for step in steps if step.speaks), "")))
    return found


def _decided(steps: list[Step]) -> bool:
    """One step against is enough to refuse, and something must speak for it."""
    return any(step.speaks for step in steps) and not any(step.speaks is False for step in steps)


def _record(entity: Entity, record_id: int) -> Any:
    record = entity.model._default_manager.filter(pk=record_id).first()
    if record is None:
        raise NotFound(_("There is no such record."))
    return record


def _steps(who: Actor, person: Employee, entity: Entity, record: Any, verb: str) -> Iterator[Step]:
    if not person.is_active:
        yield Step(False, _("%(name)s may not sign in.") % {"name": person.name})
        return
    if record.deleted_at is not None:
        yield Step(False, _("The record is in the bin; only who may delete it finds it there."))
    yield from _reached(who, person, entity, record, "view")
    if verb != "view":
        yield from _reached(who, person, entity, record, verb)
        yield from _thawed(entity, record, verb)


def _reached(who: Actor, person: Employee, entity: Entity, record: Any, verb: str) -> Iterator[Step]:
    """The grants for one verb, the clearance, and the record that this one belongs to."""
    key, access = entity.granted_by, entity.access
    label = verbs_of(entity).get(verb, verb)
    reach = who.rights.reach(key, verb)
    if not who.rights.administrator:
        yield from _closed(person, entity, verb, label)
    if not reach:
        yield Step(False, _("No role of %(name)s gives “%(verb)s” on %(what)s.") % _names(person, label, entity))
        return
    parent = getattr(record, access.through) if access.through else None
    decides = parent is None or access.own or verb != "view"
    yield from _grants(who, person, entity, record, verb, label, reach, decides=decides)
    if access.level:
        yield _cleared(who, getattr(record, access.level))
    if parent is not None and access.own:
        yield from _standing(who, parent, verb)
    elif parent is not None and verb == "view":
        yield from _through(who, person, parent)
    elif parent is not None:
        yield from _thawed(entity_of(parent), parent, "change")


def _grants(
    who: Actor, person: Employee, entity: Entity, record: Any, verb: str, label: Any, reach: Reach, *, decides: bool
) -> Iterator[Step]:
    """Each role that speaks of the verb, and whether the record lies within its scope."""
    if who.rights.administrator:
        yield Step(True, _("%(name)s is administrator.") % {"name": person.name})
        return
    if reach.everything and (power := entity.access.power) and who.may(power):
        yield Step(True, _("A special permission opens all %(what)s to %(name)s.") % _names(person, label, entity))
        return
    inside = False
    yield from _standing_in(person, entity, record)
    for role, scope, chosen in _scopes(person, entity, verb):
        reached = reach_of(scope, chosen, person.department_id, directory().subtree)
        within = not decides or _within(reached, entity, record, person)
        inside = inside or within
        words = _("Role “%(role)s” gives “%(verb)s” on %(what)s: %(scope)s.") % {
            **_names(person, label, entity), "role": role, "scope": _scope_words(scope, chosen, person),
        }  # fmt: skip
        yield Step(True if within else None, words)
    if not inside:
        yield Step(False, _("The record is outside that: %(facts)s.") % {"facts": _facts(entity, record)})


def _closed(person: Employee, entity: Entity, verb: str, label: Any) -> Iterator[Step]:
    """The roles that would give the verb, had they opened the area."""
    area = entity_named(entity.granted_by).area
    for role in _roles(person):
        if not opens(role, area) and any(grant[:2] == (entity.granted_by, verb) for grant in role.grants):
            labels = {one.key: one.label for one in areas()}
            words = _("Role “%(role)s” gives “%(verb)s” on %(what)s, but does not open the area “%(area)s”.") % {
                **_names(person, label, entity), "role": role.name, "area": labels.get(area, area),
            }  # fmt: skip
            yield Step(None, words)


def _roles(person: Employee) -> list[RoleRights]:
    roles = directory().roles
    return [roles[one] for one in person.roles if one in roles]


def _scopes(person: Employee, entity: Entity, verb: str) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    key = entity.granted_by
    subtree = directory().subtree
    for role in map(opened, _roles(person)):
        for granted, granted_verb, scope, chosen in role.grants:
            asked = (granted, granted_verb) == (key, verb)
            if asked and reach_of(scope, chosen, person.department_id, subtree) != NOWHERE:
                yield role.name, scope, chosen


def _within(reach: Reach, entity: Entity, record: Any, person: Employee) -> bool:
    """Whether a record lies in a scope by its own owner and department, or by those of the record that holds it."""
    through = entity.access.through
    parent = getattr(record, through) if through and not entity.access.own else None
    if parent is not None and _within(reach, entity_of(parent), parent, person):
        return True
    owner, department = _owner(entity, record), _department(entity, record)
    return (
        reach.everything
        or (reach.own and owner in {person.pk, *_stood_for(entity, person)})
        or (department is not None and department in reach.departments)
    )


def _stood_for(entity: Entity, person: Employee) -> frozenset[int]:
    """The people on leave whose rows are the person's own now; not their cards."""
    return directory().stands_in.get(person.pk, frozenset()) if entity.access.owner != "id" else frozenset()


def _standing_in(person: Employee, entity: Entity, record: Any) -> Iterator[Step]:
    """That the record is somebody's for whom the person stands in."""
    owner = _owner(entity, record)
    if owner in _stood_for(entity, person):
        away = directory().people[owner].name
        words = _("%(name)s stands in for %(away)s, who is on leave: what %(away)s owns counts as own.")
        yield Step(None, words % {"name": person.name, "away": away})


def _cleared(who: Actor, level: int) -> Step:
    words = {"level": SecurityLevel(level).label, "clearance": _level_words(who.clearance)}
    if level <= who.clearance:
        spoken = None if level == SecurityLevel.OPEN else True
        return Step(spoken, _("The record's security level is %(level)s, within the clearance %(clearance)s.") % words)
    return Step(False, _("The record's security level is %(level)s, above the clearance %(clearance)s.") % words)


def _through(who: Actor, person: Employee, parent: Any) -> Iterator[Step]:
    above = entity_of(parent)
    yield Step(
        None,
        _("It is seen with the record that it belongs to: %(what)s %(id)s.") % {"what": above.label, "id": parent.pk},
    )
    yield from _steps(who, person, above, parent, "view")


def _standing(who: Actor, parent: Any, verb: str) -> Iterator[Step]:
    """What a record with an owner of its own takes from the one that it hangs on: clearance, bin and read-only."""
    above = entity_of(parent)
    yield Step(None, _("It hangs on this record: %(what)s %(id)s.") % {"what": above.label, "id": parent.pk})
    if parent.deleted_at is not None:
        yield Step(False, _("The record that it hangs on is in the bin."))
    if above.access.level:
        yield _cleared(who, getattr(parent, above.access.level))
    if verb != "view":
        yield from _thawed(above, parent, "change")
    further = getattr(parent, above.access.through) if above.access.through else None
    if further is not None:
        yield from _standing(who, further, verb)


def _thawed(entity: Entity, record: Any, verb: str) -> Iterator[Step]:
    access = entity.access
    if access.read_only is None or verb in access.thaws:
        return
    if entity.model._default_manager.filter(access.read_only, pk=record.pk).exists():
        yield Step(False, str(access.read_only_reason))


def _owner(entity: Entity, record: Any) -> int | None:
    return _value(record, entity.access.owner)


def _department(entity: Entity, record: Any) -> int | None:
    return _value(record, entity.access.department)


def _value(record: Any, name: str) -> int | None:
    return getattr(record, record._meta.get_field(name).attname) if name else None


def _facts(entity: Entity, record: Any) -> str:
    book, parts = directory(), []
    if entity.access.owner:
        owner = book.people.get(_owner(entity, record) or 0)
        parts.append(_("the owner is %(name)s") % {"name": owner.name} if owner else _("nobody owns it"))
    if entity.access.department:
        unit = book.departments.get(_department(entity, record) or 0)
        parts.append(
            _("the department is %(name)s") % {"name": unit.name} if unit else _("it belongs to no department")
        )
    return ", ".join(parts) or _("the scope names an owner or a department, which it does not have")


def _scope_words(scope: str, chosen: tuple[int, ...], person: Employee) -> str:
    units = directory().departments
    words = str(Scope(scope).label)
    if scope == Scope.CHOSEN:
        return f"{words} ({', '.join(units[one].name for one in chosen if one in units)})"
    unit = units.get(person.department_id or 0)
    return f"{words} ({unit.name})" if unit and scope in (Scope.DEPARTMENT, Scope.BELOW) else words


def _level_words(clearance: int) -> str:
    return str(SecurityLevel(clearance).label) if clearance in SecurityLevel.values else str(clearance)


def _names(person: Employee, verb: Any, entity: Entity) -> dict[str, Any]:
    return {"name": person.name, "verb": verb, "what": entity.label_plural}
