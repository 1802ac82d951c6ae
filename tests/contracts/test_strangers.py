"""What a person may not see does not exist for them, at whatever address they look."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.contracts.addresses import calls_of_a_record, calls_of_many, pages_of_a_record
from tests.contracts.doors import Pages, Programs, tree_of, words_of
from tests.contracts.making import ALL, OWNED, TEXTS, World, values_for
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import delete
from zhike.kernel.duplicates.checking import candidates
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.history.models import Change
from zhike.kernel.search.finding import find

pytestmark = pytest.mark.django_db
RULED = ("tax_number", "number", "origins", "privacy_url", "code")
SECRET = "密云青龙"
GONE = (403, 404, 405, 409, 415, 422)


def secret_record(world: World, entity: Entity) -> Any:
    """A record of Li Tao whose every text holds the secret word."""
    cast = world.cast
    values = {
        name: f"{SECRET}{value}"[: entity.fields[name].max_length or 200]
        for name, value in values_for(entity, world, cast.li).items()
        if entity.fields[name].type.name in TEXTS and isinstance(value, str) and name not in RULED
    }
    return world.record(entity, cast.li, **values)


@pytest.mark.parametrize("key", OWNED)
def test_no_page_about_a_colleagues_record_opens(world: World, key: str) -> None:
    entity = entity_named(key)
    record, pages = secret_record(world, entity), Pages(world.cast.zhou)
    before = Change.objects.count()
    for address in pages_of_a_record(entity, record.pk):
        for answer in (pages.get(address), pages.post(address, {"name": "gotcha", "to": "1", "password": "x"})):
            assert answer.status_code in GONE, (address, answer.status_code)
            assert SECRET not in words_of(answer), address
            assert SECRET not in str(answer.headers), address
    assert Change.objects.count() == before


@pytest.mark.parametrize("key", OWNED)
def test_no_call_about_a_colleagues_record_tells_that_it_exists(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record, zhou = secret_record(world, entity), Programs(cast, cast.zhou)
    before = Change.objects.count()
    for method, path in calls_of_a_record(entity):
        answers = []
        for pk in (record.pk, 987_654_321):
            send = getattr(zhou, method.lower())
            body = ({},) if method in ("POST", "PATCH") else ()
            answers.append(send(path.replace("{id}", str(pk)), *body))
        there, nowhere = answers
        assert there.status_code == nowhere.status_code, path
        assert there.status_code in GONE, path
        assert there.json().get("errors") == nowhere.json().get("errors"), path
    assert Change.objects.count() == before


@pytest.mark.parametrize("key", OWNED)
def test_lists_counts_search_and_lookups_leave_a_colleagues_record_out(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record = secret_record(world, entity)
    pages, zhou = Pages(cast.zhou), Programs(cast, cast.zhou)
    queries = [f"/{key}", f"/{key}?view=all&limit=200", f"/{key}?bin=1", f"/{key}/totals", f"/lookup/{key}", "/"]
    queries += [f"/{key}?display={name}" for name in (*entity.kanban, "calendar")]
    for path in queries:
        assert SECRET not in words_of(pages.get(path)), path
    # What she typed herself stands in the page; what was found must not.
    for path in (f"/search?q={SECRET}", f"/lookup/{key}?q={SECRET}", f"/{key}?q={SECRET}"):
        assert not re.search(rf'/{key}/{record.pk}\b|data-value="{record.pk}"', pages.get(path).content.decode()), path
    counted = pages.get(f"/{key}/count", q=SECRET)
    assert counted.status_code in GONE or counted.json() == {"count": 0, "is_estimate": False}
    listed = zhou.get(f"/{key}", limit=200).json()
    assert str(record.pk) not in [one["id"] for one in listed["items"]]
    assert zhou.get(f"/{key}", q=SECRET).json()["count"] == 0
    assert zhou.get("/search", q=SECRET).json()["items"] == []
    assert find(SECRET, by=cast.actor(cast.zhou)) == []


@pytest.mark.parametrize("key", OWNED)
def test_no_bulk_action_touches_a_colleagues_record(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record, zhou, pages = secret_record(world, entity), Programs(cast, cast.zhou), Pages(cast.zhou)
    before = Change.objects.count()
    chosen = {"ids": str(record.pk), "save": "1"}
    names = [*entity.actions, "update", "delete", "export"]
    for name in names:
        answer = pages.post(f"/{key}/actions/{name}", chosen)
        assert answer.status_code in GONE or SECRET not in words_of(answer), name
        assert SECRET not in str(answer.headers), name
    for path in calls_of_many(entity):
        for body in ({"ids": [str(record.pk)]}, {"q": SECRET}):
            answer = zhou.post(path, body | ({"values": {}} if path.endswith("update") else {}))
            assert answer.status_code in GONE or answer.json()["done"] == 0, path
            assert SECRET not in answer.content.decode(), path
    assert Change.objects.count() == before


@pytest.mark.parametrize("key", [key for key in OWNED if "delete" in entity_named(key).verbs])
def test_a_deleted_record_of_a_colleague_is_not_in_her_bin(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record, admin = secret_record(world, entity), cast.actor(cast.administrator)
    delete(Chosen.of(record, by=admin), by=admin)
    pages, zhou = Pages(cast.zhou), Programs(cast, cast.zhou)
    assert SECRET not in words_of(pages.get(f"/{key}", bin="1"))
    assert zhou.get(f"/{key}", bin="true").json()["items"] == []
    assert pages.post(f"/{key}/{record.pk}/restore").status_code in GONE
    assert zhou.post(f"/{key}/{record.pk}/restore").status_code in GONE
    record.refresh_from_db()
    assert record.deleted_at is not None


@pytest.mark.parametrize("key", [entity.key for entity in entities() if entity.duplicates and entity.key in OWNED])
def test_a_likely_duplicate_of_a_colleague_tells_its_owner_but_not_what_it_is(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record = secret_record(world, entity)
    values = {match.field: str(getattr(record, match.field) or "") for match in entity.duplicates}
    found = candidates(entity, {name: value for name, value in values.items() if value}, by=cast.actor(cast.zhou))
    assert all(one.id is None and not one.title for one in found if one.owner != cast.zhou.name)
    assert any(one.owner == cast.li.name for one in found)


@pytest.mark.parametrize("key", OWNED)
def test_a_reference_to_a_record_that_one_may_not_see_does_not_tell_its_title(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    for name, bound in entity.fields.items():
        other = bound.related_entity
        if bound.type.name != "reference" or other is None or other.key not in OWNED or entity.only_actions:
            continue
        hidden = secret_record(world, other)
        own = world.record(entity, cast.zhou)
        entity.model._default_manager.filter(pk=own.pk).update(**{bound.column: hidden.pk})
        pages, zhou = Pages(cast.zhou), Programs(cast, cast.zhou)
        if zhou.get(f"/{key}/{own.pk}").status_code == 404:
            continue  # seen through the hidden one, so it is hidden itself
        for path in (
            f"/{key}?columns={name}",
            f"/{key}/{own.pk}",
            f"/{key}/{own.pk}/panel",
            f"/{key}/{own.pk}/edit",
            f"/{key}/{own.pk}/history",
            f"/{key}/{own.pk}/cells/{name}",
            f"/{key}/{own.pk}/facts/{name}",
        ):
            assert SECRET not in words_of(pages.get(path)), path
        for path in (f"/{key}", f"/{key}/{own.pk}", f"/{key}/{own.pk}/history"):
            expand = {} if path.endswith("history") else {"expand": name}
            assert SECRET not in zhou.get(path, **expand).content.decode(), path


def whole(title: str) -> re.Pattern[str]:
    """A title that stands by itself: a short one (the code of a currency) may occur within a random token."""
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(title)}(?![A-Za-z0-9])")


@pytest.mark.parametrize("key", ALL)
def test_somebody_without_any_role_opens_nothing(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record, pages, wu = world.record(entity), Pages(cast.stranger), Programs(cast, cast.stranger)
    title, frame = whole(str(entity.title_of(record))), words_of(pages.get("/"))
    for path in (
        f"/{key}",
        f"/{key}/new",
        f"/{key}/{record.pk}",
        f"/{key}/{record.pk}/panel",
        f"/{key}/count",
        f"/{key}/totals",
    ):
        answer = pages.get(path)
        assert answer.status_code in (403, 404), path
        # A record may be called by a word that stands in the frame of every page.
        assert title.search(frame) or not title.search(words_of(answer)), path
    assert wu.get(f"/{key}").status_code in (403, 404) or wu.get(f"/{key}").json()["items"] == []
    assert wu.get(f"/{key}/{record.pk}").status_code == 404
    assert key not in [one["key"] for one in wu.get("/entities").json()["items"]]
    assert f'"/{key}"' not in pages.get("/").content.decode()


def test_a_form_is_saved_without_touching_a_reference_that_one_may_not_see(world: World) -> None:
    cast = world.cast
    own, hidden = cast.customer_of(cast.zhou), cast.customer_of(cast.li)
    type(own).objects.filter(pk=own.pk).update(parent=hidden)
    pages = Pages(cast.zhou)
    form = tree_of(pages.get(f"/customers/{own.pk}/edit"))
    shown = [element.attributes["value"] for element in form.css('input[name="shown"]')]
    assert "parent" not in shown
    answer = pages.post(
        f"/customers/{own.pk}/edit", {"name": own.name, "street": "新路1号", "shown": ["name", "street"]}
    )
    assert answer.status_code == 204
    own.refresh_from_db()
    assert (own.street, own.parent_id) == ("新路1号", hidden.pk)
