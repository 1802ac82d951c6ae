"""Hanging tags on many records at once, and taking them off: the same two verbs for every kind of record with tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, Model, Q, Value
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.refusals import NotAllowed, Refused
from zhike.kernel.tags import ids_of

IDS: ArrayField[Any, Any] = ArrayField(BigIntegerField())


class United(Func):
    """The ids of two arrays, each once, in order."""

    template = "(SELECT coalesce(array_agg(DISTINCT one ORDER BY one), '{}') FROM unnest(%(expressions)s) one)"
    arg_joiner = " || "
    output_field: ClassVar[Any] = IDS


class Without(Func):
    """The ids of the first array that are not in the second."""

    template = "ARRAY(SELECT one FROM unnest(%(expressions)s) ORDER BY one)"
    arg_joiner = ") one WHERE one <> ALL("
    output_field: ClassVar[Any] = IDS


def declare_tagging(model: type[Model], field: str = "tags") -> None:
    """Give a kind of record the actions `add_tags` and `remove_tags`."""

    @action(
        model, label=_("Add tags"), icon="tag", bulk=True, single=False, sentence=_("%(by)s tagged %(title)s: %(tags)s")
    )
    def add_tags(chosen: Chosen[Any], *, tags: Annotated[list[str], Ask(_("Tags"))], by: Actor) -> Outcome:
        """Hang tags on the records; those who wear them already are not touched."""
        ids = _asked(chosen, field, ids_of(_words(tags), by=by), by)
        return _write(chosen, ~Q(**{f"{field}__contains": ids}), {field: United(F(field), _array(ids))})

    @action(
        model, label=_("Remove tags"), icon="tag", bulk=True, single=False,
        sentence=_("%(by)s took the tags %(tags)s off %(title)s"),
    )  # fmt: skip
    def remove_tags(chosen: Chosen[Any], *, tags: Annotated[list[str], Ask(_("Tags"))], by: Actor) -> Outcome:
        """Take tags off the records."""
        known = directory().tag_ids
        ids = _asked(chosen, field, [known[word] for word in _words(tags) if word in known], by)
        return _write(chosen, Q(**{f"{field}__overlap": ids}), {field: Without(F(field), _array(ids))})


def _words(tags: Sequence[str]) -> list[str]:
    return [word.strip() for word in tags if word.strip()]


def _asked(chosen: Chosen[Any], field: str, ids: list[int], by: Actor) -> list[int]:
    if field not in entity_of(chosen.model).writable(by):
        raise NotAllowed(_("You may not change the tags."), field=field, code="read_only")
    if not ids:
        raise Refused(_("Name at least one tag."), field="tags", code="required")
    return ids


def _array(ids: list[int]) -> Value:
    return Value(ids, output_field=IDS)


def _write(chosen: Chosen[Any], wanting: Q, values: dict[str, Any]) -> Outcome:
    done: list[int] = []
    for page in chosen.pages():
        rows = chosen.model._default_manager.filter(wanting, pk__in=[record.pk for record in page])
        ids = list(rows.values_list("pk", flat=True))
        chosen.model._default_manager.filter(pk__in=ids).update(**values, revision=F("revision") + 1)
        done += ids
    return Outcome(done=len(done), records=done[:100])
