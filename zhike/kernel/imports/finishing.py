"""What an import does at once with the documents that it makes: who may do it, and with which of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Finish
from zhike.kernel.refusals import NotAllowed, Refused


def may_finish(entity: Entity, finish: Finish, by: Actor) -> bool:
    """Whether the actor may do it with any record: by the right and the special permission of the action alike."""
    return bool(entity.reach(by, finish.verb)) and (not finish.power or by.may(finish.power))


def finish_wanted(entity: Entity, by: Actor) -> Finish:
    """What is done with new documents at once. Raises Refused where there is nothing to do, or NotAllowed."""
    finish = entity.importing.finish if entity.importing else None
    if finish is None:
        words = _("Nothing can be done at once with %(what)s that are brought in.")
        raise Refused(words % {"what": entity.label_plural}, field="options", code="no_finish")
    if not may_finish(entity, finish, by):
        raise NotAllowed(_("You may not do this: %(what)s.") % {"what": finish.label}, code="lacks_power")
    return finish


def finished(entity: Entity, finish: Finish, records: Sequence[Any], by: Actor) -> Mapping[int, Refused]:
    """Finish records that were just made; returns refusals by id, also of those that are out of the actor's reach."""
    rows = entity.model._default_manager.visible_to(by, finish.verb)  # type: ignore[attr-defined]
    reached = set(rows.filter(pk__in=[one.pk for one in records]).values_list("pk", flat=True))
    beyond = [one.pk for one in records if one.pk not in reached]
    if beyond:
        words = _("You may not do this: %(what)s.") % {"what": finish.label}
        return dict.fromkeys(beyond, Refused(words, code="lacks_power"))
    return finish.do(records, by)
