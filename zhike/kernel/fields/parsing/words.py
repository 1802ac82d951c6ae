"""What every reader of values needs: its problem, text made half-width, words for nothing, for yes and for no."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

SHOWN_CHARACTERS = 40
SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u3000\u200b\ufeff]+")
PLACEHOLDERS = frozenset(
    {
        "-", "--", "---", "—", "——", "–", "－", "_", "/", "\\", ".", "?", "？", "*", "n/a", "#n/a", "na", "n.a.",
        "null", "(null)", "<null>", "\\n", "none", "nan", "nat", "nil", "undefined", "select", "-select-",
        "please select", "unknown", "not available", "#value!", "#ref!", "#div/0!", "#name?", "#num!", "#null!",
        "0000-00-00", "0000-00-00 00:00:00", "无", "空", "暂无", "不详", "未知", "未填", "未填写", "没有", "请选择",
        "待补充", "待定", "(空)", "無", "暫無", "不詳",
    }
)  # fmt: skip

TRUE_WORDS = frozenset(
    {"true", "t", "yes", "y", "1", "on", "x", "是", "有", "对", "真", "√", "✓", "✔", "☑", "开", "已"}
)
FALSE_WORDS = frozenset(
    {"false", "f", "no", "n", "0", "off", "否", "无", "没有", "错", "假", "×", "✗", "☐", "关", "未", "不是"}
)
if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Lazy = str | _StrPromise


class ValueProblem(ValueError):
    """A value that can't be read.

    `code` is stable for programs; `message` is lazily translated and already holds the offending text, shortened.
    """

    def __init__(self, code: str, message: Promise | str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


def problem(code: str, template: Lazy, text: object, **more: object) -> ValueProblem:
    """Return a ValueProblem whose lazy `template` has `{text}` filled in with the offending text, cut to 40
    characters.
    """
    shown = SPACES.sub(" ", str(text))
    if len(shown) > SHOWN_CHARACTERS:
        shown = f"{shown[:SHOWN_CHARACTERS]}…"
    return ValueProblem(code, format_lazy(template, text=shown, **more))


def half_width(text: str) -> str:
    """Return text with full-width digits, letters and signs made half-width and the blanks around it removed."""
    return text.strip() if text.isascii() else SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def is_placeholder(text: str, placeholders: frozenset[str] = PLACEHOLDERS) -> bool:
    """Tell whether a cell says "nothing" in one of the many ways people do: "", "-", N/A, NULL, Select, 无, 暂无 …

    `placeholders` are compared without regard to case and to the width of characters; blank text always counts.
    """
    bare = text.strip()
    if not bare:
        return True
    if len(bare) > 24:  # longer than any placeholder: most cells leave here
        return False
    return bare.casefold() in placeholders or half_width(bare).casefold() in placeholders


def parse_boolean(value: object) -> bool:
    """Read yes or no: 是/否, 有/无, Y/N, true/false, 1/0, √/×, on/off."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    word = half_width(str(value)).casefold()
    if word in TRUE_WORDS or word in FALSE_WORDS:
        return word in TRUE_WORDS
    raise problem("not_boolean", _("“{text}” is neither yes nor no."), value)
