"""Tags by their names."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhike.kernel import directory
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

LONGEST = 60


def ids_of(names: Sequence[str], *, by: Actor) -> list[int]:
    """The ids of tags, new ones made as they are first used. Raises Refused for a name that is too long."""
    from zhike.kernel.tags.models import Tag  # noqa: PLC0415  (models need field types, and those this)

    known = directory.directory().tag_ids
    found = set()
    for name in names:
        if len(name) > LONGEST:
            raise Refused(_("A tag has at most %(most)s characters.") % {"most": LONGEST}, code="too_long")
        if name not in known:
            tag, _made = Tag.objects.get_or_create(name=name, defaults={"created_by_id": by.employee_id})
            if tag.deleted_at is not None:
                Tag.objects.filter(pk=tag.pk).update(deleted_at=None, retired=False)
            found.add(tag.pk)
            directory.renew()
        else:
            found.add(known[name])
    return sorted(found)
