"""Saved views: kept by a person, shared or not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.filters import from_json, predicate
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.views.models import SavedView

SHARE = "views.share"
# Every list asks this, and making the statement anew each time takes longer than running it.
VIEWS = (
    "SELECT * FROM saved_view WHERE (owner_id = %s OR shared) AND entity = %s AND deleted_at IS NULL "
    "ORDER BY shared, position, id LIMIT 50"
)


def views_for(entity: Entity, by: Actor) -> list[SavedView]:
    """The person's own views of a list and those that others share, in order."""
    return list(SavedView.objects.raw(VIEWS, [by.employee_id, entity.key]))


def save_view(
    entity: Entity, name: str, state: dict[str, Any], *, shared: bool, by: Actor, view_id: int | None = None
) -> SavedView:
    """Keep a view, or write an own one anew. Sharing needs the special permission `views.share`.

    `state` has `where` (a filter in its JSON form), `sort`, `display` and `columns`. Raises Refused for an empty name
    or a filter that can't be read, NotAllowed for sharing without the permission.
    """
    if not name.strip():
        raise Refused(_("A view needs a name."), field="name", code="required")
    if shared and not by.may(SHARE):
        raise NotAllowed(_("You may not share views."), field="shared", code="not_allowed")
    predicate(entity, from_json(state.get("where")), by)
    view = (
        own_view(view_id, by)
        if view_id
        else SavedView(
            entity=entity.key,
            owner_id=by.employee_id,  # type: ignore[misc]  # only people keep views
            created_by_id=by.employee_id,
        )
    )
    view.name, view.shared = name.strip()[:80], shared
    view.where, view.sort = state.get("where") or {}, str(state.get("sort", ""))[:80]
    view.display, view.columns = str(state.get("display", "table"))[:60], list(state.get("columns") or [])[:60]
    view.save()
    return view


def delete_view(view_id: int, *, by: Actor) -> None:
    """Delete an own view; who may share may also delete shared ones."""
    own_view(view_id, by).delete()


def own_view(view_id: int, by: Actor) -> SavedView:
    """A view that the person may change. Raises NotFound."""
    view: SavedView | None = SavedView.objects.filter(pk=view_id, deleted_at=None).first()
    if view is None or not (view.owner_id == by.employee_id or (view.shared and by.may(SHARE))):
        raise NotFound(_("There is no such view."))
    return view
