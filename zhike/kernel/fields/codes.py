"""Lists of codes that an area keeps in a table of its own, such as the currencies, for fields of any area.

A field names its list (`CodeField(codes="currencies")`) without knowing the area that keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Codes = Sequence[tuple[str, str]]

_sources: dict[str, Callable[[], Codes]] = {}


def declare_codes(key: str, source: Callable[[], Codes]) -> None:
    """Say where the codes of a list come from: `source` answers from memory with each code and its label."""
    _sources[key] = source


def codes(key: str) -> Codes:
    """The codes of a list that may be chosen now, with their labels. Raises KeyError for an undeclared list."""
    return _sources[key]()
