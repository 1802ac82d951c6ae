"""All words that the product says, read from its sources, and which of them lack Chinese.

    python -m tests.words            # lists what is missing, ready to be put into a .po file

Sources are Python modules (by Babel) and Django templates (made Python-like by Django itself, then by Babel).
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "zhike"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip


Word = tuple[str | None, str]
"""A context, if one was given, and the English."""


def said() -> dict[Word, list[str]]:
    """Every word with the places that say it. Tests and the gallery of pieces speak to nobody."""
    found: dict[Word, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt") or {"tests", "migrations", "gallery", "static"} & set(
            path.parts
        ):
            continue
        for line, word in words_of(path):
            found[word].append(f"{path.relative_to(PACKAGE.parent)}:{line}")
    return dict(found)


def words_of(path: Path) -> Iterator[tuple[int, Word]]:
    """The words of one source with their lines."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What stands between the words must not look like Python that is indented wrongly.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).split("\n"))
    for line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        english = message[0] if isinstance(message, tuple) else message
        if english:
            yield line, (context, english)


def files() -> dict[str, list[polib.POEntry]]:
    """The translated entries of every file, by the part of the product that it belongs to."""
    return {
        str(path.relative_to(PACKAGE).parents[3]): [
            entry
            for entry in polib.pofile(str(path))
            if chinese(entry) and not entry.obsolete and "fuzzy" not in entry.flags
        ]
        for path in sorted(PACKAGE.rglob("zh_Hans/LC_MESSAGES/django.po"))
    }


def chinese(entry: polib.POEntry) -> str:
    """What an entry says in Chinese, which has no plural."""
    return str(entry.msgstr or entry.msgstr_plural.get(0, ""))


def translated() -> dict[Word, str]:
    """Every word that has Chinese, with it."""
    return {(entry.msgctxt, entry.msgid): chinese(entry) for entries in files().values() for entry in entries}


def missing() -> dict[Word, list[str]]:
    """What is said and has no Chinese, neither ours nor Django's own."""
    known = translated()
    return {word: places for word, places in said().items() if word not in known}


def ambiguous() -> dict[Word, dict[str, str]]:
    """Words that two parts translate differently. There is one catalogue: one of them would win."""
    found: dict[Word, dict[str, str]] = defaultdict(dict)
    for part, entries in files().items():
        for entry in entries:
            found[entry.msgctxt, entry.msgid][part] = chinese(entry)
    return {word: parts for word, parts in found.items() if len(set(parts.values())) > 1}


if __name__ == "__main__":
    for (context, english), places in missing().items():
        print(f"#: {' '.join(places[:2])}")
        print(polib.POEntry(msgctxt=context, msgid=english, msgstr=""))
    for word, parts in ambiguous().items():
        print(word, parts)
    for word in translated().keys() - said().keys():
        print("said nowhere:", word)
