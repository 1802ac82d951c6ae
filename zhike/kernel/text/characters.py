"""Folding text to the form in which it is compared, and cutting it into runs of one script."""

import re
import unicodedata
from functools import lru_cache

# Scripts written without spaces: CJK ideographs and extensions, 〇, kana, Hangul.
CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
RUNS = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")

_NAME_LENGTH = 80
_CJK_CHARACTER = re.compile(f"[{CJK}]")
_ACCENTED = re.compile("[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff\u0386-\u04ff]")


def folded(text: str) -> str:
    """Return NFKC, case-folded text with Latin accents removed (ü stays u): Ｃafé → cafe."""
    if text.isascii():
        return text.lower()
    return _remembered(text) if len(text) <= _NAME_LENGTH else _folded(text)


def _folded(text: str) -> str:
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    if _ACCENTED.search(text):
        bare = "".join([each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each)])
        text = unicodedata.normalize("NFC", bare)
    return text.casefold()


_remembered = lru_cache(maxsize=4096)(_folded)
"""Search, mnemonic and duplicates all ask for the same names, in turns for the rows of a chunk."""


def is_cjk(run: str) -> bool:
    """Tell whether a run found by `RUNS` is of a script without spaces."""
    return not run.isascii() and _CJK_CHARACTER.match(run) is not None
