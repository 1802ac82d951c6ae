"""The pieces of the look work in a real browser, under the strict policy, in both themes and at every size."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

PAGES = ["", "list", "card", "board", "home", "sign-in", "errors/404"]
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FINDINGS = "axe.run({resultTypes: ['violations']}).then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
# Playwright keeps an event loop in this thread, which Django takes for a danger to its connections.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 860}, locale="zh-CN", reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def gallery_server() -> Iterator[LiveServer]:
    """The gallery asks no database: nothing must be emptied after each test, as pytest-django's own server would do."""
    with override_settings(ALLOWED_HOSTS=["localhost"], ROOT_URLCONF="zhike.doors.web.gallery.alone"):
        server = LiveServer("localhost")
        yield server
        server.stop()


@pytest.fixture
def gallery(gallery_server: LiveServer) -> str:
    return f"{gallery_server}/gallery/"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1366, 1920])
def test_axe_finds_nothing_and_nothing_sticks_out(page: Page, gallery: str, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 860})
    for name in PAGES:
        page.goto(f"{gallery}{name}?theme={theme}")
        # Through the protocol: the page's own policy refuses a script element.
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
        found = page.evaluate(FINDINGS)
        assert found == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_no_page_breaks_the_policy_or_throws(page: Page, gallery: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    # The gallery has no news to tell: 204 ends an event stream for good (HTML, 9.2.3).
    page.route("**/events", lambda route: route.fulfill(status=204))
    for name in PAGES:
        page.goto(f"{gallery}{name}", wait_until="networkidle")
    assert complaints == []


def test_the_palette_opens_what_was_typed_even_when_enter_comes_first(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}list", wait_until="networkidle")
    page.keyboard.press("Control+k")
    page.keyboard.type("华宸")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gallery/card")


def test_shift_chooses_a_range_and_all_that_match(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}list", wait_until="networkidle")
    page.locator("[data-pick]").nth(1).click()
    page.locator("[data-pick]").nth(5).click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-count]")).to_contain_text("5")
    page.locator("[data-pick-page]").click()
    page.locator("[data-bulk-all]").click()
    expect(page.locator("[data-bulk-count]")).to_contain_text("4,212")


def test_a_cell_is_edited_and_escape_takes_it_back(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}list", wait_until="networkidle")
    cell = page.locator("tbody tr").first.locator("td").nth(2)
    cell.dblclick()
    page.locator(".cell-form select").select_option("B")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cell-form", state="detached")
    expect(cell).to_have_text("B")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cell-form")
    page.keyboard.press("Escape")
    expect(cell).to_have_text("B")


def test_the_side_panel_is_in_the_address_and_follows_back(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}list", wait_until="networkidle")
    page.locator("a[data-panel]").first.click()
    page.wait_for_selector(".side-panel h2:has-text('华宸')")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".side-panel h2:has-text('云帆')")
    expect(page).to_have_url(re.compile("panel=2"))
    page.keyboard.press("Escape")
    page.wait_for_selector(".side-panel", state="detached")
    page.go_back()
    page.wait_for_selector(".side-panel h2:has-text('云帆')")


def test_a_refused_move_of_a_card_goes_back_with_the_reason(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}board", wait_until="networkidle")
    page.locator('[data-card="30"]').focus()
    for key in (" ", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector(".toast-error:has-text('报价')")
    expect(page.locator('[data-column="3"] [data-card="30"]')).to_have_count(1)


def test_leaving_a_changed_form_asks(page: Page, gallery: str) -> None:
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.goto(gallery, wait_until="networkidle")
    page.locator("#id_credit_limit").fill("1234567.5")
    page.keyboard.press("Tab")
    expect(page.locator("#id_credit_limit")).to_have_value("1,234,567.5")
    with page.expect_event("dialog"):
        page.locator(".rail a[href='/gallery/board']").click()
    assert page.url == gallery
