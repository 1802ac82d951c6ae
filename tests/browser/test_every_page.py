"""Every page, in both languages and themes, on a phone, on a laptop and on a wide screen.

There is nothing for axe to find, nothing sticks out, nothing breaks, and each reader meets one language only.

Each page is opened once in each language, Chinese in the light and English in the dark, and looked at there in all
widths. What axe looks for depends on the theme (colours) or on the width (what is shown, how large, where it lies), and
never on the language; what sticks out depends on the language and the width, and never on the theme.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from tests.browser.book import ADMINISTRATOR
from tests.browser.languages import foreign_words, words_in, written_by_people
from tests.browser.pages import all_pages
from tests.browser.visitor import Visitor, visit

LAPTOP, PHONE, SCREEN = 1366, 360, 1920
THEMES = {"zh-hans": "light", "en": "dark"}
LINKS = "() => [...document.querySelectorAll('#page a[href^=\"/\"]:not([download])')].map(a => a.getAttribute('href'))"
# Files, and the public form, which is a page of its own that other sites put into a frame.
FILES = re.compile(r"\.(pdf|xlsx|csv|ics|vcf)($|\?)|^/(f/|files|logo|static|api|batches/\d+/undo|sign-out)")
NUMBER = re.compile(r"/\d[\d-]*(?=/|$)")
# The same page for every kind of record or dictionary; lists that hang on a record are the list.
ALIKE = re.compile(r"^/[a-z_]+/(#/history|#/files|#/related|dictionaries|numbering)/?.*")
CALENDAR = "/*?display=calendar"
# What a narrow page can spoil: colours, sizes, what scrolls, and the names of what is cut down to an icon.
ON_A_PHONE = (
    "color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "link-name", "button-name",
    "aria-hidden-focus", "nested-interactive",
)  # fmt: skip
# A list says the same of few rows as of many, and sooner.
FEW = 8


@pytest.fixture(scope="module")
def walker(browser: object, book: object) -> Iterator[Visitor]:
    """An administrator who walks through all pages."""
    walker = visit(browser, book, ADMINISTRATOR)  # type: ignore[arg-type]
    yield walker
    # The book may serve other tests after these.
    walker.prefer(language="zh-hans")
    walker.prefer(theme="system")
    walker.context.close()


@pytest.mark.parametrize("language", THEMES)
def test_axe_finds_nothing_nothing_sticks_out_nothing_breaks_and_all_is_in_one_language(
    walker: Visitor, language: str
) -> None:
    walker.prefer(language=language)
    walker.prefer(theme=THEMES[language])
    walker.page.set_viewport_size({"width": LAPTOP, "height": 800})
    found = {name: problems for name, problems in walk(walker, language) if problems}
    assert found == {}


def walk(walker: Visitor, language: str) -> Iterator[tuple[str, list[str]]]:
    """Go to every page and whatever kind of page is linked from there; gives its name and what is wrong with it."""
    waiting, data = list(all_pages(walker).items()), written_by_people(walker)
    entries = words_in(walker, "choices")  # in both languages, where they are edited
    known = {shape(path) for _name, path in waiting}
    walker.open("/")
    # What surrounds all pages is looked at once.
    yield "frame", look_at(walker, language, data)
    for name, path in waiting:
        walker.complaints.clear()
        walker.page.set_viewport_size({"width": LAPTOP, "height": 800})
        walker.follow(short(path))
        if not walker.page.locator("#page").count():
            walker.open("/")  # it led out of the frame, where there is nothing of ours to walk on from
            continue
        for link in walker.page.evaluate(LINKS):
            if shape(link) not in known and not FILES.search(link):
                known.add(shape(link))
                waiting.append((shape(link), link))
        own = data | entries if "choices" in name or "dictionar" in name else data
        problems = look_at(walker, language, own, within="#page")
        yield name, problems + [one for one in walker.complaints if not meant(name, one)]


def look_at(walker: Visitor, language: str, data: frozenset[str], within: str = "") -> list[str]:
    """What is wrong with the open page, in any width."""
    theme = THEMES[language]
    problems = [f"{PLACES[language]}: {words}" for words in foreign_words(walker, language, data)]
    problems += walker.axe(within=within)
    for width in (SCREEN, PHONE):
        walker.look(theme, width)
        if walker.sideways():
            problems.append(f"sticks out sideways at {width}")
    return problems + [f"{one} (phone)" for one in walker.axe(*ON_A_PHONE, within=within)]


def shape(path: str) -> str:
    """What an address is like: the same for all records of a kind, and for all states of a list."""
    place, _mark, query = path.partition("?")
    display = re.search(r"display=\w+", query)
    if display and display[0].endswith("calendar"):
        return CALENDAR
    return ALIKE.sub(r"/*/\1", NUMBER.sub("/#", place)) + (f"?{display[0]}" if display else "")


def short(path: str) -> str:
    """The address of a list with few rows."""
    return f"{path}?limit={FEW}" if re.fullmatch(r"/[a-z_]+", path) else path


def meant(name: str, complaint: str) -> bool:
    """Whether a page answers so by design: nothing is there, or its record can't be changed any more."""
    if name.endswith("-edit"):
        return "409" in complaint or "422" in complaint
    return name == "nowhere" and "404" in complaint


PLACES = {"zh-hans": "not in Chinese", "en": "not in English"}


def test_the_languages_and_themes_are_switched_in_the_person_menu(visitor: Callable[..., Visitor]) -> None:
    someone = visitor("liuyang")
    page = someone.open("/customers")
    page.locator("[popovertarget=person-menu]").click()
    page.locator("[data-look=language][data-value=en]").click()
    page.wait_for_selector("html[lang=en]")
    page.wait_for_load_state()  # its scripts listen only then
    assert page.locator("h1").inner_text() == "Customers"
    page.locator("[popovertarget=person-menu]").click()
    page.locator("[data-look=theme][data-value=dark]").click()
    page.wait_for_selector("html[data-theme=dark]")
    page.wait_for_load_state()
    someone.open("/contacts")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.locator("[popovertarget=person-menu]").click()
    page.locator("[data-look=language][data-value=zh-hans]").click()
    page.wait_for_selector("html[lang^=zh]")
