"""Opens every page of the demo book in both languages and themes at three widths, and writes pictures with an index.

python -m tests.screens [--only NAME…] [--small] [-o FOLDER]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.book import ADMINISTRATOR, SMALL, WHOLE, served_book
from tests.browser.pages import all_pages
from tests.browser.visitor import CHROMIUM, FLAGS, Visitor, visit

OUT = Path(__file__).resolve().parents[2] / "build" / "screens"
LOOKS = tuple(product(("zh-hans", "en"), ("light", "dark")))
WIDTHS = {360: 760, 1366: 860, 1920: 1080}


def main() -> None:
    """Take all pictures that were asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], help="names of pages")
    parser.add_argument("--small", action="store_true", help="a small book, which is there sooner")
    parser.add_argument("-o", "--out", type=Path, default=OUT, help="folder for the pictures")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        served_book(Path(folder) / "home", SMALL if options.small else WHOLE) as book,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        visitor = visit(browser, book, ADMINISTRATOR)
        pages = {name: path for name, path in all_pages(visitor).items() if not options.only or name in options.only}
        taken = list(pictures(visitor, pages, options.out))
        browser.close()
    index(taken, options.out)
    print(f"{len(taken)} pictures: {options.out / 'index.html'}")
    for complaint in dict.fromkeys(visitor.complaints):
        print(f"The browser says: {complaint}", file=sys.stderr)


def pictures(visitor: Visitor, pages: dict[str, str], out: Path) -> Iterator[tuple[str, str, str, int]]:
    """Take a picture of each page in each look at each width."""
    for language, theme in LOOKS:
        visitor.prefer(language=language)
        visitor.prefer(theme=theme)
        for width, height in WIDTHS.items():
            visitor.page.set_viewport_size({"width": width, "height": height})
            for name, path in pages.items():
                visitor.open(path)
                place = out / f"{language}-{theme}-{width}" / f"{name}.png"
                place.parent.mkdir(parents=True, exist_ok=True)
                visitor.page.screenshot(path=place)
                yield name, language, theme, width


def index(taken: list[tuple[str, str, str, int]], out: Path) -> None:
    """Write a page that shows all pictures, page by page."""
    parts = [
        "<!doctype html><meta charset=utf-8><title>Zhike, every page</title>",
        "<style>body{font:14px sans-serif;margin:24px}",
        "img{border:1px solid #ccc;margin:4px;vertical-align:top;height:300px}</style>",
    ]
    for name in dict.fromkeys(one[0] for one in taken):
        parts.append(f"<h2>{escape(name)}</h2>")
        for _name, language, theme, width in (one for one in taken if one[0] == name):
            source = f"{language}-{theme}-{width}/{name}.png"
            parts.append(
                f'<a href="{source}"><img loading="lazy" src="{source}" alt="{name} {language} {theme} {width}"></a>'
            )
    (out / "index.html").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
