"""One record as people work with it: made, changed, looked back at, handed over, merged; and the palette."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from playwright.sync_api import Page, expect

from tests.browser.book import ADMINISTRATOR, PASSWORD
from tests.browser.visitor import SIGNED_IN, Visitor, any_word
from zhike.config.testing import AT_HOME


def unfold(page: Page) -> None:
    """Open all sections of a form."""
    page.evaluate("document.querySelectorAll('details').forEach(section => { section.open = true; })")


def make_customer(visitor: Visitor, name: str, **fields: str) -> str:
    """Create a customer by its form; the address of its card."""
    page = visitor.open("/customers/new")
    unfold(page)
    page.locator("input[name=name]").fill(name)
    for field, value in fields.items():
        page.locator(f"input[name={field}]").fill(value)
    page.locator("form.form .form-foot .btn-primary").click()
    page.wait_for_url(re.compile(r"/customers/\d+$"))
    visitor.settle()
    return page.url.removeprefix(visitor.book.address)


def test_signing_in_needs_the_right_password_and_signing_out_closes_the_door(visitor: Callable[..., Visitor]) -> None:
    someone = visitor("maxiaodong")
    page = someone.open("/")
    expect(page.locator("h1")).to_contain_text("马晓东")
    page.locator("[popovertarget=person-menu]").click()
    page.locator("#person-menu").get_by_role("menuitem", name="退出").click()
    page.wait_for_url("**/sign-in**")
    del SIGNED_IN[someone.book.address, "maxiaodong"]  # these cookies open nothing any more
    page.goto(f"{someone.book.address}/customers")
    page.wait_for_url("**/sign-in**")
    page.locator("input[name=username]").fill("maxiaodong")
    page.locator("input[name=password]").fill(PASSWORD + "?")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("密码")
    assert "/sign-in" in page.url
    someone.complaints[:] = [
        one for one in someone.complaints if "422" not in one and "401" not in one and "403" not in one
    ]


def test_the_palette_finds_by_pinyin_and_opens_with_enter(admin: Visitor) -> None:
    make_customer(admin, "杭州西子湖畔茶业有限公司")
    page = admin.open("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("xzhp")
    expect(page.locator("#palette-results")).to_contain_text("西子湖畔")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/customers/\d+"))


def test_the_palette_waits_for_the_input_method(admin: Visitor) -> None:
    page = admin.open("/customers")
    page.keyboard.press("Control+k")
    session = admin.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "su zhou", "selectionStart": 7, "selectionEnd": 7})
    page.keyboard.press("Enter")
    assert page.locator("#palette").evaluate("palette => palette.open")
    session.send("Input.insertText", {"text": "苏州"})
    expect(page.locator("#palette-field")).to_have_value("苏州")
    expect(page.locator("#palette-results")).to_contain_text("苏州")


def test_what_looks_alike_is_shown_while_typing(admin: Visitor) -> None:
    make_customer(admin, "宁波海曙精工机械有限公司")
    page = admin.open("/customers/new")
    page.locator("input[name=name]").fill("宁波海曙精工机械公司")
    page.keyboard.press("Tab")
    expect(page.locator(".field-warning, .duplicates").first).to_contain_text("宁波海曙精工机械有限公司")


def test_of_two_who_save_the_same_record_the_second_is_told_and_loses_nothing(
    admin: Visitor, visitor: Callable[..., Visitor]
) -> None:
    card = make_customer(admin, "温州两人同改有限公司")
    other = visitor(ADMINISTRATOR)
    first, second = admin.open(f"{card}/edit"), other.open(f"{card}/edit")
    for page in (first, second):
        unfold(page)
    first.locator("input[name=short_name]").fill("先到")
    first.locator("form.form .form-foot .btn-primary").click()
    first.wait_for_url(f"**{card}")
    second.locator("input[name=short_name]").fill("后到")
    second.locator("form.form .form-foot .btn-primary").click()
    expect(second.locator("[role=alert]")).to_be_visible()
    expect(second.locator("input[name=short_name]")).to_have_value("后到")
    second.locator("form.form .form-foot .btn-primary").click()
    second.wait_for_url(f"**{card}")
    other.complaints[:] = [one for one in other.complaints if "422" not in one and "409" not in one]


def test_a_note_and_a_task_come_onto_the_timeline(admin: Visitor) -> None:
    card = make_customer(admin, "嘉兴时间线有限公司")
    page = admin.open(card)
    page.locator(".composer textarea").fill("电话里说好下周寄样品")
    page.locator(".composer .btn-primary").click()
    expect(page.locator("#timeline")).to_contain_text("下周寄样品")
    page.locator(".composer [data-kind=task]").click()
    page.locator(".composer textarea").fill("寄样品")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("寄样品")


def test_a_fact_is_changed_where_it_stands_and_the_history_knows_and_undoes_it(admin: Visitor) -> None:
    card = make_customer(admin, "绍兴事实有限公司", short_name="老名字")
    page = admin.open(card)
    page.locator("[data-fact-url$='/facts/short_name']").first.click()
    page.locator("dd form input[name=short_name]").fill("新名字")
    page.keyboard.press("Enter")
    expect(page.locator("[data-fact-url$='/facts/short_name']").first).to_contain_text("新名字")
    page = admin.open(f"{card}/history")
    expect(page.locator("#history")).to_contain_text("老名字")
    expect(page.locator("#history")).to_contain_text("新名字")
    page.locator("#history").get_by_role("button", name="撤销").first.click()
    admin.settle()
    page = admin.open(card)
    expect(page.locator("main")).to_contain_text("老名字")


def test_a_record_is_shown_as_it_was_on_a_day(admin: Visitor) -> None:
    page = admin.open("/customers?sort=created_at")
    page = admin.open(page.locator("a[data-panel]").first.get_attribute("href") + "/history")  # type: ignore[operator]
    page.locator("input[name=on]").fill(datetime.now(AT_HOME).date().isoformat())
    page.locator(".history-tools .btn").first.click()
    page.wait_for_url("**on=**")
    admin.settle()
    expect(page.locator("main")).to_contain_text("原貌")


def choose(page: Page, name: str, words: str) -> None:
    """Find a record in a combobox by typing and take the first hit."""
    box = page.locator(
        f"dialog[open] [role=combobox][name='{name}'], dialog[open] [data-name='{name}'] [role=combobox]"
    )
    field = box if box.count() else page.locator("dialog[open] [role=combobox]").first
    field.first.fill(words)
    page.locator("dialog[open] [role=option]", has_text=words).first.click()


def test_a_customer_is_handed_to_a_colleague_and_back_by_undo(admin: Visitor) -> None:
    card = make_customer(admin, "湖州移交有限公司")
    page = admin.open(card)
    page.locator("[hx-get^='/customers/actions/transfer']").first.click()
    choose(page, "to", "周敏")
    page.locator("dialog[open] .dialog-foot .btn-primary").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    page = admin.open(card)
    expect(page.locator("main")).to_contain_text("周敏")


def test_two_customers_are_merged_field_by_field(admin: Visitor) -> None:
    word = f"金华{any_word()}"
    make_customer(admin, f"{word}甲有限公司")
    make_customer(admin, f"{word}乙有限公司")
    page = admin.open(f"/customers?q={word}&view=all")
    expect(page.locator("[data-pick]")).to_have_count(2)
    page.locator("[data-pick-page]").click()
    page.locator("[data-bulk] button[hx-get$='/actions/merge']").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text(f"{word}甲有限公司")
    dialog.locator(".dialog-foot .btn-primary, .dialog-foot .btn-danger").first.click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    admin.open(f"/customers?q={word}&view=all")
    expect(page.locator("[data-pick]")).to_have_count(1)


def test_leaving_a_form_with_changes_asks_first(admin: Visitor) -> None:
    page = admin.open("/customers/new")
    page.locator("input[name=name]").fill("还没存")
    page.on("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog"):
        page.locator(".rail a[href='/contacts']").click()
    assert "/customers/new" in page.url
    page.locator("input[name=name]").fill("")
