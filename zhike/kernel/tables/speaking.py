"""Files that are streamed speak the reader's language, though they are made when the request is long answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import translation


def spoken(parts: Iterable[bytes], language: str) -> Iterator[bytes]:
    """The parts, worded in a language."""
    with translation.override(language):
        yield from parts
