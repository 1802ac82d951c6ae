"""What pages offer alike to all who have the same rights: made once for them, and anew when the directory changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from django.utils.translation import get_language

from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory

Offered = TypeVar("Offered")
MOST = 2_048
"""How much is kept in a process; then it forgets and begins anew."""


def alike(by: Actor, key: Hashable, make: Callable[[], Offered]) -> Offered:
    """What `make` returns, which may depend on the actor's rights, the reader's language and the key, and no more."""
    kept, whole = directory().menus, (id(by.rights), get_language(), key)
    found = kept.get(whole)
    if found is None or found[0] is not by.rights:  # the rights are kept too, so their place in memory says who
        if len(kept) >= MOST:
            kept.clear()
        found = kept[whole] = (by.rights, make())
    return found[1]
