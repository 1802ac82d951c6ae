"""Every verb says what it is, is refused without its power at every door, and is not done by a key that only reads."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model
from django.utils import translation

from tests.contracts.clerks import clerk
from tests.contracts.doors import Pages, Programs
from tests.contracts.making import ALL, CHANGED, CREATED, World, values_for
from zhike.kernel.access.powers import power_named
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Action
from zhike.kernel.actions.perform import perform
from zhike.kernel.entity.registry import entities, entity_named, entity_of, has_entity
from zhike.kernel.history.models import Batch, Change
from zhike.kernel.people.models import Department, Employee
from zhike.kernel.refusals import NotAllowed

EVERY = [(entity.key, name) for entity in entities() for name in entity.actions]
POWERED = [(key, name) for key, name in EVERY if entity_named(key).actions[name].power]


def action_named(key: str, name: str) -> Action:
    """The action of an entity."""
    return entity_named(key).actions[name]


class Places(dict[str, Any]):
    """What fills any place of a sentence, and which places it asked for. A sentence chooses its plural by the count."""

    def __missing__(self, name: str) -> Any:
        self[name] = 2 if name == "count" else name
        return self[name]


@pytest.mark.parametrize(("key", "name"), EVERY)
def test_an_action_says_what_it_is_in_both_languages(key: str, name: str) -> None:
    action = action_named(key, name)
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert str(action.label).strip()
            filled = Places()
            assert str(action.sentence % filled).strip(), "the history must tell it as a sentence"
            assert set(filled) <= {"by", "count", "title", *(one.name for one in action.parameters)}
            assert all(str(one.label).strip() for one in action.parameters if one.ask.asked)
    with translation.override("zh-hans"):
        assert any("\u4e00" <= sign <= "\u9fff" for sign in str(action.label)), str(action.label)
    assert (action.function.__doc__ or "").strip()


@pytest.mark.parametrize(("key", "name"), POWERED)
def test_the_power_of_an_action_is_one_that_a_role_can_hold(key: str, name: str) -> None:
    power = power_named(action_named(key, name).power)
    assert power is not None
    assert str(power.label).strip()


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "name"), POWERED)
def test_without_its_power_an_action_is_refused_at_every_door(world: World, key: str, name: str) -> None:
    entity, cast, action = entity_named(key), world.cast, action_named(key, name)
    record = world.record(entity)
    person = clerk(cast, entity, without={action.power})
    pages, program, by = Pages(person), Programs(cast, person), cast.actor(person)
    body = arguments(action, world)
    before = Change.objects.count()
    with pytest.raises(NotAllowed):
        perform(
            action,
            Chosen(entity.model, by, Chosen.named(entity.model, [record.pk], by=by).where, ids=[record.pk]),
            {},
            by=by,
        )
    for query in ({"ids": str(record.pk)}, {"all": "1", "filter": ""}):
        assert pages.get(f"/{key}/actions/{name}", **query).status_code in (403, 404)
        assert pages.post(f"/{key}/actions/{name}", query).status_code in (403, 404)
    if action.single:
        assert program.post(f"/{key}/{record.pk}/actions/{name}", body).status_code in (403, 404)
    if action.bulk:
        assert program.post(f"/{key}/actions/{name}", body | {"ids": [str(record.pk)]}).status_code in (403, 404)
        assert program.post(f"/{key}/actions/{name}", body | {"filter": {"and": []}}).status_code in (403, 404, 422)
    assert f"/{key}/actions/{name}" not in pages.get(f"/{key}").content.decode()
    assert f"/{key}/actions/{name}" not in pages.get(f"/{key}/{record.pk}").content.decode()
    assert Change.objects.count() == before


def arguments(action: Action, world: World) -> dict[str, Any]:
    """Something for each argument that must be given, so that only the power is missing."""
    found: dict[str, Any] = {}
    for one in action.parameters:
        if one.required:
            if (
                isinstance(one.type, type)
                and issubclass(one.type, Model)
                and has_entity(one.type)
                and one.type not in (Employee, Department)
            ):
                found[one.name] = str(world.record(entity_of(one.type)).pk)
                continue
            kind = getattr(one.type, "__name__", "")
            found[one.name] = {
                "Employee": str(world.cast.li.pk),
                "Department": str(world.cast.east.pk),
                "int": 1,
                "bool": True,
                "date": "2026-01-01",
            }.get(kind, ["一"] if "list" in str(one.type) else "1")
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "name"), EVERY)
def test_a_key_that_may_only_read_does_nothing(world: World, key: str, name: str) -> None:
    entity, cast, action = entity_named(key), world.cast, action_named(key, name)
    record = world.record(entity)
    reader = Programs(cast, cast.administrator, read_only=True)
    body = arguments(action, world)
    before = Change.objects.count(), Batch.objects.count()
    if action.single:
        assert reader.post(f"/{key}/{record.pk}/actions/{name}", body).status_code == 403
    if action.bulk:
        assert reader.post(f"/{key}/actions/{name}", body | {"ids": [str(record.pk)]}).status_code == 403
    assert (Change.objects.count(), Batch.objects.count()) == before


@pytest.mark.django_db
@pytest.mark.parametrize("key", ALL)
def test_a_key_that_may_only_read_neither_creates_changes_nor_deletes(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record = world.record(entity)
    reader = Programs(cast, cast.administrator, read_only=True)
    assert reader.get(f"/{key}/{record.pk}").status_code == 200
    values = values_for(entity, world, cast.administrator)
    before = Change.objects.count()
    answers = [reader.patch(f"/{key}/{record.pk}", {})] if key in CHANGED else []
    if key in CREATED:
        answers.append(reader.post(f"/{key}", values))
        answers.append(reader.post(f"/{key}/{record.pk}/copy", {}))
    if "delete" in entity.verbs:
        answers += [reader.delete(f"/{key}/{record.pk}"), reader.post(f"/{key}/{record.pk}/restore")]
        answers.append(reader.post(f"/{key}/actions/delete", {"ids": [str(record.pk)]}))
    assert [answer.status_code for answer in answers if answer.status_code not in (403, 422)] == []
    assert Change.objects.count() == before
