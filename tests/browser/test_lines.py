"""A quote is typed line by line with the keyboard, in a real browser; the server reckons along."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_record import make_customer
from tests.browser.visitor import Visitor

LATHE = "数控车床"


def cell(page: Page, row: int, column: str) -> Locator:
    """An input of a row, counted from 0, by its column."""
    return (
        page.locator(".lines-table tbody tr")
        .nth(row)
        .locator(f"[name$='.{column}'], [data-name$='.{column}'] [role=combobox]")
        .last
    )


def choose(field: Locator, words: str) -> None:
    """Type into a reference and take the first that is found."""
    field.fill("")
    field.press_sequentially(words)
    options = field.page.locator(".options:popover-open")
    expect(options.locator("[role=option][data-value]").first).to_contain_text(words)
    field.press("Enter")
    expect(options).to_have_count(0)


def test_a_quote_is_typed_with_the_keyboard_and_keeps_what_was_typed(admin: Visitor) -> None:
    make_customer(admin, "绍兴鉴湖泵业有限公司")
    page = admin.open("/quotes/new")
    choose(page.locator("#id_customer"), "鉴湖泵业")
    choose(cell(page, 0, "product"), LATHE)
    expect(cell(page, 0, "price")).not_to_have_value("")
    expect(cell(page, 0, "description")).to_have_value(re.compile(LATHE))
    total = page.locator("[data-sum=total]")
    expect(total).not_to_have_text("—")
    one = total.inner_text()
    cell(page, 0, "quantity").fill("3")
    cell(page, 0, "quantity").press("Enter")
    expect(page.locator(".lines-table tbody tr")).to_have_count(2)
    expect(total).not_to_have_text(one)
    cell(page, 1, "description").fill("包装运输")
    cell(page, 1, "price").fill("-80")
    cell(page, 1, "price").press("Alt+ArrowUp")
    expect(cell(page, 0, "description")).to_have_value("包装运输")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".lines-table .field-error")).to_have_count(1)
    expect(cell(page, 0, "price")).to_have_value("-80")
    expect(cell(page, 1, "quantity")).to_have_value("3")
    cell(page, 0, "price").fill("80")
    page.locator(".lines-table [data-remove]").last.click()
    expect(page.locator(".lines-table tbody tr")).to_have_count(1)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/quotes/\d+$"))
    expect(page.locator(".card-lines")).to_contain_text("包装运输")
    expect(page.locator(".card-lines .lines-sums")).to_contain_text("80")
    admin.complaints[:] = [one for one in admin.complaints if "422" not in one]
