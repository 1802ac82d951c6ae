"""What a sub-command gives back, and how it fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class Needs(IntEnum):
    """What must be there before a sub-command runs; each includes the ones before it."""

    NOTHING = 0
    DJANGO = 1
    DATABASE = 2
    MIGRATED = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of a sub-command: `text` for a person, `data` for a program that asked with --json.

    well: False makes the program exit with 1.
    """

    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    well: bool = True


class Failed(Exception):
    """The wish can't be carried out; the text says why, and what to do."""
