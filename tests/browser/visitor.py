"""A person at a browser: signs in once, opens pages, and hears what the browser complains about."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.book import PASSWORD, Book

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
FINDINGS = """([within, rules]) => axe.run(within || document, {
    resultTypes: ['violations'], preload: false, ...(rules.length ? {runOnly: rules} : {}),
}).then(found => found.violations.map(
    one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')))"""
FOLLOW = """path => {
    const link = document.createElement('a');
    link.href = path;
    document.querySelector('#page').dataset.left = '';
    document.querySelector('.frame').append(link);
    htmx.process(link);
    link.click();
    link.remove();
}"""
SIGNED_IN: dict[tuple[str, str], Any] = {}
"""The cookies of whoever has signed in, by the address of the book and the name."""
SETTLED = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"


def any_word() -> str:
    """A word that no other test uses."""
    return "".join(secrets.choice("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥") for _sign in range(6))


@dataclass
class Visitor:
    """A signed-in person with one page open."""

    book: Book
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a page and wait until nothing is on its way any more."""
        self.page.goto(f"{self.book.address}{path}", wait_until="load", timeout=60_000)
        self.settle()
        return self.page

    def follow(self, path: str) -> Page:
        """Go on to a page as people do, by a link: only what differs is loaded."""
        self.page.evaluate(FOLLOW, path)
        try:
            self.page.wait_for_selector("#page:not([data-left])", state="attached", timeout=40_000)
        except TooLate:
            # What answers with a refusal is not put into the page: it is opened as if its address had been typed.
            self.open(path)
        self.page.wait_for_load_state()
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until htmx has nothing on its way; a stream of events never ends and is not waited for."""
        self.page.wait_for_function(SETTLED)

    def prefer(self, **choices: str) -> None:
        """Set language, theme or density as the person menu does."""
        token = next((one["value"] for one in self.context.cookies() if one["name"] == "csrftoken"), "")
        answer = self.context.request.post(
            f"{self.book.address}/preferences",
            form=choices,
            headers={"X-CSRFToken": token, "Referer": self.book.address},
        )
        assert answer.ok, (answer.status, answer.text()[:200])

    def axe(self, *rules: str, within: str = "") -> list[str]:
        """What axe-core finds on the open page or within a part of it, by all rules or by these.

        It is loaded by the protocol, as the page's policy refuses foreign scripts.
        """
        if not self.page.evaluate("'axe' in window"):
            session = self.context.new_cdp_session(self.page)
            session.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
            session.detach()
        found: list[str] = self.page.evaluate(FINDINGS, [within, rules])
        return found

    def look(self, theme: str, width: int) -> None:
        """See the open page in a theme and at a width, when colours and places have come to rest."""
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.evaluate(
            """theme => {
                document.documentElement.dataset.theme = theme;
                // What draws no frame, or moves something that can't be finished, must not be waited for for ever.
                return new Promise(done => {
                    setTimeout(done, 3000);
                    requestAnimationFrame(() => requestAnimationFrame(() => {
                        for (const one of document.getAnimations()) {
                            const end = one.effect?.getComputedTiming().endTime ?? Infinity;
                            if (end !== Infinity && one.playbackRate !== 0) one.finish();
                        }
                        requestAnimationFrame(() => done());
                    }));
                });
            }""",
            theme,
        )

    def sideways(self) -> bool:
        """Whether the page can be scrolled sideways as a whole."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    def heard(self, message: ConsoleMessage) -> None:
        """Keep what the browser complains about."""
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")


def visit(browser: Browser, book: Book, username: str, **options: Any) -> Visitor:
    """Open a browser of one's own in which the person is signed in: by the page the first time, then by its cookies."""
    wanted: dict[str, Any] = {
        "viewport": {"width": 1366, "height": 860},
        "locale": "zh-CN",
        "reduced_motion": "reduce",
    } | options
    known = SIGNED_IN.get((book.address, username))
    context = browser.new_context(**wanted, storage_state=known)
    context.set_default_timeout(45_000)  # a busy machine takes its time
    page = context.new_page()
    visitor = Visitor(book, context, page)
    page.on("console", visitor.heard)
    page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    if known is None:
        sign_in(visitor, username)
        SIGNED_IN[book.address, username] = {"cookies": context.storage_state()["cookies"], "origins": []}
    return visitor


def sign_in(visitor: Visitor, username: str) -> None:
    """Sign in by the page, as people do."""
    page = visitor.page
    page.goto(f"{visitor.book.address}/sign-in")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
