"""The pictures of the README: the product as it is today, in both languages, some in the dark.

python -m tests.screens.readme [-o FOLDER]    # with a whole demo book; writes docs/images/zh and docs/images/en
"""

from __future__ import annotations

import argparse
import base64
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Page, sync_playwright

from tests.browser.book import ADMINISTRATOR, SELLER, WHOLE, Book, served_book
from tests.browser.pages import asked, first_id
from tests.browser.visitor import CHROMIUM, FLAGS, Visitor, visit

OUT = Path(__file__).resolve().parents[2] / "docs" / "images"
LANGUAGES = {"zh-hans": "zh", "en": "en"}
LAPTOP, PHONE = {"width": 1366, "height": 860}, {"width": 360, "height": 760}
SMALLER = """async source => {
    const picture = new Image();
    picture.src = source;
    await picture.decode();
    const sheet = document.createElement('canvas');
    [sheet.width, sheet.height] = [picture.width, picture.height];
    sheet.getContext('2d').drawImage(picture, 0, 0);
    return sheet.toDataURL('image/webp', 0.72);
}"""


class Picture(NamedTuple):
    """A picture: its name, the page, what is done there first, and its themes."""

    name: str
    path: str
    first: Callable[[Page], None] | None = None
    themes: tuple[str, ...] = ("light",)


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-o", "--out", type=Path, default=OUT, help="folder for the pictures")
    parser.add_argument("--home", type=Path, help="a data directory to keep the book in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served_book(options.home or Path(folder) / "home", WHOLE) as book:
        take(book, options.out)


def take(book: Book, out: Path) -> None:
    """Take all pictures of a served book."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        blank = browser.new_page()
        seller, keeper = visit(browser, book, SELLER), visit(browser, book, ADMINISTRATOR)
        phone = visit(browser, book, SELLER, viewport=PHONE, device_scale_factor=2)
        for language, short in LANGUAGES.items():
            for visitor, pictures in (
                (seller, of_a_seller(seller)), (keeper, of_the_office(keeper)), (phone, on_a_phone(phone)),
            ):  # fmt: skip
                visitor.prefer(language=language)
                for one in pictures:
                    for theme in one.themes:
                        visitor.prefer(theme=theme)
                        place = out / short / f"{one.name}{'-dark' if theme == 'dark' else ''}.webp"
                        keep(blank, picture_of(visitor, one), place)
        browser.close()


def of_a_seller(visitor: Visitor) -> list[Picture]:
    """What a seller works with."""
    deals = asked(visitor, "opportunities", sort="-amount", limit="1", **{"filter[state]": "open"})["items"]
    customer = deals[0]["customer"] if deals else first_id(visitor, "customers")
    both = ("light", "dark")
    return [
        Picture("today", "/"),
        Picture("list", "/customers", themes=both),
        Picture("card", f"/customers/{customer}"),
        Picture("board", "/opportunities?display=stage", themes=both),
        Picture("palette", "/customers", search),
    ]


def of_the_office(visitor: Visitor) -> list[Picture]:
    """Documents, money, and what the book adds up to."""
    order = first_id(visitor, "orders", **{"filter[state]": "awaiting"}) or first_id(visitor, "orders")
    known = asked(visitor, "customers", limit="3")["items"]
    return [
        Picture("order", f"/orders/{order}"),
        Picture("calendar", "/opportunities?display=calendar"),
        Picture("owed", "/money"),
        Picture("report", "/reports/sales?by=month&split=owner&chart=bar"),
        Picture("import", "/imports/new?entity=customers", partial(checked_list, known)),
        Picture("history", f"/customers/{first_id(visitor, 'customers', sort='-updated_at')}/history"),
    ]


def on_a_phone(visitor: Visitor) -> list[Picture]:
    """The first page in a hand."""
    return [Picture("phone", "/", themes=("dark",))]


def search(page: Page) -> None:
    """Find companies by the sound of a part of their names."""
    page.keyboard.press("Control+k")
    page.locator("#palette-field").press_sequentially("suzhou", delay=60)
    page.locator("#palette mark").first.wait_for()


def checked_list(known: list[dict[str, Any]], page: Page) -> None:
    """A list from a fair, looked at before anything is written: new customers, known ones, and rows with mistakes."""
    rows = ["客户名称,级别,主要电话,地区,街道地址,备注"]
    rows += [f"{one['name']},B,{one['main_phone']},,,展会再次到访" for one in known]
    rows += [
        "宁波东钱湖泵业有限公司,A,0574-88104420,浙江省宁波市,东钱湖大道 18 号,要样机资料",
        "嘉兴秀洲纺织机械厂,B,0573-82207715,浙江省嘉兴市,秀洲区加创路 321 号,",
        "芜湖鸠江模塑科技有限公司,C,0553-5741806,安徽省芜湖市,鸠江区永安路 9 号,三月后联系",
        "泰州海陵液压件有限公司,特级,0523-86990127,江苏省泰州市,海陵区迎春东路 66 号,",
        ",B,0512-65330091,江苏省苏州市,,名片看不清",
    ]
    content = "\r\n".join(rows).encode()
    page.locator("input[type=file]").set_input_files(
        {"name": "展会名单.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.locator("#import-new .btn-primary").first.click()
    page.locator("button[name=do][value=check]").click()
    page.locator("form[action$='/run'] .btn-primary").wait_for(timeout=90_000)


def picture_of(visitor: Visitor, one: Picture) -> bytes:
    """The open page as a PNG, when all of it is there and nothing moves."""
    page = visitor.open(one.path)
    if one.first:
        one.first(page)
    page.wait_for_timeout(900)  # charts draw themselves for a moment
    return page.screenshot(animations="disabled")


def keep(blank: Page, picture: bytes, place: Path) -> None:
    """Write a picture as WebP, a third of the size; the browser makes it."""
    source = "data:image/png;base64," + base64.b64encode(picture).decode()
    made: str = blank.evaluate(SMALLER, source)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(base64.b64decode(made.partition(",")[2]))


if __name__ == "__main__":
    main()
