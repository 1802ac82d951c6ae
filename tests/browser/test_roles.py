"""The sheet of a role: what it does not show at once is there when it is wanted, and is not lost when it is not."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.test_trees import posted
from tests.browser.visitor import Visitor, any_word


def test_departments_and_field_rules_are_chosen_where_they_are_asked_for(admin: Visitor) -> None:
    role = posted(admin, "roles", name=any_word())
    page = admin.open(f"/settings/roles/{role}")
    scope = page.locator("select[name='scope:customers:view']")
    chosen = page.locator("select[name='chosen:customers:view']")
    expect(chosen).to_have_count(0)
    scope.select_option("chosen")
    expect(chosen).to_be_visible()
    department = chosen.locator("option").nth(1).get_attribute("value") or ""
    chosen.select_option(department)
    page.locator("details[hx-get$='/rules/customers'] summary").click()
    page.locator("select[name='field:customers:credit_limit']").select_option("0")
    assert admin.axe() == []
    page.locator(".form-foot button[type=submit]").click()
    expect(page.locator("input[type=hidden][name='field:customers:credit_limit']")).to_have_value("0")
    expect(chosen).to_have_values([department])
