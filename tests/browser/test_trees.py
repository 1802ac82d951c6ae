"""Trees: who reports to whom at a customer, and the departments of the company."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import asked, first_id
from tests.browser.visitor import Visitor, any_word


def posted(visitor: Visitor, path: str, **values: object) -> str:
    """Make a record through the interface; its id."""
    token = next(one["value"] for one in visitor.context.cookies() if one["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": visitor.book.address}
    answer = visitor.context.request.post(f"{visitor.book.address}/api/v1/{path}", data=values, headers=headers)
    assert answer.ok, answer.text()[:300]
    return str(answer.json()["id"])


@pytest.fixture
def chart(admin: Visitor) -> tuple[str, str, str]:
    """A customer with a director and a buyer who reports to nobody yet; the address of the chart and both names."""
    customer = posted(admin, "customers", name=f"{any_word()}有限公司")
    director, buyer = f"总{any_word()[:2]}", f"采{any_word()[:2]}"
    posted(admin, "contacts", name=director, customer=customer, post="总经理")
    posted(admin, "contacts", name=buyer, customer=customer, post="采购员")
    return f"/customers/{customer}/insights/org-chart", director, buyer


def test_the_chart_shows_who_reports_to_whom_once_it_is_said(admin: Visitor, chart: tuple[str, str, str]) -> None:
    path, director, buyer = chart
    page = admin.open(path)
    expect(page.locator(".org-top > li")).to_have_count(2)
    page.get_by_role("button", name=re.compile(buyer)).click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    assert admin.axe() == []
    box = dialog.get_by_role("combobox").first
    box.fill(director)
    dialog.get_by_role("option", name=re.compile(director)).first.click()
    dialog.locator("button[type=submit], .btn-primary").last.click()
    below = page.locator(".org-top > li", has_text=director).locator(".org-below")
    expect(below).to_contain_text(buyer)
    expect(page.locator(".org-top > li")).to_have_count(1)
    below.locator("summary").first.press("Enter")
    expect(below.get_by_text(buyer)).to_be_hidden()


def test_the_chart_fits_a_phone_and_its_figures_say_why(admin: Visitor, chart: tuple[str, str, str]) -> None:
    path, director, _buyer = chart
    admin.page.set_viewport_size({"width": 360, "height": 740})
    page = admin.open(path)
    assert not admin.sideways()
    assert admin.axe() == []
    page.locator(".org-person", has_text=director).locator(".org-score").click()
    page.wait_for_url(re.compile(r"/contacts/\d+/insights/influence"))
    expect(page.locator(".influence-table")).to_contain_text("总经理")


def row(page: Page, name: str) -> Locator:
    """The row of a department."""
    return page.locator("[data-node]", has=page.get_by_role("link", name=name, exact=True))


def depth(page: Page, name: str) -> int:
    """How deep a department stands."""
    return int(row(page, name).locator(".tree").get_attribute("data-depth") or 0)


@pytest.fixture
def units(admin: Visitor) -> tuple[str, str]:
    """Two new departments, one after the other below the same one."""
    top = next(one["id"] for one in asked(admin, "departments", limit="100")["items"] if not one["parent"])
    names = tuple(f"{letter}{any_word()}" for letter in "子丑")
    for place, name in enumerate(names):
        posted(admin, "departments", name=name, parent=top, position=90 + place)
    return names[0], names[1]


def test_a_department_is_moved_by_the_arrow_keys_of_its_handle(admin: Visitor, units: tuple[str, str]) -> None:
    page = admin.open("/settings/departments")
    first, second = units
    here = depth(page, second)
    grip = row(page, second).locator("[data-grip]")
    grip.focus()
    page.keyboard.press("ArrowRight")
    expect(row(page, second).locator(f".tree[data-depth='{here + 1}']")).to_be_visible()
    admin.settle()
    expect(row(page, second).locator("[data-grip]")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(row(page, second).locator(f".tree[data-depth='{here}']")).to_be_visible()
    admin.settle()
    page.keyboard.press("ArrowUp")
    names = page.locator("[data-node] .tree a")
    expect(names.filter(has_text=re.compile(f"{first}|{second}"))).to_have_text([second, first])


def test_a_department_is_dragged_into_another_and_the_toast_takes_it_back(
    admin: Visitor, units: tuple[str, str]
) -> None:
    page = admin.open("/settings/departments")
    first, second = units
    here = depth(page, second)
    row(page, second).locator("[data-grip]").drag_to(row(page, first))
    expect(row(page, second).locator(f".tree[data-depth='{here + 1}']")).to_be_visible()
    page.locator(".toast").get_by_role("button", name="撤销").last.click()
    expect(row(page, second).locator(f".tree[data-depth='{here}']")).to_be_visible()


def test_where_nothing_can_be_dragged_a_button_asks_for_the_new_place(admin: Visitor, units: tuple[str, str]) -> None:
    admin.page.set_viewport_size({"width": 360, "height": 740})
    page = admin.open("/settings/departments")
    first, second = units
    here = depth(page, second)
    row(page, second).locator("[hx-get*='actions/move']").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("combobox").first.fill(first)
    dialog.get_by_role("option", name=re.compile(first)).first.click()
    dialog.locator("button[type=submit], .btn-primary").last.click()
    expect(row(page, second).locator(f".tree[data-depth='{here + 1}']")).to_be_attached()


def test_departments_open_in_the_set_up_whatever_way_one_comes(admin: Visitor) -> None:
    page = admin.open("/settings")
    admin.follow(f"/departments/{first_id(admin, 'departments')}")
    expect(page.locator(".rail [data-rail][aria-current=page]")).to_have_attribute("href", "/settings")
    admin.follow("/customers")
    expect(page.locator(".rail [data-rail][aria-current=page]")).to_have_attribute("href", "/customers")
