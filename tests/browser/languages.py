"""What stands on a page in the wrong language: words of ours that were left in the other one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from tests.browser.pages import asked
from tests.browser.visitor import Visitor
from tests.words import translated

CHINESE = re.compile("[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
KEY = re.compile(r"^[a-z]+([_.:][a-z]+)+$")
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# Words that are the same in both languages, or that are typed by people.
SAME = re.compile(r"^[A-Z0-9 .,:%/+-]{1,6}$|^(Ctrl|Esc|English|Zhike|admin)$")
# An avatar holds the first letter of a name.
ALL_WORDS = """() => {
    const found = new Set();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const parent = walk.currentNode.parentElement;
        if (parent.closest('script, style, code, textarea, .avatar, [lang]:not(html)')) continue;
        found.add(walk.currentNode.data.trim());
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
        for (const name of ['aria-label', 'title', 'placeholder'])
            found.add((element.getAttribute(name) || '').trim());
    return [...found].filter(Boolean);
}"""


def foreign_words(visitor: Visitor, language: str, data: frozenset[str]) -> list[str]:
    """The texts and labels of the open page that are words of ours in the other language, or names of the program's.

    `data` is what people wrote: it is theirs, in any language.
    """
    words: list[str] = visitor.page.evaluate(ALL_WORDS)
    return sorted(one for one in words if one not in data and is_foreign(one, language))


def written_by_people(visitor: Visitor) -> frozenset[str]:
    """The texts in the records of the book; the entries of dictionaries have both languages and are ours."""
    kinds = [one["key"] for one in asked(visitor, "entities")["items"] if one["key"] != "choices"]
    return frozenset(word for kind in kinds for word in words_in(visitor, kind))


def words_in(visitor: Visitor, kind: str) -> frozenset[str]:
    """All texts in the records of a kind, up to two hundred."""
    records = asked(visitor, kind, limit="200", count="false")["items"]
    return frozenset(value.strip() for record in records for value in record.values() if isinstance(value, str))


@cache
def is_foreign(words: str, language: str) -> bool:
    """Whether a text is ours and was left in the other language."""
    if SAME.match(words):
        return False
    if KEY.match(words):
        return True
    fixed, patterns = ours("en" if language == "zh-hans" else "zh-hans")
    return words in fixed or (len(words) < 200 and any(one.fullmatch(words) for one in patterns))


@cache
def ours(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """All that the product says in a language and says otherwise in the other: fixed, and with places for values."""
    pairs = [(english, chinese) for (_context, english), chinese in translated().items() if english != chinese]
    said = [english if language == "en" else chinese for english, chinese in pairs]
    letters = LATIN if language == "en" else CHINESE
    said = [one for one in said if letters.search(PLACE.sub("", one))]
    return frozenset(one for one in said if not PLACE.search(one)), tuple(patterns(said))


def patterns(said: Iterable[str]) -> Iterable[re.Pattern[str]]:
    """Sentences with places, as patterns that any values fit. A pattern of little more than places says nothing."""
    for one in said:
        parts = PLACE.split(one)
        if len(parts) > 1 and len("".join(parts).strip()) > 3:
            yield re.compile(".+?".join(map(re.escape, parts)), re.DOTALL)
