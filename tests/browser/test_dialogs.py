"""What no walk along links reaches: the dialogs of all actions, the doors for strangers, and the pages of other people.

Nothing there is for axe to find, nothing sticks out on a phone, and each reader meets one language only. A dialog is
seen in Chinese in the dark and in English in the light: the other way round than the walk sees the pages.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.book import BOOKKEEPER, SELLER, Book
from tests.browser.languages import ALL_WORDS, foreign_words, is_foreign, words_in
from tests.browser.pages import asked, first_id
from tests.browser.visitor import Visitor, visit
from zhike.kernel.entity.registry import entities

PHONE = 360
MOST_ACTIONS, A_FEW = 60, 5  # so many actions ask something, and a rail leads to so many places
KINDS = {entity.key for entity in entities()}
LOOKS = (("zh-hans", "dark"), ("en", "light"))
OPEN = """async path => {
    document.querySelectorAll('dialog[open]').forEach(one => one.remove());
    await htmx.ajax('GET', path, {target: '#dialogs'});
}"""
WORDS_OF_DIALOG = ALL_WORDS.replace("document.body", "document.querySelector('dialog[open]')")
LINKS_OF_RAIL = "() => [...document.querySelectorAll('.rail a[href^=\"/\"]')].map(one => one.getAttribute('href'))"


def dialogs(visitor: Visitor) -> Iterator[str]:
    """The address of every dialog: what an action asks for the first record of its kind, each form of question once."""
    seen: set[tuple[str, ...]] = set()
    for entity in entities():
        record = first_id(visitor, entity.key)
        for action in entity.actions.values() if record else ():
            asks = tuple(one.name for one in action.parameters if one.ask.asked)
            if asks and (action.name, *asks) not in seen:
                seen.add((action.name, *asks))
                yield f"/{entity.key}/actions/{action.name}?ids={record}"
    one = first_id(visitor, "customers")
    for name in ("update", "delete", "export"):
        yield f"/customers/actions/{name}?ids={one}"
    for name in ("name", "level"):
        yield f"/customers/actions/update?ids={one}&field={name}"
    yield from ("/customers/new-dialog", "/contacts/new-dialog", "/products/new-dialog")


def in_dialog(visitor: Visitor, path: str, language: str, theme: str) -> list[str]:
    """Open a dialog and say what is wrong with it."""
    visitor.complaints.clear()
    visitor.page.evaluate(OPEN, path)
    visitor.settle()
    if not visitor.page.locator("dialog[open]").count():
        return ["does not open"]
    words: list[str] = visitor.page.evaluate(f"({WORDS_OF_DIALOG})()")
    problems = [f"not {language}: {one}" for one in words if is_foreign(one, language)]
    visitor.look(theme, PHONE)
    if visitor.page.evaluate("(d => d.scrollWidth > d.clientWidth + 1)(document.querySelector('dialog[open]'))"):
        problems.append("sticks out on a phone")
    return problems + visitor.axe(within="dialog[open]") + visitor.complaints


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_dialog_of_every_action_opens_in_one_language_and_axe_finds_nothing(
    admin: Visitor, language: str, theme: str
) -> None:
    admin.prefer(language=language)
    admin.open("/customers?limit=8")
    opened = {path: in_dialog(admin, path, language, theme) for path in dialogs(admin)}
    admin.complaints.clear()
    assert len(opened) > MOST_ACTIONS
    assert {path: problems for path, problems in opened.items() if problems} == {}


@pytest.mark.parametrize("username", [SELLER, BOOKKEEPER])
def test_the_pages_of_a_seller_and_of_the_bookkeeper_are_whole_too(browser: Browser, book: Book, username: str) -> None:
    someone = visit(browser, book, username)
    someone.prefer(language="zh-hans")
    page, found = someone.open("/"), {}
    paths = dict.fromkeys(page.evaluate(LINKS_OF_RAIL))
    assert len(paths) > A_FEW
    for path in paths:
        found[path] = in_page(someone, path)
        if first := first_of(someone, path.strip("/")):
            # What a person may do differs most on a card.
            found[f"{path}/{first}"] = in_page(someone, f"{path}/{first}") + someone.axe(within="#page")
    assert ({path: problems for path, problems in found.items() if problems}, someone.complaints) == ({}, [])
    someone.context.close()


def in_page(visitor: Visitor, path: str) -> list[str]:
    """Go to a page by phone, and say what is wrong with it."""
    visitor.follow(path)
    visitor.look("dark", PHONE)
    kind = path.split("/")[1]
    typed = words_in(visitor, kind) if kind in KINDS else frozenset()
    words = foreign_words(visitor, "zh-hans", typed)
    return [f"not in Chinese: {one}" for one in words] + ["sticks out on a phone"] * visitor.sideways()


def first_of(visitor: Visitor, kind: str) -> str:
    """The first record of a kind that the person sees; empty for what is no kind of record."""
    if kind not in KINDS:
        return ""
    items = asked(visitor, kind, limit="1", count="false").get("items", ())
    return str(items[0]["id"]) if items else ""


@pytest.mark.parametrize(("language", "theme"), [("zh-CN", "light"), ("en-GB", "dark")])
def test_who_stands_outside_meets_one_language_and_axe_finds_nothing(
    browser: Browser, book: Book, admin: Visitor, language: str, theme: str
) -> None:
    form = asked(admin, "web_forms", limit="1")["items"][0]["key"]
    context = browser.new_context(locale=language, color_scheme=theme, viewport={"width": PHONE, "height": 800})  # type: ignore[arg-type]
    outside = Visitor(book, context, context.new_page())
    spoken = "zh-hans" if language.startswith("zh") else "en"
    found = {}
    for path in ("/sign-in", "/sign-in?next=/customers", f"/f/{form}"):
        page = outside.open(path)
        expect(page.locator("form").first).to_be_visible()
        problems = foreign_words(outside, spoken, frozenset())
        if problems := problems + outside.axe() + ["sticks out on a phone"] * outside.sideways():
            found[path] = problems
    context.close()
    assert found == {}
