"""Every page, in both languages and themes, on a phone, on a laptop and on a wide screen.

There is nothing for axe to find, nothing sticks out, and nothing is said in English to a Chinese reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.browser.book import ADMINISTRATOR
from tests.browser.pages import all_pages
from tests.browser.visitor import Visitor, visit
from tests.words import translated

LATIN = re.compile(r"[A-Za-z]")
# Words that are the same in both languages, or that are typed by people.
SAME = re.compile(r"^[A-Z0-9 .,:%/+-]{1,6}$|^(Ctrl|Esc|English|Zhike|admin)$")


@pytest.fixture(scope="module")
def walker(browser: object, book: object) -> Iterator[Visitor]:
    """An administrator who walks through all pages."""
    walker = visit(browser, book, ADMINISTRATOR)  # type: ignore[arg-type]
    yield walker
    # The book may serve other tests after these.
    walker.prefer(language="zh-hans")
    walker.prefer(theme="system")
    walker.context.close()


# A page in every look would take an hour: each run sees every twelfth page in each look, another twelfth in each.
LOOKS = [
    ("zh-hans", "light", 1366, 0), ("zh-hans", "dark", 360, 2), ("en", "dark", 1366, 4), ("en", "light", 360, 6),
    ("en", "light", 1920, 8), ("zh-hans", "dark", 1920, 10),
]  # fmt: skip
TURNS = 12


@pytest.mark.parametrize(("language", "theme", "width", "turn"), LOOKS)
def test_axe_finds_nothing_nothing_sticks_out_and_nothing_breaks(
    walker: Visitor, language: str, theme: str, width: int, turn: int
) -> None:
    walker.prefer(language=language)
    walker.prefer(theme=theme)
    walker.page.set_viewport_size({"width": width, "height": 800})
    found: dict[str, list[str]] = {}
    for place, (name, path) in enumerate(all_pages(walker).items()):
        if place % TURNS != turn:
            continue
        walker.complaints.clear()
        walker.open(path)
        problems = walker.axe()
        if walker.sideways():
            problems.append("sticks out sideways")
        problems += [one for one in walker.complaints if not meant(name, one)]
        if problems:
            found[name] = problems
    assert found == {}


def meant(name: str, complaint: str) -> bool:
    """Whether a page answers so by design: nothing is there, or its record can't be changed any more."""
    return (name == "nowhere" and "404" in complaint) or (name.endswith("-edit") and "422" in complaint)


def test_a_chinese_reader_meets_no_english(walker: Visitor) -> None:
    walker.prefer(language="zh-hans")
    walker.prefer(theme="light")
    walker.page.set_viewport_size({"width": 1366, "height": 800})
    found: dict[str, list[str]] = {}
    for name, path in list(all_pages(walker).items())[::TURNS]:
        walker.open(path)
        english = [words for words in visible_words(walker) if is_english(words)]
        if english:
            found[name] = english
    assert found == {}


def visible_words(visitor: Visitor) -> list[str]:
    """All texts and labels of the open page."""
    words: list[str] = visitor.page.evaluate("""() => {
        const found = new Set();
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
            const parent = walk.currentNode.parentElement;
            if (!parent.closest('script, style, [lang=en]')) found.add(walk.currentNode.data.trim());
        }
        for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
            for (const name of ['aria-label', 'title', 'placeholder'])
                found.add((element.getAttribute(name) || '').trim());
        return [...found];
    }""")
    return words


@cache
def msgids() -> frozenset[str]:
    """The English of all that has Chinese, without what is the same in both."""
    return frozenset(message for message, words in translated().items() if message != words and LATIN.search(message))


def is_english(words: str) -> bool:
    """Whether words are an English text of ours that was left untranslated."""
    return bool(words) and not SAME.match(words) and words in msgids()


def test_the_languages_and_themes_are_switched_in_the_person_menu(visitor: Callable[..., Visitor]) -> None:
    someone = visitor("liuyang")
    page = someone.open("/customers")
    page.locator("[popovertarget=person-menu]").click()
    page.locator("[data-look=language][data-value=en]").click()
    page.wait_for_selector("html[lang=en]")
    assert page.locator("h1").inner_text() == "Customers"
    page.locator("[popovertarget=person-menu]").click()
    page.locator("[data-look=theme][data-value=dark]").click()
    page.wait_for_selector("html[data-theme=dark]")
    someone.open("/contacts")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.locator("[popovertarget=person-menu]").click()
    page.locator("[data-look=language][data-value=zh-hans]").click()
    page.wait_for_selector("html[lang^=zh]")
