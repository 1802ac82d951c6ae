"""The named rights: what may be done beyond the data permission, each with a label that the role editor shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entities
from zhike.kernel.fields.codes import declare_codes

if TYPE_CHECKING:
    from zhike.kernel.entity.declaration import Entity

PEOPLE = "organisation.people"
SETTINGS = "organisation.settings"
SEE_OTHERS = "history.see_others"
UNDO_OTHERS = "history.undo_others"
SHARE_VIEWS = "views.share"

VERBS: dict[str, Words] = {
    "view": pgettext_lazy("verb", "View"),
    "create": _("Create"),
    "change": _("Change"),
    "delete": _("Delete"),
    "transfer": _("Transfer"),
    "advance": pgettext_lazy("verb", "Move on to another state"),
}


class Power(NamedTuple):
    """A special permission: its key, what the role editor calls it, and what it means."""

    key: str
    label: Words
    help: Words = ""


_declared: dict[str, Power] = {}


def declare_power(key: str, label: Words, help: Words = "") -> str:  # noqa: A002  (the word that forms use)
    """Make a special permission known (`customers.merge`), and return its key."""
    _declared[key] = Power(key, label, help)
    return key


def powers() -> list[Power]:
    """All special permissions: declared ones, those that entities have by nature, and those that actions ask for."""
    found = dict(_declared)
    for entity in entities():
        for power in _of(entity):
            found.setdefault(power.key, power)
    return list(found.values())


declare_codes("powers", lambda: [("*", str(_("Everything"))), *((one.key, str(one.label)) for one in powers())])


def power_named(key: str) -> Power | None:
    """The special permission with this key, if there is one."""
    return next((power for power in powers() if power.key == key), None)


def verbs_of(entity: Entity) -> dict[str, Words]:
    """The verbs for which an entity has a data permission of its own, with their labels."""
    if entity.access.grants_of:
        return {}
    names = dict.fromkeys(entity.verbs) | {action.verb: action.label for action in entity.actions.values()}
    if entity.access.owner in entity.fields:
        names.setdefault("transfer")
    return {verb: VERBS.get(verb) or label or verb for verb, label in names.items()}


def _of(entity: Entity) -> Iterator[Power]:
    if entity.access.grants_of:
        return
    if entity.access.owner:
        yield Power(f"{entity.key}.export", format_lazy(_("Export: {what}"), what=entity.label_plural))
    if entity.importing is not None:
        yield Power(f"{entity.key}.import", format_lazy(_("Import: {what}"), what=entity.label_plural))
    for action in entity.actions.values():
        if action.power:
            yield Power(action.power, format_lazy("{what}: {verb}", what=entity.label_plural, verb=action.label))


declare_power(
    PEOPLE, _("Look after people"), _("Employees, roles, sign-in, and why somebody can or can't see a record.")
)
declare_power(SETTINGS, _("Change the set-up"), _("Company profile, dictionaries, tags and numbering."))
declare_power(SEE_OTHERS, _("See what others did"), _("The work log and batches of colleagues."))
declare_power(UNDO_OTHERS, _("Undo what others did"))
declare_power(SHARE_VIEWS, _("Share views with everybody"))
