"""Moving departments, and taking a move back."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from zhike.areas.organisation.departments import arrange, lock_tree, place
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import PEOPLE
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.history.models import Batch
from zhike.kernel.history.undo import declare_undo
from zhike.kernel.people.models import Department
from zhike.kernel.refusals import NotAllowed, Refused


@action(
    Department, power=PEOPLE, label=_("Move"), icon="corner-down-right", bulk=True,
    sentence=_("%(by)s moved %(title)s below %(to)s"),
)  # fmt: skip
def move(
    departments: Chosen[Department], *, to: Annotated[Department | None, Ask(_("Department above"))] = None,
    position: Annotated[int, Ask(asked=False)] = 0, by: Actor,
) -> Outcome:  # fmt: skip
    """Hang departments, each with all that is below it, under another one, or at the top with `to` left out.

    `position` is how many of the new neighbours stand before them. Raises Refused when one would come to hang below
    itself.
    """
    lock_tree()
    moved = []
    for unit in departments.locked():
        _hang(unit, to, by)
        moved.append(unit.pk)
    arrange(to.pk if to else None, moved, position)
    return Outcome(done=len(moved), records=moved)


def take_back_move(batch: Batch, by: Actor) -> Outcome:
    """Hang departments back where they hung before a move. Raises Refused for one that was moved again since."""
    if by.read_only or not by.may(PEOPLE):
        raise NotAllowed(_("Only who looks after people may move departments."), code="lacks_power")
    lock_tree()
    done = []
    changes = batch.changes.filter(kind=Department._meta.db_table, verb="U").order_by("-id")
    for change in (one for one in changes if {"parent_id", "position"} & set(one.changes)):
        unit = Department.objects.select_for_update().filter(pk=change.record_id, deleted_at=None).first()
        before, after = change.changes.get("parent_id", (None, None))
        if unit is None or ("parent_id" in change.changes and unit.parent_id != after):
            raise Refused(_("A department was moved again since."), code="changed_since")
        if "parent_id" in change.changes:
            _hang(unit, Department.objects.filter(pk=before).first(), by)
            done.append(unit.pk)
        if "position" in change.changes and unit.position == change.changes["position"][1]:
            unit.position = change.changes["position"][0]
            unit.save(update_fields=["position", "updated_at"])
            done.append(unit.pk)
    if not done:  # only the order had changed, and it changed again
        raise Refused(_("A department was moved again since."), code="changed_since")
    return Outcome(done=len(set(done)), records=sorted(set(done)))


def _hang(unit: Department, to: Department | None, by: Actor) -> None:
    unit.parent = to
    place(unit, by=by)
    unit.revision += 1
    unit.save(update_fields=["parent", "path", "revision", "updated_at"])


declare_undo("departments.move", take_back_move)
