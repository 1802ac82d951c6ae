"""Files that leave and files that come in keep to the same rights as everything else."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from python_calamine import CalamineWorkbook

from tests.contracts.clerks import HOW, clerk, unsighted
from tests.contracts.doors import Pages
from tests.contracts.making import ALL, OWNED, World
from tests.contracts.test_fields import MASKED, hideable, with_secrets
from tests.contracts.test_strangers import SECRET, secret_record
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.exports.service import export, formats_of
from zhike.kernel.imports import service
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import NotAllowed, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
IMPORTED = [entity.key for entity in entities() if entity.importing is not None]


def exportable(key: str) -> bool:
    """Whether there is a special permission to take records of this kind out."""
    entity = entity_named(key)
    return not entity.access.grants_of and bool(entity.access.owner)


EXPORTED = [key for key in ALL if exportable(key)]


def taken(entity: Entity, by: Actor, **wished: Any) -> str:
    """All formats of an export as text; spreadsheets as what a reader of them finds."""
    found = []
    for name in formats_of(entity):
        content = b"".join(export(entity, by=by, format=name, **wished).chunks)
        found.append(_sheet(content) if name == "xlsx" else content.decode("utf-8-sig"))
    return "\n".join(found)


def _sheet(content: bytes) -> str:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return "\n".join(str(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())


def sent(answer: HttpResponseBase) -> str:
    """What a page sent, streamed or whole."""
    content = answer.getvalue() if hasattr(answer, "getvalue") else b""
    return content.decode("utf-8-sig", errors="replace")


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("key", EXPORTED)
def test_an_export_holds_neither_hidden_fields_nor_their_names(
    world: World, key: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entity, cast = entity_named(key), world.cast
    record, kept = with_secrets(world, entity)
    names = list(hideable(entity))
    person = unsighted(cast, entity, names, how, monkeypatch)
    text = taken(entity, cast.actor(person))
    assert str(entity.title_of(record)) in text
    assert not [name for name, value in kept.items() if value in text]
    for name in names:
        with pytest.raises(Refused):
            export(entity, by=cast.actor(person), columns=[name])
    query = {"all": "1", "filter": f"columns={','.join(names)}", "columns": "all", "format": "csv"}
    from_page = sent(Pages(person).post(f"/{key}/actions/export", query))
    assert not [name for name, value in kept.items() if value in from_page]


@pytest.mark.parametrize("key", [key for key in MASKED if key in EXPORTED])
def test_an_export_masks_what_is_masked(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    world.record(entity, **dict.fromkeys(entity.masked, "13909990000"))
    poor, rich = clerk(cast, entity, without=set(entity.masked.values())), clerk(cast, entity)
    assert "13909990000" not in taken(entity, cast.actor(poor))
    assert "13909990000" in taken(entity, cast.actor(rich))


@pytest.mark.parametrize("key", [key for key in EXPORTED if key in OWNED])
def test_an_export_holds_only_what_one_may_see_whatever_ids_are_named(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    record = secret_record(world, entity)
    person = clerk(cast, entity, scope="own")
    assert SECRET not in taken(entity, cast.actor(person))
    assert SECRET not in taken(entity, cast.actor(person), ids=[record.pk])
    for query in ({"ids": str(record.pk)}, {"all": "1", "filter": f"q={SECRET}"}):
        assert SECRET not in sent(Pages(person).post(f"/{key}/actions/export", query | {"format": "csv"}))


@pytest.mark.parametrize("key", ALL)
def test_nobody_exports_without_the_permission(world: World, key: str) -> None:
    entity, cast = entity_named(key), world.cast
    world.record(entity)
    person = clerk(cast, entity, without={f"{entity.access.grants_of or key}.export"})
    with pytest.raises(NotAllowed):
        export(entity, by=cast.actor(person))
    pages = Pages(person)
    for answer in (
        pages.get(f"/{key}/actions/export", all="1"),
        pages.post(f"/{key}/actions/export", {"all": "1", "format": "csv"}),
    ):
        assert answer.status_code in (403, 404)


@pytest.mark.parametrize("key", IMPORTED)
def test_an_import_fills_no_field_that_one_may_only_read_and_none_that_only_actions_write(
    world: World, key: str
) -> None:
    entity, cast = entity_named(key), world.cast
    also = entity.importing.also if entity.importing else frozenset()
    open_to_files = {name for name, bound in entity.fields.items() if bound.editable} | also
    ruled = [name for name in entity.fields if name in open_to_files and name != entity.title_field]
    person = clerk(cast, entity, read_only=ruled)
    fixed = {name for name in entity.fields if name in entity.system_fields or name not in open_to_files}
    refused_at_import(entity, {*ruled, *fixed}, person=person, cast=cast)


@pytest.mark.parametrize("key", IMPORTED)
def test_an_import_fills_no_field_that_is_concealed(world: World, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entity, cast = entity_named(key), world.cast
    names = [name for name in hideable(entity) if entity.fields[name].editable]
    person = unsighted(cast, entity, names, "concealed", monkeypatch)
    refused_at_import(entity, names, person=person, cast=cast)


def refused_at_import(entity: Entity, names: Iterable[str], *, person: Employee, cast: Cast) -> None:
    """None of these fields is guessed for a column that bears its name, and none can be chosen for it."""
    by, title = cast.actor(person, door="import"), str(entity.fields[entity.title_field].label)
    headers = {name: str(entity.fields[name].label) for name in names}
    file = f"{','.join([title, *headers.values()])}\n{','.join(['某某', *['1'] * len(headers)])}\n".encode()
    importing = service.begin(entity, [file], "list.csv", by=by)
    assert set(headers.values()) <= set(importing.headers)
    assert not set(names) & set(importing.mapping.values())
    for name, header in headers.items():
        with pytest.raises(Refused):
            service.set_mapping(importing, {header: name}, by=by)
