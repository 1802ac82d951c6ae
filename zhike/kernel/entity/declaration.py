"""How people meet a model: the declaration from which lists, forms, cards, doors and checks are derived."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Model
from django.utils.translation import get_language

from zhike.kernel.entity.boards import Board
from zhike.kernel.entity.parts import (
    Access,
    Card,
    Column,
    Figure,
    Importing,
    Insight,
    Lines,
    Numbering,
    Part,
    Picture,
    Print,
    Related,
    Search,
    Section,
    StandardView,
    TimelineSource,
    Warn,
    Warned,
    Words,
)  # fmt: skip
from zhike.kernel.entity.paths import Path
from zhike.kernel.entity.registry import entities, entity_named, entity_of
from zhike.kernel.fields.bound import BoundField, bind

if TYPE_CHECKING:
    from zhike.kernel.access.actor import Actor, Reach
    from zhike.kernel.actions.declaration import Action
    from zhike.kernel.duplicates.scoring import Match


class Entity:
    """A kind of record. Subclass it, fill in what differs from the defaults, and `@register` it.

    `key` is the plural that stands in addresses (`customers`); `area` is where it hangs in the rail. Fields are those
    of the model: they are named here, never defined again. `masked` maps a field to the power that shows it in full;
    `concealed` maps a field (a cost) to the power without which it does not exist for a person, at no door;
    `system_fields` are shown but only ever written by actions of their own (`owner` is written by transfer).
    `prepare` functions complete a record before it is saved: `(record, changed, by) -> None`; they may raise Refused.
    """

    model: ClassVar[type[Model]]
    key: ClassVar[str]
    icon: ClassVar[str] = "file"
    area: ClassVar[str] = ""
    in_rail: ClassVar[bool] = True
    few: ClassVar[bool] = False
    """Whether there are so few (stages, warehouses) that all of them are offered where one is chosen."""
    access: ClassVar[Access] = Access()
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[str]] = ()
    search: ClassVar[Search | None] = None
    form: ClassVar[Sequence[Section]] = ()
    lines: ClassVar[Sequence[Lines]] = ()
    card: ClassVar[Card] = Card()
    views: ClassVar[Sequence[StandardView]] = ()
    prints: ClassVar[Sequence[Print]] = ()
    kanban: ClassVar[Sequence[str]] = ()
    kanban_shows: ClassVar[Sequence[str]] = ()
    boards: ClassVar[Mapping[str, Board]] = {}
    """What the boards by some of the `kanban` fields have beyond one column per choice."""
    path: ClassVar[Path | None] = None
    tones: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    """The colours of values of fields with choices, by field and value: `{"state": {"draft": "ink"}}`."""
    default_sort: ClassVar[str] = "-id"
    sorts: ClassVar[Sequence[str]] = ()
    masked: ClassVar[Mapping[str, str]] = {}
    concealed: ClassVar[Mapping[str, str]] = {}
    system_fields: ClassVar[frozenset[str]] = frozenset()
    picture: ClassVar[Picture | None] = None
    hidden_fields: ClassVar[frozenset[str]] = frozenset()
    numbering: ClassVar[Numbering | None] = None
    importing: ClassVar[Importing | None] = None
    duplicates: ClassVar[Sequence[Match]] = ()
    prepare: ClassVar[Sequence[Callable[[Any, frozenset[str], Actor], None]]] = ()
    made: ClassVar[Sequence[Callable[[Sequence[int], Actor], None]]] = ()
    """Called with the ids of records that were just created, within the same batch, whichever door they came by."""
    owner_is_maker: ClassVar[bool] = True
    """Whether a new record without an owner belongs to whoever made it; without, `made` has to find one."""
    guards: ClassVar[Sequence[Callable[[str, Sequence[Any], Actor], None]]] = ()
    """Called with the verb (`delete`, `restore`) and the locked records before these go; they may raise Refused."""
    parts: ClassVar[Sequence[Part]] = ()
    """Rows of other tables that belong to a record and are told in its history."""
    never_undone: ClassVar[frozenset[str]] = frozenset()
    """Columns that only actions of their own write, not even an undo; what holds anything there is not un-created."""
    verbs: ClassVar[Sequence[str]] = ("view", "create", "change", "delete")
    only_actions: ClassVar[bool] = False
    """Whether records come and change only by actions of their own: no form, no cell, no import, no bin, no undo."""
    guarded: ClassVar[bool] = False
    """Whether looks at records above the open security level are recorded."""

    def __init__(self) -> None:
        self.actions: dict[str, Action] = {}
        self.extra_tabs: list[Related] = []
        self.timeline_sources: list[TimelineSource] = []
        self._labels: dict[str | None, dict[str, str]] = {}

    @property
    def label(self) -> Words:
        """What one record is called."""
        return self.model._meta.verbose_name  # type: ignore[return-value]

    @property
    def label_plural(self) -> Words:
        """What several records are called."""
        return self.model._meta.verbose_name_plural  # type: ignore[return-value]

    @property
    def mark(self) -> str:
        """The icon that stands for a record in its head; empty where the first letter of its name says more.

        What is called by its number (an order, an invoice) is known by its kind: all their numbers begin alike.
        """
        return self.icon if self.numbering is not None and self.numbering.field == self.title_field else ""

    @property
    def granted_by(self) -> str:
        """The key of the entity whose data permission and field rules decide about this one: mostly its own."""
        return self.access.grants_of or self.key

    def reach(self, by: Actor, verb: str) -> Reach:
        """The rows on which the actor may do the verb at a door. Lines are only looked at there: their document is
        what is changed. What only actions of its own write is neither made nor changed nor deleted."""
        from zhike.kernel.access.actor import NOWHERE  # noqa: PLC0415  (actors are employees, who are an entity)

        if self.shuts(verb) or (self.document is not None and verb != "view"):
            return NOWHERE
        return by.rights.reach(self.granted_by, verb)

    def shuts(self, verb: str) -> bool:
        """Whether nobody does the verb on these records, whatever their rights: there is one company profile."""
        if verb not in ("create", "change", "delete"):
            return False
        if self.only_actions:
            return True
        return self.document is None and verb not in (*self.verbs, *(one.verb for one in self.actions.values()))

    @cached_property
    def document(self) -> tuple[Entity, Lines] | None:
        """For the lines of a document: the document's entity, and how it declares them. Else None."""
        return next(
            ((one, lines) for one in entities() for lines in one.lines if lines.entity == self.key),
            None,
        )

    def line_entity(self, lines: Lines) -> Entity:
        """The entity of this document's lines."""
        return entity_named(lines.entity)

    @property
    def title_field(self) -> str:
        """The field by which people call a record."""
        if self.search:
            return self.search.title
        return next((column.name for column in self.columns if column.link), "id")

    @cached_property
    def fields(self) -> dict[str, BoundField]:
        """The fields of the model and the computed columns, each with its label and type, in the form's order."""
        ordered = [name for section in self.form for name in section.fields]
        found = bind(self)
        names = [name for name in ordered if name in found] + [name for name in found if name not in ordered]
        return {name: found[name] for name in names}

    def labels(self) -> Mapping[str, str]:
        """What the fields are called in the reader's language, by name; looked up once for each language."""
        language = get_language()
        if language not in self._labels:
            self._labels[language] = {name: str(field.label) for name, field in self.fields.items()}
        return self._labels[language]

    def readable(self, by: Actor) -> dict[str, BoundField]:
        """The fields that the actor may see. What a record is called can't be hidden from those who see the record."""
        access, title, gone = by.rights.field_access, self.title_field, self.concealed_from(by)
        if by.rights.unruled and not gone:
            return self.fields
        return {
            name: field
            for name, field in self.fields.items()
            if name == title or (name not in gone and access(self.granted_by, name) > 0)
        }

    def writable(self, by: Actor) -> dict[str, BoundField]:
        """The fields that the actor may fill in through the form, the API or an import."""
        if self.only_actions:
            return {}
        fixed = self.system_fields | self.concealed_from(by)
        return {
            name: field
            for name, field in self.fields.items()
            if field.editable and name not in fixed and by.rights.field_access(self.granted_by, name) > 1
        }

    def concealed_from(self, by: Actor) -> frozenset[str]:
        """The fields that do not exist for the actor, who lacks the power to know them."""
        return frozenset(name for name, power in self.concealed.items() if not by.may(power))

    def figures_for(self, by: Actor) -> list[Figure]:
        """The key figures of the card that tell of nothing which the actor may not read."""
        readable = self.readable(by)
        return [one for one in self.card.figures if all(name in readable for name in one.reads)]

    def warnings_for(self, by: Actor) -> list[Callable[[Any, Actor], Sequence[Warn]]]:
        """The warnings of the card that tell of nothing which the actor may not read."""
        readable = self.readable(by)
        return [
            one
            for one in self.card.warnings
            if not isinstance(one, Warned) or all(name in readable for name in one.reads)
        ]

    def masks(self, name: str, by: Actor) -> bool:
        """Whether a field is masked for the actor."""
        power = self.masked.get(name)
        return power is not None and not by.may(power)

    def title_of(self, record: Model) -> str:
        """What people call this record."""
        value = getattr(record, self.title_field)
        field = self.fields.get(self.title_field)
        return str(dict(field.choices).get(value, value) if field is not None and field.choices else value)

    def url(self, record_id: int | None = None) -> str:
        """The address of the list, or of a record's card."""
        return f"/{self.key}" if record_id is None else f"/{self.key}/{record_id}"


def extend(
    entity: type[Entity],
    *,
    tabs: Sequence[Related] = (),
    timeline: Sequence[TimelineSource] = (),
    figures: Sequence[Figure] = (),
    warnings: Sequence[Callable[[Any, Actor], Sequence[Warn]]] = (),
    prepare: Sequence[Callable[[Any, frozenset[str], Actor], None]] = (),
    aside: Sequence[Related] = (),
    columns: Sequence[Column] = (),
    filters: Sequence[str] = (),
    views: Sequence[StandardView] = (),
    insights: Sequence[Insight] = (),
) -> None:
    """Add what a higher area knows to a lower one's card, list and checks, so that the lower never has to know the
    higher. Columns must be computed ones; views go before the last, which shows all."""
    declared = entity_of(entity.model)
    declared.columns = (*declared.columns, *columns)  # type: ignore[misc]
    declared.filters = (*declared.filters, *filters)  # type: ignore[misc]
    declared.views = (*declared.views[:-1], *views, *declared.views[-1:])  # type: ignore[misc]
    declared.__dict__.pop("fields", None)
    declared._labels.clear()
    declared.prepare = (*declared.prepare, *prepare)  # type: ignore[misc]  # (of this one instance)
    declared.extra_tabs += tabs
    declared.timeline_sources += timeline
    declared.card = replace(  # type: ignore[misc]  # (of this one instance; the class keeps its own)
        declared.card,
        figures=(*declared.card.figures, *figures),
        warnings=(*declared.card.warnings, *warnings),
        aside=(*declared.card.aside, *aside),
        insights=(*declared.card.insights, *insights),
    )
