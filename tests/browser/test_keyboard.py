"""Everything by keyboard: the skip link, the ring around what has the focus, Esc, and the order within dialogs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import first_id
from tests.browser.visitor import Visitor, any_word

# What has the focus, and whether one can see that it has: a ring, or a border and ground that stand for it.
SEEN = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const ringed = [here, here.nextElementSibling, here.parentElement, here.closest('.combobox-box')].filter(Boolean);
    const seen = ringed.some(one => getComputedStyle(one).outlineStyle !== 'none');
    return [here.outerHTML.slice(0, 120), seen];
}"""


def stops(page: Page, most: int) -> list[tuple[str, bool]]:
    """What Tab comes to, one after another, and whether each shows that it has the focus."""
    found = []
    for _press in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(SEEN)
        if here:
            found.append((str(here[0]), bool(here[1])))
    return found


@pytest.mark.parametrize("path", ["/", "/customers", "/customers?display=status", "/customers/new", "/settings/roles"])
def test_whatever_has_the_focus_shows_it(admin: Visitor, path: str) -> None:
    page = admin.open(path)
    found = stops(page, 40)
    assert len(found) > 20
    assert [html for html, seen in found if not seen] == []


def test_the_first_stop_skips_to_the_content(admin: Visitor) -> None:
    page = admin.open("/customers")
    page.keyboard.press("Tab")
    link = page.locator(".skip")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#main').contains(document.activeElement)")


def test_a_dialog_keeps_the_focus_within_and_esc_gives_it_back(admin: Visitor) -> None:
    page = admin.open(f"/customers/{first_id(admin, 'customers')}")
    button = page.locator(".page-actions [hx-get*='/actions/transfer']").first
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    for _press in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog[open]')"
        )
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()


@pytest.mark.parametrize("target", ["person-menu", "quick-add", "filter-editor", "column-chooser"])
def test_esc_closes_what_a_button_opened_and_the_button_has_the_focus_again(admin: Visitor, target: str) -> None:
    page = admin.open("/customers")
    button = page.locator(f"[popovertarget={target}]").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#{target}")).to_be_visible()
    assert admin.axe() == []
    page.keyboard.press("Escape")
    expect(page.locator(f"#{target}")).to_be_hidden()
    expect(button).to_be_focused()


def test_the_palette_opens_and_closes_by_keyboard_and_axe_finds_nothing_in_it(admin: Visitor) -> None:
    page = admin.open("/customers")
    page.keyboard.press("Control+k")
    expect(page.locator("dialog.palette")).to_be_visible()
    page.keyboard.type("苏州")
    expect(page.locator(".palette-item").first).to_be_visible()
    assert admin.axe() == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog.palette")).to_be_hidden()


def test_what_was_changed_last_opens_its_card_from_the_palette(admin: Visitor) -> None:
    record = first_id(admin, "customers", sort="id")
    token = next(one["value"] for one in admin.context.cookies() if one["name"] == "csrftoken")
    answer = admin.context.request.patch(
        f"{admin.book.address}/api/v1/customers/{record}",
        data={"remarks": any_word()},
        headers={"X-CSRFToken": token, "Referer": admin.book.address},
    )
    assert answer.ok, answer.text()
    page = admin.open("/")
    page.keyboard.press("Control+k")
    expect(page.locator(".palette-group").first).to_have_text("最近修改")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/customers/{record}")
