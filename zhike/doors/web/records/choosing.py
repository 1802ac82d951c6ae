"""The records that a dialog or a bar of verbs is about: chosen one by one, or all that match a list."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhike.doors.web.records.looking import all_views, default_view, extra_filter
from zhike.doors.web.records.table import count_words as number_words
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.filters import predicate
from zhike.kernel.lists.counting import count
from zhike.kernel.refusals import Refused
from zhike.kernel.search.finding import matching


def ids_of(wanted: QueryDict) -> list[int]:
    """The numbers in `ids=1,2`; what is no number is left out."""
    return [int(one) for one in wanted.get("ids", "").split(",") if one.isascii() and one.isdigit() and len(one) < 19]


def chosen_of(entity: Entity, by: Actor, wanted: QueryDict, verb: str) -> Chosen[Any]:
    """The records that the browser names: `ids=1,2`, or `all=1` with the query of the list in `filter`."""
    if wanted.get("all") == "1":
        return Chosen(
            entity.model, by, _all_that_match(entity, by, dict(parse_qsl(wanted.get("filter", "")))), verb=verb
        )
    ids = ids_of(wanted)
    if not ids:
        raise Refused(_("Nothing was chosen."), code="nothing_chosen")
    return Chosen.named(entity.model, ids, by=by, verb=verb)


def _all_that_match(entity: Entity, by: Actor, state: dict[str, str]) -> Q:
    views = all_views(entity, by)
    view = next((one for one in views if one.key == state.get("view")), None) or default_view(views)
    where = predicate(entity, view.where.both(extra_filter(state)), by)
    if state.get("q"):
        where &= matching(entity, state["q"]) or Q(pk__in=[])
    return where


def choice(wanted: QueryDict) -> dict[str, str]:
    """What names the chosen records, for the form that is sent next."""
    return {name: str(wanted[name]) for name in ("ids", "all", "filter") if wanted.get(name)}


def count_words(entity: Entity, chosen: Chosen[Any]) -> str:
    """How many records an action is about to touch."""
    if chosen.ids:
        number = len(chosen.ids)
        return ngettext("%(count)s record chosen", "%(count)s records chosen", number) % {"count": number}
    found, total = count(chosen.rows()), count(chosen.with_verb("view").rows())
    if found.number < total.number:
        words = _("All that match: %(count)s of %(total)s; the others can't be changed now or by you")
        return words % {"count": number_words(found), "total": number_words(total)}
    return _("All that match: %(count)s") % {"count": number_words(found)}
