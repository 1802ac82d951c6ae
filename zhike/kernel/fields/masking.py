"""Private values are shown in part to those who lack the power to see them whole, at every door alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhike.kernel.text.phones import mask

if TYPE_CHECKING:
    from zhike.kernel.access.actor import Actor
    from zhike.kernel.entity.declaration import Entity


def shown_to(entity: Entity, name: str, value: Any, by: Actor) -> Any:
    """The value as the actor may see it: whole, or masked."""
    if not value or not entity.masks(name, by):
        return value
    return masked(str(value), entity.fields[name].type.name)


def masked(text: str, kind: str) -> str:
    """Hide the middle of a phone number, the local part of an e-mail address, or all but the ends of another text."""
    if kind == "phone":
        return mask(text)
    if kind == "email":
        local, _at, domain = text.rpartition("@")
        return f"{local[:1]}***@{domain}"
    return f"{text[:1]}***{text[-1:]}" if len(text) > 2 else "***"
