"""A seller on her way, with a phone: from the list to the card, a word on the timeline, and the board."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.book import SELLER
from tests.browser.visitor import Visitor, any_word

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
COVERED = """card => {
    card.scrollIntoView({block: 'nearest'});
    const {left, top, width, height} = card.getBoundingClientRect();
    return [0.1, 0.5, 0.9].some(share => {
        const seen = document.elementFromPoint(left + width / 2, top + height * share);
        return !seen || !card.contains(seen);
    });
}"""


@pytest.fixture
def seller(visitor: Callable[..., Visitor]) -> Visitor:
    """Zhou Min with her phone."""
    return visitor(SELLER, **PHONE)


def test_from_the_list_over_the_card_to_what_was_said_on_the_phone(seller: Visitor) -> None:
    page, words = seller.open("/"), f"电话：{any_word()}"
    page.locator(".bottombar-link[href='/customers']").tap()
    page.wait_for_url("**/customers")
    seller.settle()
    assert not seller.sideways()
    first = page.locator("tbody tr[data-id] td.first a").first
    name = first.inner_text()
    first.tap()
    panel = page.locator("#side-panel, .side-panel").first
    expect(panel).to_contain_text(name)
    panel.locator("a[href^='/customers/']").first.tap()
    page.wait_for_url(re.compile(r"/customers/\d+"))
    seller.settle()
    assert not seller.sideways()
    expect(page.locator("h1")).to_contain_text(name)
    composer = page.locator("form.composer")
    composer.locator("[role=tab][data-kind=call]").tap()
    composer.locator("textarea").fill(words)
    composer.locator("button[type=submit]").tap()
    expect(page.locator("#timeline")).to_contain_text(words, timeout=20_000)
    page.reload()
    seller.settle()
    expect(page.locator("#timeline")).to_contain_text(words)
    assert seller.axe() == []


@pytest.mark.parametrize("path", ["/customers?display=status", "/opportunities?display=stage"])
def test_no_card_of_a_board_lies_below_anything_else(seller: Visitor, path: str) -> None:
    page = seller.open(path)
    column = page.locator(".kanban-column").first
    column.evaluate("column => { column.scrollTop = column.scrollHeight; }")
    cards = column.locator(".kanban-card")
    assert cards.count() > 0
    assert not cards.last.evaluate(COVERED)
    more = column.locator(":scope > .btn")
    if more.count():
        assert not more.evaluate(COVERED)


def test_the_areas_that_do_not_fit_the_bar_are_behind_more(seller: Visitor) -> None:
    page = seller.open("/")
    page.locator(".bottombar [popovertarget=more-areas]").tap()
    menu = page.locator("#more-areas")
    expect(menu).to_be_visible()
    assert seller.axe() == []
    menu.locator("a[href='/quotes']").tap()
    page.wait_for_url("**/quotes**")
    expect(menu).to_be_hidden()
    assert not seller.sideways()
