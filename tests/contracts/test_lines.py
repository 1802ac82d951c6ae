"""A document and its lines are one thing at every door, whatever the document."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from tests.contracts.clerks import clerk
from tests.contracts.doors import Pages, Programs, one_line, tree_of, words_of
from tests.contracts.making import TEXTS, World, lines_for, values_for
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.lines.reading import lines_of

pytestmark = pytest.mark.django_db
DOCUMENTS = [entity.key for entity in entities() if entity.lines and "create" in entity.verbs]
WHOLE = {"commission_splits"}
"""Documents whose lines are a whole together, so that equal ones can't be added; their own tests look at that."""
LINES = [entity.key for entity in entities() if entity.document is not None]


def declared(key: str) -> tuple[Entity, Lines, Entity, str]:
    """A document, its first kind of lines with their entity, and a text of theirs that anybody may type."""
    entity = entity_named(key)
    lines = entity.lines[0]
    line = entity.line_entity(lines)
    texts = [name for name in lines.columns if line.fields[name].editable and line.fields[name].type.name in TEXTS]
    if not texts:
        pytest.skip("nothing in its lines is text that may be typed")
    return entity, lines, line, texts[0]


def ids(entity: Entity, lines: Lines, pk: int) -> list[int]:
    return [one.pk for one in lines_of(entity, [pk])[pk][lines.name]]


def posted(lines: Lines, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Lines as the form's table names its inputs."""
    found: dict[str, Any] = {lines.name: [f"n{place}" for place in range(len(rows))]}
    for place, row in enumerate(rows):
        found |= {f"{lines.name}.n{place}.{name}": value for name, value in row.items()}
    return found


@pytest.mark.parametrize("key", DOCUMENTS)
def test_a_program_keeps_changes_adds_and_removes_lines_in_one_call(world: World, key: str) -> None:
    if key in WHOLE:
        pytest.skip("its lines are always a whole")
    entity, lines, line, text = declared(key)
    admin = Programs(world.cast, world.cast.administrator)
    new = lines_for(entity, world, world.cast.administrator)[lines.name][0]
    record = world.record(entity, **{lines.name: [new | {text: "甲"}, new | {text: "乙"}]})
    told = admin.get(f"/{key}/{record.pk}", expand=lines.name).json()
    first, second = told[lines.name]
    assert [first[text], second[text]] == ["甲", "乙"]
    wished = [{"id": second["id"], text: "乙二"}, new | {text: "丙"}]
    answer = admin.patch(f"/{key}/{record.pk}", {lines.name: wished})
    assert answer.status_code == 200, answer.json()
    assert answer.json()["revision"] == told["revision"] + 1
    after = admin.get(f"/{key}/{record.pk}", expand=lines.name).json()[lines.name]
    assert [one[text] for one in after] == ["乙二", "丙"]
    assert after[0]["id"] == second["id"]
    listed = admin.get(f"/{key}", expand=lines.name, limit=5).json()["items"][0]
    assert [one["id"] for one in listed[lines.name]] == [one["id"] for one in after]
    assert admin.get(f"/{line.key}", **{f"filter[{lines.by}]": str(record.pk)}).json()["count"] == 2


@pytest.mark.parametrize("key", DOCUMENTS)
def test_what_is_wrong_with_a_line_is_said_with_its_place(world: World, key: str) -> None:
    entity, lines, _line, text = declared(key)
    admin = Programs(world.cast, world.cast.administrator)
    record = world.record(entity)
    for wish, field in (
        ([{"colour_of_the_moon": "x"}], f"{lines.name}.0.colour_of_the_moon"),
        ([{"id": "987654321", text: "x"}], f"{lines.name}.0.id"),
        ("three", lines.name),
    ):
        answer = admin.patch(f"/{key}/{record.pk}", {lines.name: wish})
        assert answer.status_code == 422, wish
        assert answer.json()["errors"][0]["field"] == field, answer.json()


@pytest.mark.parametrize("key", DOCUMENTS)
def test_the_form_takes_lines_and_loses_nothing_that_was_typed(world: World, key: str) -> None:
    entity, lines, _line, text = declared(key)
    pages = Pages(world.cast.administrator)
    values = values_for(entity, world, world.cast.administrator)
    row = lines_for(entity, world, world.cast.administrator)[lines.name][0] | {text: "手工打的一行"}
    shown = [*values, lines.name]
    before = set(entity.model._default_manager.values_list("pk", flat=True))
    broken = row | {name: "不是数" for name in row if entity.line_entity(lines).fields[name].type.name == "decimal"}
    again = pages.post(f"/{key}/new", values | posted(lines, [broken]) | {"shown": shown})
    assert again.status_code == 422
    assert "手工打的一行" in words_of(again)
    assert "不是数" in words_of(again)
    assert tree_of(again).css_first(f"[name={lines.name}]") is not None
    assert tree_of(again).css_first(".lines-table .field-error") is not None
    answer = pages.post(f"/{key}/new", values | posted(lines, [row]) | {"shown": shown})
    assert answer.status_code in (204, 302), one_line(words_of(answer))
    made = entity.model._default_manager.exclude(pk__in=before).get()
    assert len(ids(entity, lines, made.pk)) == 1
    for path in (
        f"/{key}/{made.pk}",
        f"/{key}/{made.pk}/panel",
        f"/{key}/{made.pk}/edit",
        f"/{key}/new?copy={made.pk}",
    ):
        assert "手工打的一行" in words_of(pages.get(path)), path


@pytest.mark.parametrize("key", DOCUMENTS)
def test_a_form_that_did_not_show_the_lines_leaves_them_alone(world: World, key: str) -> None:
    entity, lines, _line, _text = declared(key)
    record = world.record(entity)
    before = ids(entity, lines, record.pk)
    Pages(world.cast.administrator).form(entity, {}, record)
    assert ids(entity, lines, record.pk) == before


@pytest.mark.parametrize("key", DOCUMENTS)
def test_the_past_of_the_lines_is_part_of_the_documents_past(world: World, key: str) -> None:
    entity, lines, _line, text = declared(key)
    cast = world.cast
    admin, pages, by = Programs(cast, cast.administrator), Pages(cast.administrator), cast.actor(cast.administrator)
    new = lines_for(entity, world, cast.administrator)[lines.name][0]
    record = world.record(entity, **{lines.name: [new | {text: "旧的一行"}]})
    (old,) = ids(entity, lines, record.pk)
    moment = timezone.now().isoformat()
    changed = admin.patch(f"/{key}/{record.pk}", {lines.name: [new | {text: "新的一行"}]})
    told = admin.get(f"/{key}/{record.pk}/history").json()["items"]
    assert {one["line"] for one in told if one["batch"] == changed["Zhike-Batch"]} >= {str(old)}
    page = words_of(pages.get(f"/{key}/{record.pk}/history"))
    assert "旧的一行" in page
    assert "新的一行" in page
    past = admin.get(f"/{key}/{record.pk}", as_of=moment, expand=lines.name)
    assert past.status_code == 200, past.content
    then = past.json()[lines.name]
    assert [one[text] for one in then] == ["旧的一行"]
    undo_batch(int(changed["Zhike-Batch"]), by=by)
    now = admin.get(f"/{key}/{record.pk}", expand=lines.name).json()[lines.name]
    assert [one[text] for one in now] == ["旧的一行"]


@pytest.mark.parametrize("key", DOCUMENTS)
def test_a_copy_by_a_program_brings_the_lines(world: World, key: str) -> None:
    if key in WHOLE:
        pytest.skip("there is one for each order")
    entity, lines, _line, text = declared(key)
    admin, record = Programs(world.cast, world.cast.administrator), world.record(entity)
    answer = admin.post(f"/{key}/{record.pk}/copy", {})
    assert answer.status_code == 201, answer.json()
    copy = int(answer.json()["id"])
    both = lines_of(entity, [record.pk, copy])
    assert [getattr(one, text) for one in both[copy][lines.name]] == [
        getattr(one, text) for one in both[record.pk][lines.name]
    ]


@pytest.mark.parametrize("key", DOCUMENTS)
def test_the_preview_answers_only_who_may_make_or_see_the_document(world: World, key: str) -> None:
    entity, lines, _line, _text = declared(key)
    cast = world.cast
    record = world.record(entity, cast.li)
    url = f"/{key}/lines/{lines.name}"
    assert Pages(cast.administrator).post(f"{url}?id={record.pk}", {}).status_code == 200
    assert Pages(cast.zhou).post(f"{url}?id={record.pk}", {}).status_code in (403, 404)
    assert Pages(cast.stranger).post(url, {}).status_code in (403, 404)


@pytest.mark.parametrize("key", DOCUMENTS)
def test_hidden_columns_of_lines_show_nowhere_in_the_document(world: World, key: str) -> None:
    entity, lines, line, _text = declared(key)
    cast = world.cast
    record = world.record(entity)
    hidden = [name for name in lines.columns if name not in (line.title_field,)]
    person = clerk(cast, line, hidden=hidden)
    told = Programs(cast, person).get(f"/{key}/{record.pk}", expand=lines.name).json()
    assert not set(hidden) & set(told[lines.name][0])
    for path in (f"/{key}/{record.pk}/edit", f"/{key}/new"):
        form = tree_of(Pages(person).get(path))
        names = {one.attributes.get("name") or "" for one in form.css(".lines [name]")}
        assert not {name.rpartition(".")[2] for name in names} & set(hidden), path


@pytest.mark.parametrize("key", LINES)
def test_a_line_is_looked_at_alone_but_written_with_its_document_only(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record, admin, pages = world.record(entity), Programs(cast, cast.administrator), Pages(cast.administrator)
    assert admin.get(f"/{key}/{record.pk}").status_code == 200
    assert admin.post(f"/{key}", {}).status_code == 405
    assert admin.patch(f"/{key}/{record.pk}", {}).status_code == 405
    assert admin.delete(f"/{key}/{record.pk}").status_code in (404, 405)
    before = entity.model._default_manager.values().get(pk=record.pk)
    pages.post(f"/{key}/new", {})
    pages.post(f"/{key}/{record.pk}/delete")
    pages.form(entity, values_for(entity, world, cast.administrator), record)
    assert entity.model._default_manager.values().get() == before
