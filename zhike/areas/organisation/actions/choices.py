"""Dictionary entries: retire, bring back, make the default, merge."""

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
from zhike.kernel.dictionaries import usage
from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.refusals import Refused


@action(Choice, power=SETTINGS, label=_("Retire"), icon="archive", bulk=True, sentence=_("%(by)s retired %(title)s"))
def retire(choices: Chosen[Choice], *, by: Actor) -> Outcome:
    """Offer entries no more; records that have them keep them."""
    return _write(choices, retired=True, is_default=False)


@action(
    Choice,
    power=SETTINGS,
    label=_("Offer again"),
    icon="archive-restore",
    bulk=True,
    sentence=_("%(by)s brought back %(title)s"),
)
def offer(choices: Chosen[Choice], *, by: Actor) -> Outcome:
    """Offer retired entries again."""
    return _write(choices, retired=False)


@action(
    Choice, power=SETTINGS, label=_("Make the default"), icon="star", sentence=_("%(by)s made %(title)s the default")
)
def make_default(choices: Chosen[Choice], *, by: Actor) -> Outcome:
    """New records begin with this entry."""
    choice = choices.one()
    if choice.retired:
        raise Refused(_("A retired entry can't be the default."), code="retired")
    Choice.objects.filter(dictionary=choice.dictionary, is_default=True).update(
        is_default=False, revision=F("revision") + 1
    )
    return _write(choices, is_default=True)


@action(
    Choice, power=SETTINGS, label=_("Merge into another"), icon="merge", bulk=True, danger=True,
    sentence=_("%(by)s merged %(title)s into %(into)s"),
)  # fmt: skip
def merge_into(
    choices: Chosen[Choice],
    *,
    # The Django plugin of mypy takes this for annotations of its own.
    into: Annotated[Choice, Ask(_("Entry that stays"))],  # type: ignore[valid-type]
    by: Actor,
) -> Outcome:
    """Write another entry wherever these stand, and put these in the bin. Raises Refused across dictionaries."""
    merged = [choice for choice in choices.locked() if choice.pk != into.pk]
    if any(choice.dictionary != into.dictionary for choice in merged):
        raise Refused(_("Only entries of one dictionary can be merged."), field="into", code="other_dictionary")
    if into.deleted_at or not merged:
        raise Refused(_("Choose another entry that stays."), field="into", code="same_choice")
    count = usage.replace(merged, into)
    ids = [choice.pk for choice in merged]
    Choice.objects.filter(pk__in=ids).update(deleted_at=timezone.now(), is_default=False, revision=F("revision") + 1)
    message = _("%(count)s records now have “%(name)s”.") % {"count": count, "name": into}
    return Outcome(done=len(ids), records=ids, message=message)


def _write(choices: Chosen[Choice], **values: object) -> Outcome:
    ids = [choice.pk for choice in choices.locked()]
    Choice.objects.filter(pk__in=ids).update(**values, revision=F("revision") + 1)
    return Outcome(done=len(ids), records=ids)
