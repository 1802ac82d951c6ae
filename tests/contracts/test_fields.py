"""Rights on fields hold at every door.

What is hidden shows nowhere, what may only be read is written nowhere, what is masked is masked everywhere.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contracts.clerks import HOW, clerk, unsighted
from tests.contracts.doors import Pages, Programs, tree_of, words_of
from tests.contracts.making import ALL, CHANGED, TEXTS, World, values_for
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import copy_values, update
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.filters import Condition, Group, predicate
from zhike.kernel.history.reading import history_of
from zhike.kernel.lists.page import Wish, page
from zhike.kernel.refusals import Refused
from zhike.kernel.search.finding import find_in

pytestmark = pytest.mark.django_db
SECRET = "暗香疏影"
ROOM = 10  # digits before the point that a number needs to carry a secret
MASKED = [entity.key for entity in entities() if entity.masked]


def hideable(entity: Entity) -> dict[str, BoundField]:
    """The fields that can be hidden: all but what a record is called."""
    return {name: bound for name, bound in entity.fields.items() if name != entity.title_field}


def secrets(entity: Entity, names: dict[str, BoundField]) -> dict[str, Any]:
    """Values that occur nowhere else, for fields of the types that can carry one."""
    found: dict[str, Any] = {}
    for number, (name, bound) in enumerate(names.items()):
        if not bound.editable or (entity.key, name) in FIXED:
            continue
        match bound.type.name:
            case "text" | "long_text":
                found[name] = f"{SECRET}{number}"
            case "phone":
                found[name] = f"1390999{number:04d}"
            case "email":
                found[name] = f"secret{number}@hidden.example"
            case "url":
                found[name] = f"https://hidden{number}.example"
            case "money" | "decimal" if bound.max_digits - bound.decimal_places >= ROOM:
                found[name] = f"918273{number}.45"
    return found


FIXED = {
    ("choices", "code"),
    ("choices", "dictionary"),
    ("number_patterns", "pattern"),
    ("web_forms", "origins"),
    ("web_forms", "privacy_url"),
    ("customers", "tax_number"),
    ("company", "tax_number"),
    ("company", "currency"),
    ("company", "time_zone"),
    ("employees", "username"),
    ("ledger_accounts", "code"),
    ("products", "currency"),
    ("price_lists", "currency"),
}


def with_secrets(world: World, entity: Entity) -> tuple[Any, dict[str, Any]]:
    """A record whose fields hold secrets, written as a change too, so that its history holds them."""
    hidden = secrets(entity, hideable(entity))
    record = world.record(entity)
    values = {name: value for name, value in hidden.items() if name not in entity.system_fields}
    if values:
        world.change(entity, record, **values)
    record.refresh_from_db()
    return record, {name: str(value) for name, value in values.items()}


def shown_forms(value: str) -> set[str]:
    """How a value may look on a page: as it is, and an amount with its thousands."""
    plain = value.removesuffix(".45")
    return {value, f"{int(plain):,}"} if plain.isdigit() and value.endswith(".45") else {value}


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("key", ALL)
def test_hidden_fields_show_at_no_door(world: World, key: str, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entity, cast = entity_named(key), world.cast
    record, kept = with_secrets(world, entity)
    names = list(hideable(entity))
    person = unsighted(cast, entity, names, how, monkeypatch)
    pages, program, by = Pages(person), Programs(cast, person), cast.actor(person)
    sights = {
        path: words_of(pages.get(path))
        for path in (
            f"/{key}?limit=200&columns={','.join(names)}",
            f"/{key}/{record.pk}",
            f"/{key}/{record.pk}/panel",
            f"/{key}/{record.pk}/edit",
            f"/{key}/{record.pk}/history",
            f"/{key}/new?copy={record.pk}",
            *(f"/{key}?display={name}" for name in (*entity.kanban, "calendar")),
        )
    }
    sights |= {
        path: program.get(path).content.decode()
        for path in (f"/{key}", f"/{key}/{record.pk}", f"/{key}/{record.pk}/history")
    }
    sights["history"] = repr(history_of(entity, record.pk, by=by))
    sights["search"] = repr(find_in(entity, entity.title_of(record), by=by))
    for place, text in sights.items():
        for name, value in kept.items():
            assert not any(form in text for form in shown_forms(value)), (place, name)
    told = program.get(f"/{key}/{record.pk}").json()
    assert not set(told) & set(names)
    described = next(one for one in program.get("/entities").json()["items"] if one["key"] == key)
    assert not {one["name"] for one in described["fields"]} & set(names)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("key", ALL)
def test_hidden_fields_can_be_neither_filtered_sorted_nor_asked_for(
    world: World, key: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entity, cast = entity_named(key), world.cast
    record = world.record(entity)
    names = hideable(entity)
    person = unsighted(cast, entity, names, how, monkeypatch)
    program, pages, by = Programs(cast, person), Pages(person), cast.actor(person)
    form = tree_of(pages.get(f"/{key}/new"))
    for name in names:
        with pytest.raises(Refused):
            predicate(entity, Group("and", (Condition(name, "filled"),)), by)
        with pytest.raises(Refused):
            page(entity, by, Wish(sort=name), [])
        assert form.css_first(f'[name="{name}"]') is None, name
    name = next(iter(names))
    for query in ({f"filter[{name}]": "1"}, {"sort": name}, {"fields": name}, {"expand": name}):
        assert program.get(f"/{key}", **query).status_code == 422, query
    where = {"or": [{"field": name, "op": "filled"}]}
    assert program.get(f"/{key}", where=json.dumps(where)).status_code == 422
    assert pages.get(f"/{key}", filter=json.dumps(where)).status_code == 422
    assert pages.get(f"/{key}", sort=name).status_code == 422
    assert pages.get(f"/{key}/{record.pk}/history", field=name).status_code in (200, 422)
    with pytest.raises(Refused):
        history_of(entity, record.pk, by=by, field=name)


def writable_values(world: World, entity: Entity) -> dict[str, Any]:
    """New values for all fields that the administrator may write."""
    return {
        name: value for name, value in values_for(entity, world, world.cast.manager).items()
        if name != entity.title_field and value not in (None, "")
    }  # fmt: skip


@pytest.mark.parametrize("key", CHANGED)
def test_fields_that_may_only_be_read_are_written_at_no_door(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record = world.record(entity)
    new = writable_values(world, entity)
    person = clerk(cast, entity, read_only=new)
    pages, program, by = Pages(person), Programs(cast, person), cast.actor(person)
    before = entity.model._default_manager.filter(pk=record.pk).values().get()
    pages.form(entity, new, record)
    for name, value in new.items():
        for door in ("cells", "facts"):
            assert pages.get(f"/{key}/{record.pk}/{door}/{name}").status_code in (403, 404, 422), (door, name)
            assert pages.post(f"/{key}/{record.pk}/{door}/{name}", {name: value}).status_code in (403, 404, 409, 422), (
                door,
                name,
            )
        assert program.patch(f"/{key}/{record.pk}", {name: value}).status_code == 422, name
        pages.post(f"/{key}/actions/update", {"ids": str(record.pk), "field": name, name: value, "save": "1"})
        answer = program.post(f"/{key}/actions/update", {"ids": [str(record.pk)], "values": {name: value}})
        assert answer.status_code == (422 if "change" in entity.verbs else 404), name
        with pytest.raises(Refused):
            update(Chosen.of(record, by=by), {name: value}, by=by)
    for name in entity.kanban:
        pages.post(f"/{key}/{record.pk}/move?display={name}", {"to": ""})
    after = entity.model._default_manager.filter(pk=record.pk).values().get()
    assert {name: pair for name in before if (pair := (before[name], after[name]))[0] != pair[1]} == {}


@pytest.mark.parametrize("key", CHANGED)
def test_concealed_fields_are_written_at_no_door_and_not_copied(
    world: World, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entity, cast = entity_named(key), world.cast
    record, new = world.record(entity), writable_values(world, entity)
    person = unsighted(cast, entity, new, "concealed", monkeypatch)
    pages, program, by = Pages(person), Programs(cast, person), cast.actor(person)
    before = entity.model._default_manager.filter(pk=record.pk).values().get()
    pages.form(entity, new, record)
    for name, value in new.items():
        pages.post(f"/{key}/{record.pk}/facts/{name}", {name: value})
        assert program.patch(f"/{key}/{record.pk}", {name: value}).status_code == 422, name
        with pytest.raises(Refused):
            update(Chosen.of(record, by=by), {name: value}, by=by)
    assert entity.model._default_manager.filter(pk=record.pk).values().get() == before
    assert not set(copy_values(entity, record, by=by)) & set(new)


@pytest.mark.parametrize("key", CHANGED)
def test_fields_that_only_actions_write_are_written_by_no_form(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record, pages, admin = world.record(entity), Pages(cast.administrator), Programs(cast, cast.administrator)
    before = entity.model._default_manager.filter(pk=record.pk).values().get()
    fixed = {name for name, bound in entity.fields.items() if name in entity.system_fields or not bound.editable}
    for name in fixed:
        assert admin.patch(f"/{key}/{record.pk}", {name: "1"}).status_code == 422, name
        assert pages.post(f"/{key}/{record.pk}/facts/{name}", {name: "1"}).status_code in (403, 404, 409, 422), name
    pages.form(entity, dict.fromkeys(fixed, "1"), record)
    assert entity.model._default_manager.filter(pk=record.pk).values().get() == before


@pytest.mark.parametrize("key", MASKED)
def test_masked_fields_are_masked_at_every_door_for_who_lacks_the_power(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    numbers = {name: f"1390999{at:04d}" for at, name in enumerate(entity.masked)}
    record = world.record(entity, **numbers)
    by = cast.actor(cast.administrator)
    update(Chosen.of(record, by=by), {name: f"1380999{at:04d}" for at, name in enumerate(entity.masked)}, by=by)
    unmasking = set(entity.masked.values())
    poor, rich = clerk(cast, entity, without=unmasking), clerk(cast, entity)
    pages = (
        f"/{key}?limit=200&columns={','.join(numbers)}",
        f"/{key}/{record.pk}",
        f"/{key}/{record.pk}/panel",
        f"/{key}/{record.pk}/edit",
        f"/{key}/{record.pk}/history",
        f"/search?q={entity.title_of(record)}",
        f"/{key}/new?copy={record.pk}",
        *(f"/{key}?display={name}" for name in (*entity.kanban, "calendar")),
    )
    calls = (f"/{key}", f"/{key}/{record.pk}", f"/{key}/{record.pk}/history", "/search")
    program, poor_pages = Programs(cast, poor), Pages(poor)
    for path in pages:
        text = words_of(poor_pages.get(path))
        assert "1390999" not in text, path
        assert "1380999" not in text, path
    for path in calls:
        text = program.get(path, **({"q": entity.title_of(record)} if path == "/search" else {})).content.decode()
        assert "1390999" not in text, path
        assert "1380999" not in text, path
    assert "1380999" in words_of(Pages(rich).get(pages[0]))
    assert "1380999" in Programs(cast, rich).get(f"/{key}/{record.pk}").content.decode()


@pytest.mark.parametrize("key", MASKED)
def test_masked_fields_are_not_found_out_by_filter_sort_or_saving_the_mask(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record = world.record(entity, **dict.fromkeys(entity.masked, "13909990000"))
    poor = clerk(cast, entity, without=set(entity.masked.values()))
    pages, program, by = Pages(poor), Programs(cast, poor), cast.actor(poor)
    for name, bound in entity.fields.items():
        if name not in entity.masked:
            continue
        for operator in set(bound.type.operators) - {"eq", "empty", "filled"}:
            with pytest.raises(Refused):
                predicate(entity, Group("and", (Condition(name, operator, "139"),)), by)
        with pytest.raises(Refused):
            page(entity, by, Wish(sort=name), [])
        shown = program.get(f"/{key}/{record.pk}").json()[name]
        pages.form(entity, {name: shown}, record)
        pages.post(f"/{key}/{record.pk}/facts/{name}", {name: shown})
        program.patch(f"/{key}/{record.pk}", {name: shown})
        record.refresh_from_db()
        assert getattr(record, name) == "13909990000", name


@pytest.mark.parametrize("key", ALL)
def test_every_field_has_a_label_a_schema_and_a_renderer(world: World, key: str) -> None:
    entity, reading = entity_named(key), reading_for(world.cast.actor(world.cast.administrator))
    record = world.record(entity)
    for name, bound in entity.fields.items():
        assert str(bound.label).strip(), name
        assert bound.type.schema(bound), name
        value = getattr(record, bound.column, None)
        assert hasattr(bound.type.cell(value, bound, reading), "__html__"), name
        assert isinstance(bound.type.text(value, bound, reading), str), name
        assert bound.type.cell(bound.type.blank, bound, reading) is not None, name
        if bound.type.name in TEXTS and value:
            assert value in bound.type.text(value, bound, reading)
