"""A messy list comes in through the browser: mapped, checked, run, its bad rows given back, and all of it undone."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.visitor import Visitor, any_word


def messy_list(folder: Path, word: str) -> Path:
    """Five rows in GB18030: three good ones, one without a name, one with a wrong mail address."""
    rows = [
        "客户名称,电话,邮箱,级别,备注",
        f"{word}一号有限公司,0571-88880001,a@example.com,A,-",
        f"{word}二号有限公司,0571-88880002,,B,NULL",
    ]
    rows += [
        ",0571-88880003,c@example.com,A,没有名字",
        f"{word}四号有限公司,0571-88880004,not-an-address,A,",
        f"{word}五号有限公司,,,C,最后",
    ]
    place = folder / f"{word}.csv"
    place.write_bytes("\r\n".join(rows).encode("gb18030"))
    return place


def test_a_messy_list_is_brought_in_its_bad_rows_are_given_back_and_it_is_undone(
    admin: Visitor, tmp_path: Path
) -> None:
    word = any_word()
    page = admin.open("/imports/new?entity=customers")
    page.locator("input[type=file]").set_input_files(messy_list(tmp_path, word))
    page.get_by_role("button", name="下一步").or_(page.locator("#import-new .btn-primary")).first.click()
    page.wait_for_url(re.compile(r"/imports/\d+"))
    expect(page.locator(".import-column")).to_have_count(5)
    assert admin.axe() == []
    mapped = [select.input_value() for select in page.locator(".import-column select").all()]
    assert mapped[:4] == ["name", "main_phone", "email", "level"]
    page.locator("button[name=do][value=check]").click()
    start = page.locator("form[action$='/run'] .btn-primary")
    expect(start).to_be_visible(timeout=90_000)
    expect(page.locator("main")).to_contain_text("not-an-address")
    assert admin.axe() == []
    start.click()
    expect(page.locator("[role=status]")).to_contain_text("3", timeout=90_000)
    assert admin.axe() == []
    with page.expect_download() as given:
        page.locator("a[download]").first.click()
    rejects = Path(given.value.path()).read_text("utf-8-sig")
    assert "not-an-address" in rejects
    assert "没有名字" in rejects
    admin.open(f"/customers?q={word}&view=all")
    expect(page.locator("[data-pick]")).to_have_count(3)
    admin.open("/imports")
    page.get_by_role("link", name=f"{word}.csv").first.click()
    page.locator("[hx-post$='/undo']").click()
    expect(page.locator("main")).to_contain_text("已撤销", timeout=90_000)
    admin.open(f"/customers?q={word}&view=all")
    expect(page.locator("[data-pick]")).to_have_count(0)
