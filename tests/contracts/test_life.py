"""A record of every kind lives the same life at every door: made, read, changed, seen as it was, undone, restored."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.doors import Pages, Programs, one_line, words_of
from tests.contracts.making import ALL, CHANGED, CREATED, TEXTS, World, values_for
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import delete, restore, update
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.fields.models import CodeField
from zhike.kernel.history.reading import history_of
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.regions.models import Region

pytestmark = pytest.mark.django_db


def text_field(entity: Entity) -> str:
    """A text that may be changed later: not the title, and none that its own rules fix."""
    fixed = {
        ("choices", "code"),
        ("choices", "dictionary"),
        ("number_patterns", "entity"),
        ("company", "tax_number"),
        ("company", "currency"),
        ("company", "time_zone"),
        ("number_patterns", "pattern"),
        ("customers", "tax_number"),
        ("employees", "username"),
        ("web_forms", "privacy_url"),
        ("web_forms", "origins"),
    }
    names = [
        name
        for name, field in entity.fields.items()
        if field.editable
        and name not in entity.system_fields
        and field.type.name in TEXTS
        and (entity.key, name) not in fixed
    ]
    return names[-1] if names else ""


def stored(entity: Entity, pk: Any) -> dict[str, Any]:
    """The record's columns as the API sends them, read by the kernel."""
    record = entity.model._default_manager.get(pk=pk)
    return {
        name: field.type.json(getattr(record, field.column), field)
        for name, field in entity.fields.items()
        if field.model_field
    }


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


@pytest.mark.parametrize("key", CREATED)
def test_what_a_program_creates_is_what_the_kernel_keeps_and_the_api_tells(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    admin = Programs(cast, cast.administrator)
    sent = values_for(entity, world, cast.administrator)
    made = admin.post(f"/{key}", sent)
    assert made.status_code == 201, made.json()
    told = admin.get(f"/{key}/{made.json()['id']}").json()
    kept = stored(entity, int(told["id"]))
    assert {name: told[name] for name in kept} == {name: plain(value) for name, value in kept.items()} | {
        name: told[name] for name in kept if entity.fields[name].type.name in ("datetime", "date")
    }
    for name, value in sent.items():
        if entity.fields[name].type.name in TEXTS:
            assert told[name] == value, name


@pytest.mark.parametrize("key", CREATED)
def test_what_the_form_creates_is_what_the_card_and_the_api_show(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    pages, admin = Pages(cast.administrator), Programs(cast, cast.administrator)
    before = set(entity.model._default_manager.values_list("pk", flat=True))
    sent = values_for(entity, world, cast.administrator)
    answer = pages.form(entity, sent)
    assert answer.status_code in (204, 302), one_line(words_of(answer))
    pk = entity.model._default_manager.exclude(pk__in=before).get().pk
    told, card = admin.get(f"/{key}/{pk}").json(), pages.get(f"/{key}/{pk}")
    assert card.status_code == 200
    shown = one_line(words_of(card))
    for name in {name for section in entity.form for name in section.fields} & set(sent):
        if entity.fields[name].type.name in TEXTS:
            assert told[name] == sent[name], name
            assert one_line(sent[name]) in shown, name


@pytest.mark.parametrize("key", ALL)
def test_a_record_shows_in_its_list_its_panel_and_its_form(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record, pages = world.record(entity), Pages(cast.administrator)
    titled = getattr(record, entity.title_field)
    # A place is called by its whole path in a list, and by its own name elsewhere: both hold the short name. A currency
    # stands in a list by its code alone.
    coded = isinstance(entity.fields[entity.title_field].model_field, CodeField)
    called = titled if coded else entity.title_of(record)
    title = one_line(str(titled.short_name if isinstance(titled, Region) else called))
    assert title in one_line(words_of(pages.get(f"/{key}", **({"q": title} if entity.search else {}))))
    opened = [f"/{key}/{record.pk}", f"/{key}/{record.pk}/panel", f"/{key}/{record.pk}/edit"]
    for path in opened[:2] if entity.shuts("change") else opened:
        answer = pages.get(path)
        assert answer.status_code == 200, path
        assert title in one_line(words_of(answer)), path


@pytest.mark.parametrize("key", CHANGED)
def test_a_change_at_one_door_is_seen_at_the_others_and_can_be_undone(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    name, record = text_field(entity), world.record(entity)
    if not name:
        pytest.skip("nothing of it is text that may change")
    by, pages, admin = cast.actor(cast.administrator), Pages(cast.administrator), Programs(cast, cast.administrator)
    was = getattr(record, name)
    update(Chosen.of(record, by=by), {name: "先改"}, by=by)
    assert admin.get(f"/{key}/{record.pk}").json()[name] == "先改"
    assert admin.patch(f"/{key}/{record.pk}", {name: "再改"}).status_code == 200
    assert "再改" in words_of(pages.get(f"/{key}/{record.pk}"))
    assert pages.post(f"/{key}/{record.pk}/facts/{name}", {name: "三改"}).status_code == 200
    entries = history_of(entity, record.pk, by=by)
    told = [(one.before, one.after) for entry in entries[:3] for one in entry.changes if one.field == name]
    assert told == [("再改", "三改"), ("先改", "再改"), (was, "先改")]
    assert [entry.door for entry in entries[:3]] == ["web", "api", "web"]
    from_api = admin.get(f"/{key}/{record.pk}/history").json()["items"]
    assert [one["changes"][name] for one in from_api[:3]] == [list(pair) for pair in told]
    history_page = words_of(pages.get(f"/{key}/{record.pk}/history"))
    assert all(value in history_page for value in ("先改", "再改", "三改"))
    for entry in entries[:3]:
        assert entry.batch is not None
        undo_batch(entry.batch.pk, by=by)
    record.refresh_from_db()
    assert getattr(record, name) == was


@pytest.mark.parametrize("key", [key for key in CREATED if "delete" in entity_named(key).verbs])
def test_a_deleted_record_is_nowhere_until_it_is_restored(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record, by = world.record(entity), cast.actor(cast.administrator)
    pages, admin = Pages(cast.administrator), Programs(cast, cast.administrator)

    def seen() -> bool:
        return admin.get(f"/{key}/{record.pk}").status_code == 200

    for remove, put_back in (
        (lambda: delete(Chosen.of(record, by=by), by=by), lambda: restore(entity.model, [record.pk], by=by)),
        (lambda: pages.post(f"/{key}/{record.pk}/delete"), lambda: pages.post(f"/{key}/{record.pk}/restore")),
        (lambda: admin.delete(f"/{key}/{record.pk}"), lambda: admin.post(f"/{key}/{record.pk}/restore")),
    ):  # fmt: skip
        assert seen()
        remove()
        assert not seen()
        ids = [one["id"] for one in admin.get(f"/{key}", limit=200).json()["items"]]
        assert str(record.pk) not in ids
        assert f"/{key}/{record.pk}\n" not in words_of(pages.get(f"/{key}", limit=200))
        assert f"/{key}/{record.pk}\n" in words_of(pages.get(f"/{key}", bin="1"))
        put_back()
        assert seen()


@pytest.mark.parametrize("key", CREATED)
def test_the_making_of_a_record_can_be_undone(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    admin = Programs(cast, cast.administrator)
    made = admin.post(f"/{key}", values_for(entity, world, cast.administrator))
    answer = admin.post(f"/batches/{made['Zhike-Batch']}/undo")
    gone = admin.get(f"/{key}/{made.json()['id']}").status_code == 404
    assert gone == (answer.status_code == 200)
    assert gone or entity.never_undone, answer.json()
