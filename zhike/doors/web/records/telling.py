"""What was done, as a sentence that a customer could read: "Zhou Min transferred 12 customers to Li Tao"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhike.kernel.actions.declaration import Action
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.history.models import Batch
from zhike.kernel.history.reading import Entry
from zhike.kernel.refusals import NotFound

ICONS = {"create": "plus", "update": "git-commit-horizontal", "delete": "trash-2", "restore": "archive-restore"}


def who(person: int | None, door: str = "") -> str:
    """The name of who did it; the system's own work says so."""
    known = directory().people.get(person or 0)
    if known is not None:
        return known.name
    return _("The system") if person is None else _("A former colleague")


def sentence_of(entity: Entity, entry: Entry, title: str) -> str:
    """One change of one record as a sentence."""
    told = told_by_action(entry.batch, title) if entry.batch else ""
    if told:
        return told
    values = {"by": who(entry.by, entry.door), "title": title}
    moved = next((change for change in entry.changes if change.field == "deleted_at"), None)
    if entry.batch is not None and entry.batch.action == "undo":
        return _("%(by)s undid an earlier change") % values
    if entry.verb == "I":
        return _("%(by)s created this") % values
    if entry.verb == "D":
        return _("%(by)s removed this for good") % values
    if moved is not None:
        return (_("%(by)s put this in the bin") if moved.after else _("%(by)s took this out of the bin")) % values
    return ngettext("%(by)s changed %(count)s field", "%(by)s changed %(count)s fields", len(entry.changes)) % {
        **values, "count": len(entry.changes),
    }  # fmt: skip


def batch_sentence(batch: Batch, title: str) -> str:
    """What a batch did as a sentence; `title` is the record's if it was one that the reader may see."""
    told = told_by_action(batch, title) if title or not batch.title else ""
    if told:
        return told
    entity = entity_or_none(batch.entity)
    values = {"by": who(batch.actor_id, batch.door), "what": _what(entity, batch, title)}
    match batch.action.rpartition(".")[2]:
        case "create":
            return _("%(by)s created %(what)s") % values
        case "update":
            return _("%(by)s changed %(what)s") % values
        case "delete":
            return _("%(by)s put %(what)s in the bin") % values
        case "restore":
            return _("%(by)s took %(what)s out of the bin") % values
        case "undo":
            return _("%(by)s undid an earlier step") % values
        case "import":
            return _("%(by)s imported %(what)s") % values
    return _("%(by)s: %(action)s, %(what)s") % {**values, "action": action_label(batch)}


def told_by_action(batch: Batch, title: str) -> str:
    """The sentence that the action itself declares, its places filled in; empty if it declares none."""
    action = action_of(batch)
    if action is None or not action.sentence:
        return ""
    values: dict[str, Any] = defaultdict(str, {name: _argument(value) for name, value in batch.arguments.items()})
    values |= {"by": who(batch.actor_id, batch.door), "count": batch.done, "title": _what(entity_or_none(batch.entity), batch, title)}
    return str(action.sentence) % values


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
        "create": _("Create"), "update": _("Change"), "delete": _("Delete"), "restore": _("Restore"), "undo": _("Undo"),
        "import": _("Import"),
    }  # fmt: skip
    name = batch.action.rpartition(".")[2]
    return labels.get(name, name)


def batch_icon(batch: Batch) -> str:
    """The icon of what a batch did."""
    action = action_of(batch)
    if action is not None:
        return action.icon
    name = batch.action.rpartition(".")[2]
    return ICONS.get(name, "undo-2" if name == "undo" else "upload" if name == "import" else "git-commit-horizontal")


def entity_or_none(key: str) -> Entity | None:
    """The entity of a key or of a table's name; None for one that is not declared any more."""
    try:
        return entity_named(key)
    except NotFound:
        return entity_of_table(key)


def entity_of_table(table: str) -> Entity | None:
    """The entity whose records stand in a table."""
    return next((one for one in entities() if one.model._meta.db_table == table), None)


def _what(entity: Entity | None, batch: Batch, title: str) -> str:
    if title:
        return _("“%(title)s”") % {"title": title}
    if entity is None:
        return ngettext("%(count)s record", "%(count)s records", batch.done) % {"count": batch.done}
    label = entity.label if batch.done == 1 else entity.label_plural
    return _("%(count)s %(label)s") % {"count": batch.done, "label": label}


def _argument(value: Any) -> str:
    return str(value.get("title", "")) if isinstance(value, Mapping) else "" if value is None else str(value)
