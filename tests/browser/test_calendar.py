"""A list as a calendar in the browser: by keyboard, in both themes, on a phone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visitor import Visitor, any_word


def test_a_card_is_put_on_another_day_by_keyboard_and_taken_back_by_undo(admin: Visitor) -> None:
    name = any_word()
    made = admin.context.request.post(
        f"{admin.book.address}/api/v1/activities",
        data={"kind": "task", "subject": name, "due_at": "2031-03-12T09:00:00+08:00"},
        headers=tokens(admin),
    )
    assert made.ok
    page = admin.open("/activities?display=calendar-due_at&month=2031-03")
    card = page.locator("[data-card]", has_text=name)
    expect(page.locator("[data-column='2031-03-12']").locator(card)).to_be_visible()
    assert admin.axe(within="#page") == []
    card.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    with page.expect_response(lambda answer: "/move" in answer.url) as moved:
        page.keyboard.press("Enter")
    assert moved.value.status == 204
    expect(page.locator("[data-column='2031-03-20']").locator(card)).to_be_visible()
    page.get_by_role("button", name="撤销").last.click()
    expect(page.locator("[data-column='2031-03-12']").locator(card)).to_be_visible()
    admin.look("dark", 360)
    assert not admin.sideways()
    expect(page.locator("[data-column='2031-03-13']")).to_be_hidden()
    assert admin.axe("color-contrast", "target-size", within="#page") == []


def test_the_head_of_a_column_is_dragged_to_another_place(admin: Visitor) -> None:
    page = admin.open("/customers")
    heads = page.locator("th[data-field]:not(.sticky)")
    before = heads.evaluate_all("all => all.map(one => one.dataset.field)")
    with page.expect_response(lambda answer: "columns=" in answer.url):
        heads.nth(0).drag_to(heads.nth(2))
    admin.settle()
    expect(heads.nth(2)).to_have_attribute("data-field", before[0])


def tokens(visitor: Visitor) -> dict[str, str]:
    """What a form must send beside its values."""
    token = next(one["value"] for one in visitor.context.cookies() if one["name"] == "csrftoken")
    return {"X-CSRFToken": token, "Referer": visitor.book.address}
