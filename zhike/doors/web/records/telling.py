"""What the history's batches are called on pages: who, which action, which icon, and the kernel's sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhike.kernel.actions.declaration import Action
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.fields.types import Reading
from zhike.kernel.history.models import Batch
from zhike.kernel.refusals import NotFound
from zhike.kernel.timeline.sentences import batch_in_words

ICONS = {
    "create": "plus",
    "update": "git-commit-horizontal",
    "delete": "trash-2",
    "restore": "archive-restore",
    "undo": "undo-2",
    "import": "upload",
    "attach": "paperclip",
}


def who(person: int | None) -> str:
    """The name of who did it; the system's own work says so."""
    known = directory().people.get(person or 0)
    return known.name if known else _("The system")


def batch_sentence(batch: Batch, title: str, reading: Reading) -> str:
    """What a batch did as a sentence; `title` is the record's if it was one that the reader may see."""
    return batch_in_words(batch, batch.actor_id, title or _what(batch), reading)


def action_of(batch: Batch) -> Action | None:
    """The declared action that a batch ran, if it still exists."""
    key, _dot, name = batch.action.partition(".")
    entity = entity_or_none(key)
    return entity.actions.get(name) if entity else None


def action_label(batch: Batch) -> str:
    """What a batch's action is called."""
    action = action_of(batch)
    if action is not None:
        return str(action.label)
    labels = {
        "create": _("Create"),
        "update": _("Change"),
        "delete": _("Delete"),
        "restore": _("Restore"),
        "undo": _("Undo"),
        "import": _("Import"),
        "attach": _("Attach a file"),
        "detach": _("Remove a file"),
    }
    name = batch.action.rpartition(".")[2]
    return labels.get(name, name)


def batch_icon(batch: Batch) -> str:
    """The icon of what a batch did."""
    action = action_of(batch)
    return action.icon if action is not None else ICONS.get(batch.action.rpartition(".")[2], "git-commit-horizontal")


def entity_or_none(key: str) -> Entity | None:
    """The entity of a key; None for one that is not declared any more."""
    try:
        return entity_named(key)
    except NotFound:
        return None


def entity_of_table(table: str) -> Entity | None:
    """The entity whose records stand in a table."""
    return next((one for one in entities() if one.model._meta.db_table == table), None)


def _what(batch: Batch) -> str:
    """3 customers; a record out of the reader's sight is called by its kind only."""
    entity = entity_or_none(batch.entity)
    if entity is None:
        return ngettext("%(count)s record", "%(count)s records", batch.done) % {"count": batch.done}
    label = entity.label if batch.done == 1 else entity.label_plural
    return _("%(count)s %(label)s") % {"count": batch.done, "label": label}
