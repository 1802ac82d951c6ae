"""The small tables that every page reads, as one immutable object in memory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model

from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.people.models import Department, Employee, FieldRule, Grant, Role
from zhike.kernel.regions.models import Region
from zhike.kernel.tags.models import Tag

Few = TypeVar("Few", bound=Model)
EMPLOYEE = [field.attname for field in Employee._meta.concrete_fields]


class Person(NamedTuple):
    """An employee as others see the name on a record."""

    id: int
    name: str
    department_id: int | None
    is_active: bool


class Unit(NamedTuple):
    """A department and where it hangs in the tree."""

    id: int
    name: str
    path: str
    parent_id: int | None
    head_id: int | None


class RoleRights(NamedTuple):
    """A role, read once."""

    id: int
    name: str
    powers: frozenset[str]
    areas: frozenset[str]
    grants: tuple[tuple[str, str, str, tuple[int, ...]], ...]
    fields: dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Departments, people, roles, choices, tags and regions by id, true at one value of the stamp."""

    stamp: int
    departments: dict[int, Unit]
    people: dict[int, Person]
    roles: dict[int, RoleRights]
    choices: dict[int, Choice]
    dictionaries: dict[str, list[Choice]]
    tags: dict[int, Tag]
    tag_ids: dict[str, int]
    regions: dict[str, Region]
    stands_in: dict[int, frozenset[int]]
    """For each stand-in, the people who are on leave now. Nobody stands in by way of another stand-in."""
    drawn: dict[Any, dict[Any, str]] = field(default_factory=dict)
    """Cells of choices, people, departments and regions that were drawn before, for whoever draws them again."""
    rights: dict[Any, Any] = field(default_factory=dict)
    """What roles add up to, by the roles and the department of whoever has them."""
    menus: dict[Any, Any] = field(default_factory=dict)
    """What pages offer alike to all who have the same rights, made once for them."""
    _subtrees: dict[int, frozenset[int]] = field(default_factory=dict)
    _places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _stretches: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    _employees: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    _few: dict[type[Any], dict[int, Any]] = field(default_factory=dict)

    def subtree(self, department: int | None) -> frozenset[int]:
        """The ids of a department and of all below it."""
        unit = self.departments.get(department or 0)
        if unit is None:
            return frozenset()
        if unit.id not in self._subtrees:
            self._subtrees[unit.id] = frozenset(
                one.id for one in self.departments.values() if one.path.startswith(unit.path)
            )
        return self._subtrees[unit.id]

    def employee(self, employee_id: int) -> Employee | None:
        """The whole row of an employee, as an instance of the caller's own; read once while the stamp stands."""
        if employee_id not in self._employees:
            row = Employee.objects.filter(pk=employee_id).values_list(*EMPLOYEE).first()
            if row is None:
                return None
            self._employees[employee_id] = row
        row = self._employees[employee_id]
        return Employee.from_db("default", EMPLOYEE, [list(one) if isinstance(one, list) else one for one in row])

    def places_within(self, region: str) -> tuple[str, ...]:
        """The codes of a region and of all that lie in it."""
        if region not in self._places:
            path = self.regions[region].path
            self._places[region] = tuple(code for code, one in self.regions.items() if one.path.startswith(path))
        return self._places[region]

    def stretches_within(self, region: str) -> tuple[tuple[str, str], ...]:
        """The same as stretches of codes between which no other region lies: a province is one, not 120 codes."""
        if region not in self._stretches:
            inside = frozenset(self.places_within(region))
            # Letters stand apart: where they sort among digits is for the database to say.
            runs = groupby(sorted(self.regions), lambda code: (code in inside, code.isdigit() or code))
            found = [list(codes) for (is_inside, _kind), codes in runs if is_inside]
            self._stretches[region] = tuple((codes[0], codes[-1]) for codes in found)
        return self._stretches[region]

    def few(self, model: type[Few]) -> dict[int, Few]:
        """All records of a kind that has only a few (`Entity.few`), by id, in the order of their ids."""
        if model not in self._few:
            rows = model._default_manager.filter(deleted_at=None).order_by("pk")
            self._few[model] = {row.pk: row for row in rows}
        return self._few[model]

    def choice(self, dictionary: str, word: str) -> Choice | None:
        """The entry of a dictionary by its code or by its label in either language, whatever the case."""
        word = word.strip().casefold()
        for choice in self.dictionaries.get(dictionary, ()):
            if word in (choice.code.casefold(), choice.label.casefold(), choice.label_en.casefold()):
                return choice
        return None


def load(stamp: int, before: Snapshot | None = None) -> Snapshot:
    """Read the small tables: nine queries, a few hundred rows, and only when the stamp has moved.

    Regions are taken over from the snapshot `before`: they are public data that only a new version changes.
    """
    places = before if before and before.regions else None
    choices = {choice.pk: choice for choice in Choice.objects.filter(deleted_at=None)}
    dictionaries = defaultdict(list)
    for choice in choices.values():
        dictionaries[choice.dictionary].append(choice)
    tags = {tag.pk: tag for tag in Tag.objects.filter(deleted_at=None)}
    units = Department.objects.filter(deleted_at=None).values_list("id", "name", "path", "parent_id", "head_id")
    people = Employee.objects.values_list("id", "name", "department_id", "is_active")
    away = Employee.objects.filter(on_leave=True, is_active=True, deleted_at=None, stand_in__isnull=False)
    stands_in: dict[int, set[int]] = defaultdict(set)
    for person, stand_in in away.values_list("id", "stand_in_id"):
        stands_in[stand_in].add(person)
    return Snapshot(
        stamp=stamp,
        departments={row[0]: Unit(*row) for row in units},
        people={row[0]: Person(*row) for row in people},
        roles=_roles(),
        choices=choices,
        dictionaries=dict(dictionaries),
        tags=tags,
        tag_ids={tag.name: tag.pk for tag in tags.values()},
        stands_in={one: frozenset(people) for one, people in stands_in.items()},
        regions=places.regions if places else {region.pk: region for region in Region.objects.all()},
        _places=places._places if places else {},
        _stretches=places._stretches if places else {},
    )


def _roles() -> dict[int, RoleRights]:
    grants = defaultdict(list)
    for role, entity, verb, scope, chosen in Grant.objects.values_list(
        "role_id", "entity", "verb", "scope", "departments"
    ):
        grants[role].append((entity, verb, scope, tuple(chosen)))
    fields: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    for role, entity, name, access in FieldRule.objects.values_list("role_id", "entity", "field", "access"):
        fields[role][entity, name] = access
    return {
        role.pk: RoleRights(
            role.pk, role.name, frozenset(role.powers), frozenset(role.areas), tuple(grants[role.pk]), fields[role.pk]
        )
        for role in Role.objects.filter(deleted_at=None)
    }
