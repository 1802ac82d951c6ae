"""The tools of a list: conditions found by typing, columns in the order one wants, cards dragged by mouse."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.visitor import Visitor


def conditions(page: Page) -> list[dict[str, object]]:
    """The conditions in the address."""
    kept = json.loads(parse_qs(urlsplit(page.url).query)["filter"][0])
    return list(kept["and"])


def open_editor(visitor: Visitor) -> tuple[Page, Locator]:
    """The filter editor of the customers, with its first row."""
    page = visitor.open("/customers")
    page.get_by_role("button", name="筛选", exact=True).click()
    return page, page.locator("#filter-editor [data-row]").first


def test_a_colleague_and_a_place_are_found_by_typing_and_named_in_the_chips(admin: Visitor) -> None:
    page, row = open_editor(admin)
    row.locator("select").nth(0).select_option("owner")
    row.get_by_role("combobox", name="负责人").fill("zhoumin")
    page.keyboard.press("Enter")
    expect(row.locator(".chip")).to_contain_text("周敏")
    page.locator("#filter-editor .filter-join button").first.click()
    second = page.locator("#filter-editor [data-row]").nth(1)
    second.locator("select").nth(0).select_option("region")
    second.get_by_role("combobox", name="地区").fill("江苏")
    page.keyboard.press("Enter")
    expect(second.locator(".chip")).to_contain_text("江苏")
    page.locator("#filter-editor").get_by_role("button", name="应用").click()
    expect(page.locator(".chip-filter").filter(has_text="周敏")).to_have_count(1)
    expect(page.locator(".chip-filter").filter(has_text="江苏")).to_have_count(1)
    assert [(one["field"], one["op"]) for one in conditions(page)] == [("owner", "in"), ("region", "under")]
    # What was chosen is still named when the editor is opened again.
    page.get_by_role("button", name="筛选", exact=True).click()
    expect(page.locator("#filter-editor .chip").first).to_contain_text("周敏")


def test_a_span_of_days_is_one_condition(admin: Visitor) -> None:
    page, row = open_editor(admin)
    row.locator("select").nth(0).select_option("created_at")
    row.locator("select").nth(2).select_option("this_month")
    page.locator("#filter-editor .filter-join button").first.click()
    second = page.locator("#filter-editor [data-row]").nth(1)
    second.locator("select").nth(0).select_option("last_contact_at")
    second.locator("select").nth(1).select_option("between")
    second.get_by_label("下限").fill("2020-01-01")
    page.locator("#filter-editor").get_by_role("button", name="应用").click()
    expect(page.locator(".chip-filter").filter(has_text="本月")).to_have_count(1)
    expect(page.locator(".chip-filter").filter(has_text="2020-01-01 – …")).to_have_count(1)


def test_any_field_can_be_a_column_its_place_is_set_by_keyboard_and_its_width_is_kept(admin: Visitor) -> None:
    page = admin.open("/customers")
    page.get_by_role("button", name="列", exact=True).click()
    chooser = page.locator("#column-chooser")
    chooser.locator("input[value=remarks]").check()
    chooser.locator("input[value=remarks]").focus()
    for _press in range(12):
        page.keyboard.press("Alt+ArrowUp")
    chooser.get_by_role("button", name="应用").click()
    expect(page.locator("th[data-field]").nth(1)).to_have_attribute("data-field", "remarks")
    page.locator("th[data-field=remarks]").scroll_into_view_if_needed()
    head = page.locator("th[data-field=level]")
    edge = head.locator(".resize").bounding_box()
    assert edge
    with page.expect_response(lambda answer: "/widths" in answer.url):
        page.mouse.move(edge["x"] + 3, edge["y"] + 5)
        page.mouse.down()
        page.mouse.move(edge["x"] + 63, edge["y"] + 5, steps=4)
        page.mouse.up()
    wide = head.evaluate("head => head.offsetWidth")
    page.reload()
    admin.settle()
    expect(head).to_have_attribute("data-width", str(wide))


def drag(page: Page, card: Locator, onto: Locator) -> None:
    """Drag a card by mouse onto the cards of a column."""
    start, end = card.bounding_box(), onto.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 40, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(end["x"] + 60, end["y"] + 20, steps=12)
    page.mouse.move(end["x"] + 64, end["y"] + 24, steps=3)
    page.mouse.up()


def test_a_card_is_dragged_by_mouse_and_the_counts_follow(admin: Visitor) -> None:
    page = admin.open("/customers?display=status")
    first, second = page.locator("[data-column]").nth(0), page.locator("[data-column]").nth(1)
    card = first.locator("[data-card]").first
    pk, before = card.get_attribute("data-card"), int(second.locator("[data-column-count]").inner_text())
    with page.expect_response(lambda answer: "/move" in answer.url) as moved:
        drag(page, card, second.locator("[data-cards]"))
    assert moved.value.ok
    expect(second.locator("[data-column-count]")).to_have_text(str(before + 1))
    admin.open("/customers?display=status")
    expect(second.locator(f"[data-card='{pk}']")).to_have_count(1)


def test_a_dragged_card_that_is_refused_goes_back_and_the_reason_is_said(admin: Visitor) -> None:
    page = admin.open("/customers?display=status&view=all")
    third = page.locator("[data-column]").nth(3)
    card = third.locator("[data-card]").first
    pk, before = card.get_attribute("data-card"), third.locator("[data-column-count]").inner_text()
    token = next(one["value"] for one in admin.context.cookies() if one["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": admin.book.address, "HX-Request": "true"}
    answer = admin.context.request.post(
        f"{admin.book.address}/customers/actions/freeze", form={"ids": str(pk), "reason": "欠款"}, headers=headers
    )
    assert answer.ok
    drag(page, card, page.locator("[data-column]").nth(2).locator("[data-cards]"))
    expect(page.locator("[data-toasts]")).to_contain_text("冻结")
    expect(third.locator(f"[data-card='{pk}']")).to_have_count(1)
    expect(third.locator("[data-column-count]")).to_have_text(before)
    admin.complaints[:] = [one for one in admin.complaints if "409" not in one]
