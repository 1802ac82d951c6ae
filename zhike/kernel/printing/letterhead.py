"""Who writes: what stands at the head of every document. The organisation says it; the kernel knows no company."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_declared: list[Callable[[str], dict[str, Any]]] = []


def declare_letterhead(read: Callable[[str], dict[str, Any]]) -> None:
    """Say who writes: a function of the language (`zh-hans`, `en`) that returns name, address, phone, tax number …"""
    _declared[:] = [read]


def letterhead(language: str) -> dict[str, Any]:
    """What stands at the head of a document in this language."""
    return _declared[0](language) if _declared else {"name": ""}
