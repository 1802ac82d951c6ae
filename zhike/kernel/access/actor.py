"""Who acts, through which door, with which rights. The actor is always passed on, never found in the air."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Self

from zhike.kernel.people.models import Employee, FieldAccess

Door = Literal["web", "api", "command", "import", "job", "portal", "system"]


@dataclass(frozen=True, slots=True)
class Reach:
    """Which rows a verb reaches: all, one's own, and those of some departments (ids, already resolved)."""

    everything: bool = False
    own: bool = False
    departments: frozenset[int] = frozenset()

    def __or__(self, other: Reach) -> Reach:
        return Reach(self.everything or other.everything, self.own or other.own, self.departments | other.departments)

    def __bool__(self) -> bool:
        return self.everything or self.own or bool(self.departments)


NOWHERE = Reach()
EVERYWHERE = Reach(everything=True)


@dataclass(frozen=True, slots=True)
class Rights:
    """All that a person's roles allow, added up."""

    administrator: bool = False
    powers: frozenset[str] = frozenset()
    grants: Mapping[tuple[str, str], Reach] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether the roles allow anything at all."""
        return self.administrator or bool(self.powers) or any(self.grants.values())

    def reach(self, entity: str, verb: str) -> Reach:
        """The rows of an entity on which the verb is allowed."""
        return EVERYWHERE if self.administrator else self.grants.get((entity, verb), NOWHERE)

    @property
    def unruled(self) -> bool:
        """Whether no field of any record is hidden or closed by a rule."""
        return self.administrator or not self.fields

    def field_access(self, entity: str, name: str) -> int:
        """What may be done with a field: hidden, read or write."""
        return FieldAccess.WRITE if self.administrator else self.fields.get((entity, name), FieldAccess.WRITE)


UNBOUNDED = Rights(administrator=True)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system itself) at a door. `batch` is set while an action runs, so that inner actions join it.

    `stands_in_for` are the people on leave whose rows count as the actor's own until they are back.
    """

    employee_id: int | None
    name: str
    door: Door
    rights: Rights
    department_id: int | None = None
    clearance: int = 0
    language: str = "zh-hans"
    request: str = ""
    read_only: bool = False
    batch: int | None = None
    stands_in_for: frozenset[int] = frozenset()

    @classmethod
    def of(cls, employee: Employee, *, door: Door, request: str = "", read_only: bool = False) -> Self:
        """The employee at a door, with the rights that their roles give at this moment."""
        from zhike.kernel.access.rights import rights_of  # noqa: PLC0415  (rights name the reaches of this module)
        from zhike.kernel.directory import directory  # noqa: PLC0415  (which knows the records that know actors)

        return cls(
            employee_id=employee.pk, name=employee.name, door=door, rights=rights_of(employee),
            department_id=employee.department_id, clearance=employee.clearance, language=employee.language,
            request=request, read_only=read_only,
            stands_in_for=directory().stands_in.get(employee.pk, frozenset()) if employee.is_active else frozenset(),
        )  # fmt: skip

    @classmethod
    def system(cls, *, door: Door = "system") -> Self:
        """The system itself: what it does has no person behind it (upkeep, demo book, migrations of data)."""
        return cls(None, "Zhike", door, UNBOUNDED, clearance=99)

    def may(self, power: str) -> bool:
        """Whether the person has a special permission, such as `customers.export`."""
        return self.rights.administrator or power in self.rights.powers

    def within(self, batch: int) -> Self:
        """The same actor inside a running batch."""
        return replace(self, batch=batch)
