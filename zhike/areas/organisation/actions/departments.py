"""Moving departments."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from zhike.areas.organisation.departments import lock_tree, place
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import PEOPLE
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.people.models import Department


@action(
    Department, power=PEOPLE, label=_("Move"), icon="corner-down-right", bulk=True, undoable=False,
    sentence=_("%(by)s moved %(title)s below %(to)s"),
)  # fmt: skip
def move(
    departments: Chosen[Department], *, to: Annotated[Department | None, Ask(_("Department above"))] = None,
    position: Annotated[int, Ask(asked=False)] = 0, by: Actor,
) -> Outcome:  # fmt: skip
    """Hang departments, each with all that is below it, under another one, or at the top with `to` left out.

    `position` orders them among their new neighbours. Raises Refused when one would come to hang below itself.
    """
    lock_tree()
    moved = []
    for unit in departments.locked():
        unit.parent = to
        place(unit, by=by)
        unit.position = position
        unit.revision += 1
        unit.save(update_fields=["parent", "path", "position", "revision", "updated_at"])
        moved.append(unit.pk)
    return Outcome(done=len(moved), records=moved)
