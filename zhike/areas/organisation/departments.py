"""The department tree: placing a unit, moving a subtree, and what must be moved away before a unit can go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import PEOPLE
from zhike.kernel.entity.registry import entities
from zhike.kernel.people.models import Department, Employee
from zhike.kernel.refusals import NotAllowed, Refused

LONGEST_PATH = 400


def complete_department(unit: Department, changed: frozenset[str], by: Actor) -> None:
    """Place a new unit in the tree, or move one with all below it. Raises Refused for a circle or an unknown parent."""
    if unit._state.adding:
        lock_tree()
        unit.pk = _next_id()
        unit.path = f"{_path_of(unit.parent_id)}{unit.pk}/"
        _refuse_too_deep(len(unit.path))
    elif "parent" in changed:
        lock_tree()
        place(unit, by=by)
    if "head" in changed and unit.head_id is not None:
        _refuse_head(unit)


def place(unit: Department, *, by: Actor) -> None:
    """Write the paths of a unit and of all below it after its parent changed: one statement, whatever the size."""
    if not by.may(PEOPLE):
        # What hangs below a department decides whose records its manager sees.
        raise NotAllowed(_("Only who looks after people may move departments."), field="parent", code="lacks_power")
    old, above = Department.objects.values_list("path", flat=True).get(pk=unit.pk), _path_of(unit.parent_id)
    if above.startswith(old):
        raise Refused(_("“%(name)s” can't be moved below itself.") % {"name": unit.name}, field="parent", code="circle")
    new = f"{above}{unit.pk}/"
    below = Department.objects.filter(path__startswith=old)
    _refuse_too_deep((below.aggregate(longest=Max(Length("path")))["longest"] or 0) - len(old) + len(new))
    below.update(path=Concat(Value(new), Substr("path", len(old) + 1)), revision=F("revision") + 1)
    unit.path = new
    unit.revision = Department.objects.values_list("revision", flat=True).get(pk=unit.pk)


def arrange(parent: int | None, units: Sequence[int], position: int) -> None:
    """Put units among their neighbours, after so many of these; only those that come to stand elsewhere are written."""
    rows = Department.objects.filter(parent=parent, deleted_at=None).order_by("position", "name", "pk")
    others = [one for one in rows if one.pk not in units]
    moved = [one for pk in units for one in rows if one.pk == pk]
    place = min(max(position, 0), len(others))
    for number, unit in enumerate([*others[:place], *moved, *others[place:]]):
        if unit.position != number:
            Department.objects.filter(pk=unit.pk).update(position=number, revision=F("revision") + 1)


def guard_department(verb: str, units: Sequence[Any], by: Actor) -> None:
    """Let a unit go only when nothing hangs on it, and come back only below one that is there."""
    for unit in units:
        if verb == "restore":
            _path_of(unit.parent_id)
        elif held := ", ".join(_holds(unit)):
            raise Refused(
                _("“%(name)s” still has %(what)s. Move them first.") % {"name": unit.name, "what": held},
                code="not_empty",
            )


def lock_tree() -> None:
    """One mover at a time: two moves at once could make a circle that neither sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('department tree'))")


def _holds(unit: Department) -> Iterator[str]:
    children = Department.objects.filter(parent=unit, deleted_at=None).count()
    if children:
        yield ngettext("%(count)s department below", "%(count)s departments below", children) % {"count": children}
    members = Employee.objects.filter(department=unit, deleted_at=None).count()
    if members:
        yield ngettext("%(count)s member", "%(count)s members", members) % {"count": members}
    for entity in entities():
        column = entity.access.department
        if entity.model in (Department, Employee) or not column:
            continue
        # Those in the bin count too: they can come back.
        records = entity.model._default_manager.filter(**{column: unit.pk}).count()
        if records:
            yield f"{records} {entity.label_plural}"


def _path_of(parent: int | None) -> str:
    if parent is None:
        return "/"
    path: str | None = Department.objects.filter(pk=parent, deleted_at=None).values_list("path", flat=True).first()
    if path is None:
        raise Refused(_("The department above is not there any more."), field="parent", code="unknown_reference")
    return path


def _refuse_too_deep(length: int) -> None:
    if length > LONGEST_PATH:
        raise Refused(_("The tree of departments would become too deep."), field="parent", code="too_deep")


def _refuse_head(unit: Department) -> None:
    head = Employee.objects.get(pk=unit.head_id)
    if not head.is_active:
        raise Refused(
            _("%(name)s has left and can't head a department.") % {"name": head.name}, field="head", code="has_left"
        )


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('department', 'id'))")
        return int(cursor.fetchone()[0])
