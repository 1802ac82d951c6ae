"""Tags as the administrator keeps them: retire, bring back, merge. Renaming is a change like any other."""

from __future__ import annotations

from typing import Annotated

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import SETTINGS
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.refusals import Refused
from zhike.kernel.tags import usage
from zhike.kernel.tags.models import Tag


@action(Tag, power=SETTINGS, label=_("Retire"), icon="archive", bulk=True, sentence=_("%(by)s retired %(title)s"))
def retire(tags: Chosen[Tag], *, by: Actor) -> Outcome:
    """Offer tags no more; records that wear them keep them."""
    return _write(tags, retired=True)


@action(
    Tag,
    power=SETTINGS,
    label=_("Offer again"),
    icon="archive-restore",
    bulk=True,
    sentence=_("%(by)s brought back %(title)s"),
)
def offer(tags: Chosen[Tag], *, by: Actor) -> Outcome:
    """Offer retired tags again."""
    return _write(tags, retired=False)


@action(
    Tag, power=SETTINGS, label=_("Merge into another"), icon="merge", bulk=True, danger=True,
    sentence=_("%(by)s merged %(title)s into %(into)s"),
)  # fmt: skip
def merge_into(
    tags: Chosen[Tag],
    *,
    # The Django plugin of mypy takes this for annotations of its own.
    into: Annotated[Tag, Ask(_("Tag that stays"))],  # type: ignore[valid-type]
    by: Actor,
) -> Outcome:
    """Hang another tag wherever these hang, and put these in the bin."""
    ids = [tag.pk for tag in tags.locked() if tag.pk != into.pk]
    if into.deleted_at or not ids:
        raise Refused(_("Choose another tag that stays."), field="into", code="same_tag")
    count = usage.replace(ids, into.pk)
    Tag.objects.filter(pk__in=ids).update(deleted_at=timezone.now(), revision=F("revision") + 1)
    message = _("%(count)s records now have “%(name)s”.") % {"count": count, "name": into.name}
    return Outcome(done=len(ids), records=ids, message=message)


def _write(tags: Chosen[Tag], **values: object) -> Outcome:
    ids = [tag.pk for tag in tags.locked()]
    Tag.objects.filter(pk__in=ids).update(**values, revision=F("revision") + 1)
    return Outcome(done=len(ids), records=ids)
