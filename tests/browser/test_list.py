"""The list as people work with it: filter, sort, views, cells, panel, choosing, bulk changes and the board."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.visitor import Visitor, any_word


def filter_of(page: Page) -> object:
    """The filter in the address."""
    return json.loads(parse_qs(urlsplit(page.url).query)["filter"][0])


def test_the_filter_editor_joins_with_and_and_or_and_the_address_keeps_it(admin: Visitor) -> None:
    page = admin.open("/customers")
    page.get_by_role("button", name="筛选", exact=True).click()
    editor = page.locator("#filter-editor")
    row = editor.locator("[data-row]").first
    row.locator("select").nth(0).select_option("level")
    row.locator("select").nth(1).select_option("in")
    row.get_by_label("A", exact=True).check()
    editor.locator("[data-add-group]").click()
    inner = editor.locator("[data-group] [data-group] [data-row]").first
    inner.locator("select").nth(0).select_option("name")
    inner.locator("select").nth(1).select_option("contains")
    inner.locator("input").fill("有限")
    with page.expect_response(lambda answer: "filter=" in answer.url):
        editor.get_by_role("button", name="应用").click()
    admin.settle()
    kept = filter_of(page)
    assert isinstance(kept, dict)
    assert [part.get("field") or list(part) for part in kept["and"]] == ["level", ["or"]]
    names = page.locator("td.first").all_inner_texts()
    assert names
    assert all("有限" in name for name in names)
    page.reload()
    admin.settle()
    assert page.locator("td.first").all_inner_texts() == names
    page.go_back()
    page.wait_for_function("most => document.querySelectorAll('td.first').length > most", arg=len(names))


def test_a_view_is_saved_and_stands_as_a_tab(admin: Visitor) -> None:
    page = admin.open('/customers?filter={"and":[{"field":"vip","op":"eq","value":true}]}&sort=name')
    page.get_by_role("button", name="另存为视图").or_(page.locator("[hx-get*='views/save']").last).first.click()
    dialog = page.locator("dialog[open]")
    dialog.locator("input[name=name]").fill("贵宾名单")
    dialog.locator(".dialog-foot .btn-primary").click()
    tab = page.get_by_role("link", name="贵宾名单")
    expect(tab).to_be_visible()
    admin.open("/customers")
    page.get_by_role("link", name="贵宾名单").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)


def test_columns_are_sorted_by_their_heads(admin: Visitor) -> None:
    page = admin.open("/customers")
    page.locator("th[data-field=name] a").click()
    expect(page.locator("th[data-field=name][aria-sort=ascending]")).to_be_visible()
    admin.settle()
    rising = page.locator("td.first").all_inner_texts()
    page.locator("th[data-field=name] a").click()
    expect(page.locator("th[data-field=name][aria-sort=descending]")).to_be_visible()
    admin.settle()
    assert page.locator("td.first").all_inner_texts() != rising


def test_columns_are_chosen_and_the_address_keeps_them(admin: Visitor) -> None:
    page = admin.open("/customers")
    page.get_by_role("button", name="列", exact=True).click()
    hidden = page.locator("#column-chooser input:not(:checked)").first
    name = hidden.get_attribute("value")
    hidden.check()
    page.locator("#column-chooser input[value=industry]").uncheck()
    page.locator("#column-chooser .btn-primary").click()
    expect(page.locator(f"th[data-field={name}]")).to_have_count(1)
    expect(page.locator("th[data-field=industry]")).to_have_count(0)
    expect(page).to_have_url(re.compile("columns="))


def test_a_cell_is_written_where_it_stands_esc_leaves_it_and_the_toast_undoes_it(admin: Visitor) -> None:
    page = admin.open("/customers?columns=short_name,level&sort=name")
    cell = page.locator("tbody tr").first.locator("td").nth(2)
    before, word = cell.inner_text(), any_word()
    cell.dblclick()
    cell.locator("input").fill("不要")
    page.keyboard.press("Escape")
    expect(cell).to_have_text(before)
    cell.dblclick()
    cell.locator("input").fill(word)
    page.keyboard.press("Enter")
    expect(cell).to_have_text(word)
    page.locator("[data-toasts]").get_by_role("button", name="撤销").first.click()
    expect(page.locator("tbody tr").first.locator("td").nth(2)).to_have_text(before)


def test_a_cell_that_is_wrong_says_so_and_keeps_what_was_typed(admin: Visitor) -> None:
    page = admin.open("/customers?columns=email&sort=name")
    admin.complaints.clear()
    cell = page.locator("tbody tr").first.locator("td").nth(2)
    page.locator("tbody tr").first.locator("td.first").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    cell.locator("input").fill("not an address")
    page.keyboard.press("Enter")
    expect(cell.locator("input")).to_have_value("not an address")
    expect(cell).to_contain_text("不是")
    page.keyboard.press("Escape")
    admin.complaints[:] = [one for one in admin.complaints if "422" not in one]


def test_a_row_opens_beside_the_list_and_the_arrows_go_to_the_next(admin: Visitor) -> None:
    page = admin.open("/customers?sort=name")
    links = page.locator("a[data-panel]")
    first, second = links.nth(0).inner_text(), links.nth(1).inner_text()
    links.nth(0).click()
    title = page.locator("[data-panel-title]")
    expect(title).to_have_text(first)
    expect(page).to_have_url(re.compile("panel="))
    page.keyboard.press("ArrowDown")
    expect(title).to_have_text(second)
    page.reload()
    expect(title).to_have_text(second)
    title.focus()
    page.keyboard.press("Escape")
    expect(title).to_have_count(0)


def test_shift_chooses_a_range_and_all_that_match_are_changed_at_once(admin: Visitor) -> None:
    page = admin.open("/customers?q=苏州&view=all")
    total = int(re.sub(r"\D", "", page.locator(".list-foot .muted").first.inner_text()))
    page.locator("[data-pick]").nth(0).click()
    page.locator("[data-pick]").nth(3).click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-count]")).to_contain_text("4")
    page.locator("[data-pick-page]").click()
    if page.locator("[data-bulk-all]").is_visible():
        page.locator("[data-bulk-all]").click()
    expect(page.locator("[data-bulk-count]")).to_contain_text(str(total))
    page.locator("[data-bulk] button[hx-get$='/actions/update']").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("select[name=field]").select_option("short_name")
    dialog.locator("input[name=short_name]").fill("苏州一批")
    dialog.locator(".btn-primary").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    admin.open("/customers?q=苏州&view=all&columns=short_name&limit=200")
    written = page.locator("tbody tr td:nth-child(3)").all_inner_texts()
    assert len(written) == total
    assert set(written) == {"苏州一批"}


def test_a_card_of_the_board_is_moved_by_keyboard(admin: Visitor) -> None:
    page = admin.open("/customers?display=status")
    card = page.locator("[data-column]").nth(0).locator("[data-card]").first
    pk = card.get_attribute("data-card")
    card.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    with page.expect_response(lambda answer: "/move" in answer.url) as moved:
        page.keyboard.press("Space")
    assert moved.value.ok
    admin.open("/customers?display=status")
    assert page.locator("[data-column]").nth(1).locator(f"[data-card='{pk}']").count() == 1


def test_a_card_that_may_not_be_moved_goes_back_with_the_reason(
    visitor: Callable[..., Visitor], admin: Visitor
) -> None:
    frozen = (
        admin.open("/customers?display=status")
        .locator("[data-column]")
        .nth(2)
        .locator("[data-card]")
        .first.get_attribute("data-card")
    )
    token = next(one["value"] for one in admin.context.cookies() if one["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": admin.book.address, "HX-Request": "true"}
    answer = admin.context.request.post(
        f"{admin.book.address}/customers/actions/freeze", form={"ids": str(frozen), "reason": "欠款"}, headers=headers
    )
    assert answer.ok
    page = admin.open("/customers?display=status&view=all")
    card = page.locator(f"[data-card='{frozen}']")
    card.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    expect(page.locator("[data-toasts]")).to_contain_text("冻结")
    expect(page.locator("[data-column]").nth(2).locator(f"[data-card='{frozen}']")).to_have_count(1)
    admin.complaints[:] = [one for one in admin.complaints if "409" not in one]


def test_a_phone_has_a_bar_at_the_bottom_and_the_list_fits(visitor: Callable[..., Visitor]) -> None:
    phone = visitor("zhoumin", viewport={"width": 360, "height": 740}, has_touch=True)
    page = phone.open("/customers")
    bar = page.locator(".bottombar")
    expect(bar).to_be_visible()
    expect(page.locator(".rail")).to_be_hidden()
    assert not phone.sideways()
    bar.get_by_role("link", name="联系人").click()
    page.wait_for_url("**/contacts")
    phone.settle()
    assert not phone.sideways()
    page.locator("a[data-panel]").first.click()
    expect(page.locator("[data-panel-title]")).to_be_visible()
    assert not phone.sideways()
