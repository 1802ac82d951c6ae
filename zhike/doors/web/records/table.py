"""Rows as a table: one renderer per value, no template per cell."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from zhike.doors.web.records.looking import Looking
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.markup import escaped
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.lists.counting import Counted, totals
from zhike.kernel.lists.page import Page, Row, annotated, rows_wished

PICK = '<td class="pick sticky"><input type="checkbox" data-pick value="{id}" aria-label="{label}"></td>'
FIRST = '<td class="first sticky"><a href="{url}" data-panel="{id}">{title}</a></td>'


def table(
    entity: Entity, by: Actor, look: Looking, found: Page, reading: Reading, *, selectable: bool = True
) -> dict[str, Any]:
    """The context of `web/table.html`."""
    writable = entity.writable(by) if entity.reach(by, "change") else {}
    fields, labels = entity.readable(by), entity.labels()
    return {
        "label": entity.label_plural,
        "selectable": selectable,
        "cell_url": f"{entity.url()}/{{id}}/cells/{{field}}",
        "width_url": f"{entity.url()}/widths",
        "columns": [
            {
                "name": name, "label": labels[name], "numeric": fields[name].type.align_right,
                "editable": name in writable and not entity.masks(name, by) and name != entity.title_field,
                "width": look.widths.get(name), **sorting(entity, by, look, name, found.sort),
            }
            for name in look.columns
        ],
        "body": body(entity, look.columns, found.rows, reading, selectable=selectable),
    }  # fmt: skip


def body(entity: Entity, names: list[str], rows: list[Row], reading: Reading, *, selectable: bool) -> SafeString:
    """All rows as one piece of HTML; every value is escaped by its type's renderer.

    Drawn here and not by a template, and what repeats in a column is drawn once: it is most of a list's work.
    """
    nameless, select = gettext("(no name)"), gettext("Select")
    called = entity.fields[names[0]]
    columns = [(field, _drawn(field, reading)) for field in (entity.fields[name] for name in names[1:])]
    parts = []
    for row in rows:
        title = called.type.text(row.values[names[0]], called, reading) or nameless
        parts.append(f'<tr data-id="{row.id}">')
        if selectable:
            parts.append(PICK.format(id=row.id, label=escaped(f"{select} {title}")))
        parts.append(FIRST.format(id=row.id, url=entity.url(row.id), title=escaped(title)))
        parts += [_cell(field, row.values[field.name], reading, drawn) for field, drawn in columns]
        parts.append("</tr>")
    return mark_safe("".join(parts))  # noqa: S308  (each part is escaped above)


def _drawn(field: BoundField, reading: Reading) -> dict[Any, str]:
    """Where cells of a column that were drawn before are found: in the directory, or else on this page."""
    kind = field.type
    return reading.directory.drawn.setdefault((kind.name, get_language()), {}) if kind.from_directory else {}


def _cell(field: BoundField, value: Any, reading: Reading, drawn: dict[Any, str]) -> str:
    key = tuple(value) if isinstance(value, list) else repr(value) if isinstance(value, dict) else value
    found = drawn.get(key)
    if found is None:
        opening = '<td class="num">' if field.type.align_right else "<td>"
        found = drawn[key] = f"{opening}{field.type.cell(value, field, reading)}</td>"
    return found


def sorting(entity: Entity, by: Actor, look: Looking, name: str, sort: str) -> dict[str, str]:
    """How a column sorts now, and the address that sorts by it the other way."""
    if entity.fields[name].type.name in ("references", "tags", "choices", "long_text") or entity.masks(name, by):
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
    reading, fields = reading_for(by), entity.fields
    return {str(fields[name].label): fields[name].type.text(value, fields[name], reading)
            for name, value in (found or {}).items()}  # fmt: skip


def count_words(counted: Counted) -> str:
    """The count as people read it; an estimate says so."""
    number = number_format(counted.number, use_l10n=True, force_grouping=True)
    return _("about %(count)s") % {"count": number} if counted.is_estimate else number
