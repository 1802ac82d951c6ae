"""The widths of columns, kept for each person and list from one sign-in to the next."""

from __future__ import annotations

from zhike.kernel.access.actor import Actor
from zhike.kernel.views.models import ColumnWidths

Widths = dict[str, dict[str, int]]
LEAST, MOST = 48, 800


def all_widths(by: Actor) -> Widths:
    """What the person has set: for each list, pixels by field."""
    return dict(ColumnWidths.objects.filter(employee=by.employee_id).values_list("entity", "widths"))


def keep_width(entity: str, field: str, width: int, by: Actor) -> Widths:
    """Keep one width, within what can still be used, and return all."""
    kept, _new = ColumnWidths.objects.get_or_create(employee_id=by.employee_id or 0, entity=entity)
    kept.widths[field] = max(LEAST, min(width, MOST))
    kept.save(update_fields=["widths"])
    return all_widths(by)
