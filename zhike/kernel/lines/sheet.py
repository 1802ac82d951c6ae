"""A document with its lines while it is being written: what is wished is applied, settled, and saved as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.bulk import Related, write_changes
from zhike.kernel.actions.cleaning import complete, fill
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.lines.reading import lines_of
from zhike.kernel.lines.wishes import Wish, Wishes, placed
from zhike.kernel.refusals import Refused

Existing = Mapping[str, Sequence[Any]]


@dataclass(slots=True)
class Block:
    """The lines of one declaration: all that stay or come, in order; which are new, and which go."""

    entity: Entity
    lines: Lines
    all: list[Any] = field(default_factory=list)
    added: list[Any] = field(default_factory=list)
    removed: list[Any] = field(default_factory=list)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)

    def moved(self) -> bool:
        """Whether any line is added, changed or removed."""
        return bool(self.added or self.removed or self.changed())

    def changed(self) -> dict[int, tuple[Any, set[str]]]:
        """The lines that differ from what is stored, with the columns that do."""
        found = {}
        for line in self.all:
            was = self.before.get(line.pk)
            columns = {name for name, value in was.items() if getattr(line, name) != value} if was else set()
            if columns:
                found[line.pk] = line, columns
        return found


class Sheet:
    """One document and its lines. Apply the wishes, settle, save the document, then save the lines.

    Lines stand in the order of the wishes.

    `existing` are the lines that are stored, by the name of their declaration, if they are known already.
    """

    def __init__(self, entity: Entity, document: Any, *, by: Actor, existing: Existing | None = None) -> None:
        self.entity, self.document, self.by = entity, document, by
        if existing is None:
            existing = lines_of(entity, [document.pk]).get(document.pk, {}) if document.pk else {}
        self.blocks = [self._block(lines, existing.get(lines.name, ())) for lines in entity.lines]

    def _block(self, lines: Lines, stored: Iterable[Any]) -> Block:
        block = Block(self.entity.line_entity(lines), lines, all=list(stored))
        for line in block.all:
            setattr(line, lines.by, self.document)
            block.before[line.pk] = {one.attname: getattr(line, one.attname) for one in line._meta.concrete_fields}
        return block

    def apply(self, wishes: Wishes) -> frozenset[str]:
        """Make the lines what is wished; returns the names of those declarations of which any line differs.

        Raises Refused for a line that is not this document's, or breaks a rule.
        """
        for block in self.blocks:
            if block.lines.name in wishes:
                self._apply(block, wishes[block.lines.name])
        return frozenset(block.lines.name for block in self.blocks if block.moved())

    def settle(self) -> None:
        """Let the declaration fill in what is computed, of lines and document."""
        for block in self.blocks:
            if block.lines.settle is not None:
                block.lines.settle(self.document, block.all, self.by)

    def moved(self) -> bool:
        """Whether any line is added, changed or removed."""
        return any(block.moved() for block in self.blocks)

    def save(self) -> None:
        """Write the lines of a saved document: at most one statement each for those that go, change and come."""
        for block in self.blocks:
            rows = block.entity.model._default_manager
            try:
                with transaction.atomic():
                    if block.removed:
                        rows.filter(pk__in=[line.pk for line in block.removed]).delete()
                    if changed := block.changed():
                        write_changes(block.entity, changed)
                    for line in block.added:
                        setattr(line, block.lines.by, self.document)
                    rows.bulk_create(block.added)
            except IntegrityError as problem:
                raise Refused(
                    _("The database refused these lines."), field=block.lines.name, code="refused_by_database"
                ) from problem

    def _apply(self, block: Block, wishes: Sequence[Wish]) -> None:
        stored = {line.pk: line for line in block.all}
        related = Related(block.entity, [wish.values for wish in wishes])
        block.all = []
        for place, wish in enumerate(wishes):
            try:
                block.all.append(self._line(block, stored, wish, related))
            except Refused as refused:
                raise placed(block.lines, place, refused) from refused
            block.all[-1].position = place + 1
        kept = {line.pk for line in block.all}
        block.added = [line for line in block.all if line.pk is None]
        block.removed = [line for line in stored.values() if line.pk not in kept]

    def _line(self, block: Block, stored: Mapping[int, Any], wish: Wish, related: Related) -> Any:
        if wish.id is None:
            line = block.entity.model(**{block.lines.by: self.document})
            fill(block.entity, line, wish.values, self.by)
            changed = frozenset(wish.values)
        elif wish.id in stored and stored[wish.id] not in block.all:
            line = stored[wish.id]
            fields = block.entity.fields
            changed = frozenset(
                name
                for name, value in wish.values.items()
                if not fields[name].type.same(getattr(line, fields[name].column), value)
            )
            for name in changed:
                setattr(line, fields[name].column, wish.values[name])
        else:
            raise Refused(_("There is no such line."), field="id", code="unknown_line")
        line._state.fields_cache.update(related.of(wish.values))
        if changed:
            complete(block.entity, line, changed, self.by)
        return line
