"""A form field as a page draws it: the wrapper `web/field.html` and one input per kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

FEW = 6


@dataclass(frozen=True)
class Choice:
    """One value to choose; `chosen` says whether it is the field's value now."""

    value: str
    label: str
    chosen: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Level:
    """One step of a cascade such as province, city, district."""

    label: str
    choices: Sequence[Choice] = ()


@dataclass(frozen=True)
class Share:
    """One row of a table that asks how much of it: the name and text of its input, beside what is left of the whole."""

    name: str
    title: str
    whole: str
    left: str
    value: str
    unit: str = ""
    error: str = ""


@dataclass
class Field:
    """What an input needs to be drawn.

    `kind` is one of text, textarea, number, money, date, datetime, select, choice_chips, choices_chips, checkbox,
    reference, region, file, shares. `value` is already text in the form the input shows. `chosen` holds what a
    reference points to, `shares` the rows of a table under its `heads`. `url` answers its search, `check_url` answers a
    note when the field is left (duplicates, tax numbers).
    """

    name: str
    label: str = ""
    kind: str = "text"
    value: Any = ""
    required: bool = False
    help: str = ""
    error: str = ""
    note: str = ""
    type: str = "text"
    choices: Sequence[Choice] = ()
    chosen: Sequence[Choice] = ()
    levels: Sequence[Level] = ()
    shares: Sequence[Share] = ()
    heads: Sequence[str] = ()
    url: str = ""
    create_url: str = ""
    check_url: str = ""
    multiple: bool = False
    currency: str = "¥"
    unit: str = ""
    rows: int = 3
    maxlength: int | None = None
    min: str = ""
    max: str = ""
    accept: str = ""
    limit: int | None = None
    submit: bool = False
    hint: str = ""
    placeholder: str = ""
    autocomplete: str = "off"
    readonly: bool = False
    disabled: bool = False
    autofocus: bool = False
    bare: bool = False
    id: str = field(default="")

    def __post_init__(self) -> None:
        self.id = self.id or f"id_{self.name}"

    @property
    def template(self) -> str:
        """The template of the input alone, as cell editing uses it (with `bare` for its label)."""
        return f"web/inputs/{self.kind}.html"

    @property
    def described_by(self) -> str:
        """Ids of the sentences that belong to the input, for screen readers."""
        parts = (("error", self.error), ("help", self.help))
        return " ".join(f"{self.id}-{part}" for part, words in parts if words)

    @property
    def is_group(self) -> bool:
        """Whether several controls share one label."""
        return self.kind in ("region", "choice_chips", "choices_chips", "shares")


def kind_for_choices(count: int, *, multiple: bool = False) -> str:
    """Return the kind that suits so many choices: chips when few, else a list or a search."""
    if multiple:
        return "choices_chips"
    return "choice_chips" if count <= FEW else "select"
