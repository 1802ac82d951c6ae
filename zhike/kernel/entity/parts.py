"""The parts of which an entity's declaration is made. All of them are plain values that are checked at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Expression, Model, Q
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

if TYPE_CHECKING:
    from zhike.kernel.access.actor import Actor
    from zhike.kernel.fields.types import Reading
    from zhike.kernel.refusals import Refused

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Access:
    """Which columns decide who sees a row.

    `through` names the reference whose record must be visible too (a contact is seen with its customer). With `own`,
    the record keeps an owner and a department of its own, and only the security level, the bin and the frozen state
    come from that record (a quote from its customer). `read_only` is true for rows that nobody may change now
    (frozen), but for the verbs in `thaws`; `read_only_reason` says why.
    `grants_of` lets a kind of record live under another one's data permission instead of having its own.
    `power` names the special permission whose holders may do everything with all rows (set-up, people).
    What is `personal` (pay) is its owner's own even on leave: who stands in for the owner does not reach it.
    """

    owner: str = ""
    department: str = ""
    level: str = ""
    through: str = ""
    own: bool = False
    read_only: Q | None = None
    read_only_reason: Words = ""
    thaws: frozenset[str] = frozenset()
    grants_of: str = ""
    power: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list. `annotate` makes a computed one; a computed one names the `type` of its values."""

    name: str
    link: bool = False
    hidden: bool = False
    width: int = 0
    annotate: Callable[[], Expression | Combinable] | None = None
    type: str = ""
    label: Words = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A group of fields on the form and on the card; a folded one opens on demand."""

    label: Words
    fields: tuple[str, ...]
    folded: bool = False

    def __init__(self, label: Words, *fields: str, folded: bool = False) -> None:
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "fields", fields)
        object.__setattr__(self, "folded", folded)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a document: records of an entity of their own that are only made and changed with it.

    `by` is a line's reference to its document, and `name` what forms, programs and refusals call the lines. `columns`
    are shown and asked for in this order; those that nobody may fill in are computed. `settle` is called with the
    document and all of its lines, in order, whenever either changes: it fills in amounts and totals, and may raise
    Refused for a field such as `lines.2.price`; `settle_many` does the same for many documents by fewer statements, and
    returns refusals by the document's place. `fill` answers what else a choice in one of the `fills_on` columns
    fills in: it gets the document's and the line's values as they stand in the form, checked. Columns in `sums` are
    added up below the table.
    """

    entity: str
    by: str
    columns: tuple[str, ...]
    label: Words = ""
    name: str = "lines"
    settle: Callable[[Any, Sequence[Any], Actor], None] | None = None
    settle_many: Callable[[Sequence[tuple[Any, Sequence[Any]]], Actor], Mapping[int, Refused]] | None = None
    fill: Callable[[Mapping[str, Any], Mapping[str, Any], Actor], Mapping[str, Any]] | None = None
    fills_on: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    required: bool = False
    most: int = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of another table that belong to a record and stand in its history, such as the grants of a role.

    `by` is their reference to the record. `key` and `label` tell one row from another, for programs and in words, by
    columns that never change; `values` are the columns that do, and `words` says what those that are known hold.
    """

    model: type[Model]
    by: str
    key: Callable[[Mapping[str, Any]], str]
    label: Callable[[Mapping[str, Any]], Words]
    values: tuple[str, ...]
    words: Callable[[Mapping[str, Any]], Words]

    @property
    def table(self) -> str:
        """The table of the rows."""
        return self.model._meta.db_table

    @property
    def column(self) -> str:
        """The column of the reference."""
        return f"{self.by}_id"


@dataclass(frozen=True, slots=True)
class Search:
    """By which fields a record is found: its title first, then `also` the others. `subtitle` is what is shown below."""

    title: str
    also: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()
    person: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """A tab of the card with the records of another entity that point here by `by`.

    Those that hang here by more than one step (the receipts of an order) are told by `through`: a predicate on their
    own columns, from the record's id; `by` then names the field that must be readable for the tab to be shown.

    Beside the timeline it is a short list of the first few that `where` keeps (a filter in its JSON form, as in
    `StandardView`), or of those that `rows` chooses and puts into words.
    """

    entity: str
    by: str
    label: Words = ""
    columns: tuple[str, ...] = ()
    sort: str = ""
    where: dict[str, Any] | None = None
    rows: Callable[[Any, Actor], Sequence[Beside]] | None = None
    through: Callable[[int], Q] | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """One row of a short list: the record with what stands beside and below its name, and a phone to dial."""

    id: int
    title: str
    first: str = ""
    second: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Insight:
    """Something worked out about a record: a tab of its card, and an answer of the REST API under the same `name`.

    `read` returns what `template` draws as `insight` and the API sends as JSON, described by `schema` and, in English
    for programmers, by `summary`; it shows the actor nothing beyond the actor's rights.
    """

    name: str
    label: Words
    template: str
    read: Callable[[Any, Actor], dict[str, Any]]
    schema: dict[str, Any]
    summary: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure in the card's head. `value` gets the record and the actor, and returns a Shown or None.

    `reads` names the fields of the record that it tells of: who may not read one of them is not shown the figure.
    """

    label: Words
    value: Callable[[Any, Actor], Shown | None]
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a key figure shows: the value, a small line below, and how it feels (`danger`, `warning` or plain)."""

    value: Words
    detail: Words = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Warn:
    """Something that must be said on the card: in words, with a tone and an optional link."""

    message: Words
    tone: str = "warning"
    url: str = ""
    link: Words = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning that tells of fields of the record: who may not read one of those in `reads` is not warned."""

    value: Callable[[Any, Actor], Sequence[Warn]]
    reads: tuple[str, ...]

    def __call__(self, record: Any, by: Actor) -> Sequence[Warn]:
        """What there is to be said about a record."""
        return self.value(record, by)


@dataclass(frozen=True, slots=True)
class Card:
    """The page of a record. `timeline` names the provider of its first tab; `aside` are templates beside it."""

    figures: tuple[Figure, ...] = ()
    warnings: tuple[Callable[[Any, Actor], Sequence[Warn]], ...] = ()
    tabs: tuple[Related, ...] = ()
    timeline: bool = False
    header: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()
    aside: tuple[Related, ...] = ()
    primary: tuple[str, ...] = ()
    insights: tuple[Insight, ...] = ()


@dataclass(frozen=True, slots=True)
class Print:
    """A document on paper: `template` is the path of a Typst file within the package, `data` fills it for an actor.

    `title` stands at its head where it is not the `label` of the menu.
    """

    key: str
    label: Words
    template: str
    data: Callable[[Any, Actor], dict[str, Any]]
    title: Words = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a record: `field` refers to one of its files, `words` say what is on it for who doesn't see it.

    `column` is the computed column that shows it in lists (see `kernel.files.pictures`); who may not read that sees no
    picture at all. The entity has an action `set_picture`.
    """

    field: str
    words: str
    column: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """Numbers are given by this pattern unless the administrator changed it: `{year}`, `{month}`, `{sequence:6}`."""

    field: str
    pattern: str
    gapless: bool = False


@dataclass(frozen=True, slots=True)
class Importing:
    """How files come in: the fields that tell a record again, in order, and words that headers use for the fields.

    `match_together` are fields that tell a record only as a whole: a price by its list, product, unit and quantity.

    For documents with lines: the synonyms of a line's field stand under `lines.product`; fields in `also` may be filled
    by a file though no form writes them (what kind of invoice it is); `turn` gets the values of a document and of its
    lines before it is made and may change both, or raise Refused for a field such as `lines.2.quantity`; `finish` is
    offered for what was brought in.
    """

    match_on: tuple[str, ...] = ()
    match_together: tuple[str, ...] = ()
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    create_references: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    turn: Callable[[dict[str, Any], Sequence[dict[str, Any]]], None] | None = None
    finish: Finish | None = None


@dataclass(frozen=True, slots=True)
class Finish:
    """What an import may do at once with the new documents that it makes, such as issuing invoices.

    `do` gets the saved records within the transaction in which they were made; it returns refusals by id, whose
    records are then not made. `refuse` raises Refused, before anything is written and in the plan too, for a record
    with its lines that can't be finished. Who imports needs what the action itself asks for: the right `verb`, and the
    special permission `power` if it has one.
    """

    label: Words
    do: Callable[[Sequence[Any], Actor], Mapping[int, Refused]]
    refuse: Callable[[Any, Sequence[Any]], None] | None = None
    power: str = ""
    verb: str = "advance"


@dataclass(frozen=True, slots=True)
class StandardView:
    """A view that everyone finds above the list. `where` is a filter in its JSON form (see `filters`)."""

    key: str
    label: Words
    where: dict[str, Any] = field(default_factory=dict)
    sort: str = ""
    display: str = "table"


@dataclass(frozen=True, slots=True)
class Told:
    """How one entry of a timeline reads: what happened in one line, a note below, and its looks.

    An open entry names the action that ticks it off (`tick`), and when it is due.
    """

    title: Words
    note: Words = ""
    icon: str = ""
    tone: str = ""
    tick: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimelineSource:
    """Where the entries of a record's timeline come from; declared by the area that owns the entries.

    `by` is the reference to the record, `at` the moment by which entries are put in order (an index on both and the id
    makes it quick). `tell` puts an entry into words; `with_related` names the references that it reads. `person` is the
    reference to whoever did it. `actions` are the keys of the actions whose trace is the entry itself, so that nothing
    is told twice. Rows that are `open` are still to be done: they stand above the others, by the moment in `open_by`.
    Entries that may be about a record of any kind name the field that holds the key of the kind, `kind_of`; `by` is
    then the field that holds the id.
    """

    key: str
    model: type[Model]
    by: str
    at: str = "at"
    kind: str = "kind"
    person: str = "owner"
    tell: Callable[[Any, Reading], Told] | None = None
    with_related: tuple[str, ...] = ()
    actions: frozenset[str] = frozenset()
    open: Q | None = None
    open_by: str = ""
    kind_of: str = ""

    def about(self, kind: str, record_id: int) -> dict[str, Any]:
        """Which rows are about one record of the kind with this key, as arguments of a filter."""
        return {self.by: record_id, self.kind_of: kind} if self.kind_of else {f"{self.by}_id": record_id}
