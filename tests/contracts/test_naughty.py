"""Strings made to break programs, in every text of every kind of record: kept unharmed, shown as text, never run."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.contracts.doors import Pages, Programs, one_line, tree_of
from tests.contracts.making import CREATED, TEXTS, World, values_for
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.texts import UNSTORABLE
from zhike.kernel.testing import shared_data

pytestmark = pytest.mark.django_db
MOST_RECORDS = 15
# Texts whose own rules allow only some words.
RULED = {
    ("choices", "code"),
    ("choices", "dictionary"),
    ("number_patterns", "pattern"),
    ("number_patterns", "entity"),
    ("tags", "name"),
    ("currencies", "code"),
    ("ledger_accounts", "code"),
    ("web_forms", "origins"),
    ("web_forms", "privacy_url"),
    ("customers", "tax_number"),
    ("employees", "username"),
}


@cache
def naughty() -> tuple[str, ...]:
    """The big list of naughty strings, without those that are empty once cleaned."""
    strings = json.loads(shared_data("naughty_strings", "blns.json").read_text("utf-8"))
    return tuple(one for one in strings if cleaned(one))


def cleaned(text: str) -> str:
    """What the product says that it keeps of a text: all but control characters and blanks around it."""
    return text.translate(UNSTORABLE).strip()


def texts_of(entity: Entity) -> dict[str, BoundField]:
    """The texts that take any words."""
    return {
        name: bound
        for name, bound in entity.fields.items()
        if bound.editable
        and name not in entity.system_fields
        and bound.type.name in TEXTS
        and (entity.key, name) not in RULED
    }


def sheets(entity: Entity) -> Iterator[dict[str, str]]:
    """The strings dealt out over the texts of as few records as hold them; those too long for a field go elsewhere.

    A kind of record with few texts gets every n-th string, each kind with another beginning.
    """
    names = texts_of(entity)
    step = max(1, len(naughty()) // max(1, MOST_RECORDS * len(names)))
    waiting = list(naughty()[CREATED.index(entity.key) % step :: step])
    while waiting:
        sheet: dict[str, str] = {}
        for name, bound in names.items():
            room = bound.max_length or 10_000
            fitting = next((one for one in waiting if len(one) <= room), None)
            if fitting is not None:
                waiting.remove(fitting)
                sheet[name] = fitting
        if not sheet:
            return
        yield sheet


@pytest.fixture
def naughty_records(world: World, request: pytest.FixtureRequest) -> tuple[Entity, list[tuple[Any, dict[str, str]]]]:
    """Records that hold them all, made through the REST interface, which must take them."""
    entity, cast = entity_named(request.param), world.cast
    admin, made = Programs(cast, cast.administrator), []
    for sheet in sheets(entity):
        answer = admin.post(f"/{entity.key}", values_for(entity, world, cast.administrator) | sheet)
        assert answer.status_code == 201, (answer.json(), sheet)
        made.append((answer.json(), sheet))
    return entity, made


def runs_nothing(tree: LexborHTMLParser, known: set[str]) -> None:
    """Assert that the page has no script of its own making, no event attribute and no address that runs a script."""
    for element in tree.css("*"):
        for name, value in element.attributes.items():
            assert not name.startswith("on"), (element.tag, name)
            if name in ("href", "src", "action", "formaction", "hx-get", "hx-post"):
                assert (
                    not "".join((value or "").split()).lower().startswith(("javascript:", "vbscript:", "data:text"))
                ), value
    scripts = {
        one_line(one.attributes.get("src") or one.attributes.get("type") or "inline") for one in tree.css("script")
    }
    assert scripts <= known, scripts - known
    assert not tree.css("iframe, object, embed, base, link[rel=import], meta[http-equiv=refresh], svg script, math")


def scripts_of(pages: Pages) -> set[str]:
    """The scripts of an ordinary page."""
    scripts = tree_of(pages.get("/")).css("script")
    return {one_line(one.attributes.get("src") or one.attributes.get("type") or "inline") for one in scripts}


def readable(tree: LexborHTMLParser) -> str:
    """All text, and all values of inputs, as one line, with look-alikes of line ends made equal."""
    values = [element.attributes.get("value") or "" for element in tree.css("input, option, button")]
    return plain("\n".join([tree.root.text() if tree.root else "", *values]))


def plain(text: str) -> str:
    """A text as HTML shows it: runs of white space as one blank; NUL-like signs that HTML forbids left out."""
    return one_line("".join(sign for sign in text if unicodedata.category(sign) != "Cc" or sign.isspace()))


@pytest.mark.parametrize("naughty_records", CREATED, indirect=True)
def test_naughty_strings_come_back_unharmed_from_the_api(naughty_records: Any, world: World) -> None:
    entity, made = naughty_records
    admin = Programs(world.cast, world.cast.administrator)
    for told, sheet in made:
        again = admin.get(f"/{entity.key}/{told['id']}").json()
        for name, text in sheet.items():
            assert again[name] == cleaned(text) or one_line(again[name]) == one_line(cleaned(text)), name


@pytest.mark.parametrize("naughty_records", CREATED, indirect=True)
def test_naughty_strings_are_shown_as_text_and_run_nothing(naughty_records: Any, world: World) -> None:
    entity, made = naughty_records
    pages = Pages(world.cast.administrator)
    known = scripts_of(pages) | {"application/json", "module"}
    for told, sheet in made:
        card = f"/{entity.key}/{told['id']}"
        for path in (card, f"{card}/edit", f"{card}/panel", f"{card}/history"):
            answer = pages.get(path)
            assert answer.status_code == 200, path
            tree = tree_of(answer)
            runs_nothing(tree, known)
            if path.endswith("/history"):
                continue
            text = readable(tree)
            for name, kept in sheet.items():
                if path == f"{card}/panel" and name not in (entity.title_field,):
                    continue
                assert plain(told[name]) in text, (path, name, kept)
    listed = pages.get(f"/{entity.key}", limit=200, columns=",".join(texts_of(entity)))
    runs_nothing(tree_of(listed), known)
    for name in entity.kanban:
        runs_nothing(tree_of(pages.get(f"/{entity.key}", display=name)), known)


def test_naughty_strings_typed_into_every_box_of_a_list_break_nothing(world: World) -> None:
    pages = Pages(world.cast.administrator)
    known = scripts_of(pages)
    for text in naughty()[::12]:
        for path, query in (
            ("/customers", {"q": text}),
            ("/search", {"q": text}),
            ("/lookup/customers", {"q": text}),
            ("/lookup/people", {"q": text}),
            ("/customers", {"view": text, "sort": "name"}),
            ("/customers", {"filter": json.dumps({"and": [{"field": "name", "op": "contains", "value": text}]})}),
        ):
            answer = pages.get(path, **query)
            assert answer.status_code in (200, 422), (path, text)
            runs_nothing(tree_of(answer), known)


def test_naughty_addresses_are_answered_in_words(world: World) -> None:
    pages, admin = Pages(world.cast.administrator), Programs(world.cast, world.cast.administrator)
    for text in naughty()[1::15]:
        for query in (
            {"sort": text},
            {"filter": text},
            {"cursor": text},
            {"columns": text},
            {"display": text},
            {"limit": text},
            {"filter[name]": text},
        ):
            assert pages.get("/customers", **query).status_code in (200, 400, 422), query
        for query in (
            {"sort": text},
            {"where": text},
            {"cursor": text},
            {"fields": text},
            {"filter[name]": text},
            {"q": text},
        ):
            assert admin.get("/customers", **query).status_code in (200, 400, 422), query


@pytest.mark.parametrize(
    "key", [key for key in CREATED if any(bound.type.name == "url" for bound in entity_named(key).fields.values())]
)
@pytest.mark.parametrize(
    "address",
    ["javascript://%0Aalert(1)", "JaVaScRiPt:alert(1)", "data://text/html,<script>alert(1)</script>", "vbscript://x"],
)
def test_an_address_that_would_run_a_script_is_no_link(world: World, key: str, address: str) -> None:
    entity, cast = entity_named(key), world.cast
    field = next(name for name, bound in entity.fields.items() if bound.type.name == "url")
    record = world.record(entity)
    entity.model._default_manager.filter(pk=record.pk).update(**{field: address})
    pages = Pages(cast.administrator)
    known = scripts_of(pages) | {"application/json", "module"}
    for path in (f"/{key}/{record.pk}", f"/{key}/{record.pk}/panel", f"/{key}?columns={field}"):
        runs_nothing(tree_of(pages.get(path)), known)
