"""Values that are looked at: the address of a small picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhike.kernel.fields.types import FieldType, Reading

if TYPE_CHECKING:
    from zhike.kernel.fields.bound import BoundField


class Thumbnail(FieldType):
    """A small picture by its address within this system. In a row it stands beside a name, so it has no words."""

    name: ClassVar[str] = "picture"
    operators: ClassVar[tuple[str, ...]] = ("empty", "filled")

    def cell(self, value: Any, field: BoundField, reading: Reading) -> SafeString:
        """The picture, loaded when it comes into sight."""
        if not value:
            return SafeString("")
        return format_html('<img class="cell-picture" src="{}" alt="" width="28" height="28" loading="lazy">', value)

    def schema(self, field: BoundField) -> dict[str, Any]:
        """An address, or nothing."""
        return {"type": ["string", "null"]}
