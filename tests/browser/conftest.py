"""One served book and one browser for all tests of a worker; every test has a person of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.book import ADMINISTRATOR, SELLER, Book, served_book
from tests.browser.visitor import CHROMIUM, FLAGS, Visitor, visit

expect.set_options(timeout=15_000)
"""A busy machine takes its time; what never comes fails all the same."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder open a browser; those of a file stay on one worker, with its book."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason="needs Debian's Chromium"))
            # The long walks go side by side, one in each language.
            group = item.callspec.params.get("language", "work") if hasattr(item, "callspec") else "work"
            item.add_marker(pytest.mark.xdist_group(f"browser: {group}"))


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A small demo book, served; or the one that is served already at BOOK_PORT, for whoever writes these tests."""
    if "BOOK_PORT" in os.environ:
        yield Book(tmp_path_factory.mktemp("book"), int(os.environ["BOOK_PORT"]))
        return
    with served_book(tmp_path_factory.mktemp("book") / "home") as book:
        yield book


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(browser: Browser, book: Book) -> Iterator[Callable[..., Visitor]]:
    """Let somebody in by name; no test may leave a complaint of the browser behind."""
    inside: list[Visitor] = []

    def enter(username: str, **options: Any) -> Visitor:
        inside.append(visit(browser, book, username, **options))
        inside[-1].prefer(language="zh-hans")  # another test may have left the same person reading English
        return inside[-1]

    yield enter
    complaints = [complaint for one in inside for complaint in one.complaints]
    for one in inside:
        one.context.close()
    assert complaints == []


@pytest.fixture
def admin(visitor: Callable[..., Visitor]) -> Visitor:
    """The administrator."""
    return visitor(ADMINISTRATOR)


@pytest.fixture
def zhou(visitor: Callable[..., Visitor]) -> Visitor:
    """Zhou Min, who sells."""
    return visitor(SELLER)
