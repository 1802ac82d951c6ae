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


def said() -> dict[str, list[str]]:
    """Every msgid with the places that say it. Tests and the gallery of pieces speak to nobody."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt") or {"tests", "migrations", "gallery", "static"} & set(
            path.parts
        ):
            continue
        for line, message in words_of(path):
            found[message].append(f"{path.relative_to(PACKAGE.parent)}:{line}")
    return dict(found)


def words_of(path: Path) -> Iterator[tuple[int, str]]:
    """The msgids of one source with their lines."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What stands between the words must not look like Python that is indented wrongly.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).split("\n"))
    for line, message, _comments, _context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        for one in message if isinstance(message, tuple) else (message,):
            if one:
                yield line, one
                if isinstance(message, tuple):
                    break


def translated() -> dict[str, str]:
    """Every msgid that has Chinese, with it."""
    found = {}
    for path in PACKAGE.rglob("zh_Hans/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(path)):
            words = entry.msgstr or entry.msgstr_plural.get(0, "")
            if words and not entry.obsolete and "fuzzy" not in entry.flags:
                found[entry.msgid] = words
    return found


def missing() -> dict[str, list[str]]:
    """What is said and has no Chinese, neither ours nor Django's own."""
    known = translated()
    return {message: places for message, places in said().items() if message not in known}


if __name__ == "__main__":
    for message, places in missing().items():
        print(f"#: {' '.join(places[:2])}")
        entry = polib.POEntry(msgid=message, msgstr="")
        print(entry)
