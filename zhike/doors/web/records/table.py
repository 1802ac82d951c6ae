"""Rows as a table: one renderer per value, no template per cell."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zhike.doors.web.records.looking import Looking
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.types import Reading
from zhike.kernel.lists.counting import totals
from zhike.kernel.lists.page import Page, Row, annotated, rows_wished


def table(entity: Entity, by: Actor, look: Looking, found: Page, reading: Reading) -> dict[str, Any]:
    """The context of `web/table.html`."""
    writable = entity.writable(by) if entity.reach(by, "change") else {}
    fields = entity.readable(by)
    return {
        "label": entity.label_plural,
        "selectable": True,
        "cell_url": f"{entity.url()}/{{id}}/cells/{{field}}",
        "width_url": f"{entity.url()}/widths",
        "columns": [
            {
                "name": name, "label": fields[name].label, "numeric": fields[name].type.align_right,
                "editable": name in writable and not entity.masks(name, by) and name != entity.title_field,
                "width": look.widths.get(name), **sorting(entity, by, look, name, found.sort),
            }
            for name in look.columns
        ],
        "rows": [
            {"id": row.id, "title": row.values[look.columns[0]], "html": cells(entity, look.columns, row, reading)}
            for row in found.rows
        ],
    }  # fmt: skip


def cells(entity: Entity, names: list[str], row: Row, reading: Reading) -> SafeString:
    """All cells of a row as one piece of HTML; every value is escaped by its type's renderer."""
    title = row.values[names[0]] or _("(no name)")
    parts = [
        format_html(
            '<td class="first sticky"><a href="{}" data-panel="{}">{}</a></td>', entity.url(row.id), row.id, title
        )
    ]
    for name in names[1:]:
        field = entity.fields[name]
        html = field.type.cell(row.values[name], field, reading)
        parts.append(f'<td class="num">{html}</td>' if field.type.align_right else f"<td>{html}</td>")  # type: ignore[arg-type]
    return mark_safe("".join(parts))  # noqa: S308  (each part is escaped above)


def sorting(entity: Entity, by: Actor, look: Looking, name: str, sort: str) -> dict[str, str]:
    """How a column sorts now, and the address that sorts by it the other way."""
    if entity.fields[name].type.name in ("references", "tags", "long_text") or entity.masks(name, by):
        return {"sorted": "", "sort_url": ""}
    now = "descending" if sort == f"-{name}" else "ascending" if sort == name else ""
    return {"sorted": now, "sort_url": look.address(sort=f"-{name}" if now == "ascending" else name)}


def foot(entity: Entity, by: Actor, look: Looking) -> dict[str, str]:
    """The sums of the money columns that are shown, in words; empty when there are none or it would take too long."""
    shown = set(look.columns) & set(entity.readable(by))
    names = [column.name for column in entity.columns if column.total and column.name in shown]
    if not names:
        return {}
    found = totals(annotated(entity, rows_wished(entity, by, look.wish), set(names)), names)
    return {str(entity.fields[name].label): amount(value) for name, value in (found or {}).items()}


def amount(value: Decimal) -> str:
    """A sum with its thousands."""
    return number_format(
        value, decimal_pos=0 if value == value.to_integral_value() else 2, use_l10n=True, force_grouping=True
    )
