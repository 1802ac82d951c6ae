"""From what a person types to a `tsquery` over the lexemes that `tokens.py` makes. Never invalid, whatever is typed."""

import re

from zhike.kernel.text.characters import RUNS, folded, is_cjk
from zhike.kernel.text.tokens import INITIALS_LENGTH, LEGAL_ENDINGS, LEXEME_LENGTH, PINYIN_LENGTH, quoted

_LONGEST_QUERY = 200
_MOST_CLAUSES = 24
_SHORTEST_TAIL = 4
_WHOLE_NUMBER = 8
_PAIR = 2
_PHONE = re.compile(r"[+(]?\d[\d\s()+.\-–]{5,}\d(?:\s*(?:转|ext\.?|#)\s*\d+)?")
_PHONE_EXTENSION = re.compile(r"(?:转|ext\.?|#).*")
_CHINA = re.compile(r"^(?:00|\+)86|^86(?=1[3-9]\d{9}$)")
# What is typed of a legal form so far: 苏州华宸有, 苏州华宸有限公. The documents don't hold it.
_UNFINISHED_ENDING = re.compile(
    "(?:" + "|".join(ending[:end] for ending in LEGAL_ENDINGS for end in range(len(ending), 0, -1)) + ")$"
)  # fmt: skip


def query(text: str) -> str | None:
    """Return the text of a `tsquery` that finds what `text` may mean, or None when nothing in it can be sought.

    All words must be found. A word may be a part of a Chinese name, the beginning of a Latin word, pinyin or initials
    from any syllable on, a part of a document number, a phone number or at least four of its last digits, an e-mail
    address or a part of one. The result is safe to cast: `%s::tsquery`.
    """
    text = _prepared(text)
    if _PHONE.fullmatch(text):
        return _phone(text)
    clauses = [clause for word in text.split() for clause in _word(word)]
    return " & ".join(dict.fromkeys(clauses[:_MOST_CLAUSES])) or None


def leading(text: str) -> str | None:
    """Return a `tsquery` that only records match whose title begins with `text`, for ranking; None as in `query`."""
    run = RUNS.search(_prepared(text))
    if not run:
        return None
    first = run[0]
    if is_cjk(first):
        return quoted(f"^{first[:2]}") if len(first) > 1 else _prefix(f"^{first}")
    return _prefix(f"^{first}")


def beginning(text: str) -> str | None:
    """Return a `tsquery` for records that `text` finds and whose title begins with it; None as in `query`.

    Of a single word the beginning says it all: its other spellings (pinyin, parts) would only be read in vain.
    """
    wanted, first = query(text), leading(text)
    if wanted is None or first is None:
        return None
    whole = _prepared(text)
    alone = RUNS.fullmatch(whole) and not _PHONE.fullmatch(whole) and (len(whole) <= _PAIR or not is_cjk(whole))
    return first if alone else f"({wanted}) & ({first})"


def search_words(text: str) -> list[str]:
    """Return the folded words of a query, for marking matches."""
    text = _prepared(text)
    return [_national(text)] if _PHONE.fullmatch(text) else text.split()


def _prepared(text: str) -> str:
    return folded(text[:_LONGEST_QUERY].replace("ü", "v").replace("Ü", "v")).replace("\x00", " ").strip()


def _phone(text: str) -> str:
    digits = _national(text)
    clauses = [_prefix(digits), _prefix(f"r:{digits[::-1]}")]
    parts = " & ".join(_number(part) for part in re.findall(r"\d+", text))
    return f"({' | '.join(dict.fromkeys([*clauses, parts if '&' not in parts else f'({parts})']))})"


def _national(text: str) -> str:
    digits = re.sub(r"[^\d+]", "", _PHONE_EXTENSION.sub("", text))
    return re.sub(r"\D", "", _CHINA.sub("", digits))[:LEXEME_LENGTH]


def _word(word: str) -> list[str]:
    if "@" in word:
        return _email(word)
    runs = RUNS.findall(word)
    if not runs:
        return []
    if is_cjk(runs[-1]):
        runs[-1] = _without_ending(runs[-1], alone=len(runs) == 1)
    if any(map(is_cjk, runs)) or len(runs) == 1:
        return [clause for run in runs for clause in (_chinese(run) if is_cjk(run) else [_latin(run)])]
    whole = "".join(runs)
    if len(whole) >= _WHOLE_NUMBER and sum(map(str.isdigit, whole)) * 2 > len(whole):
        # Its parts (KH, 2026) stand in every number of the book; the whole, from either end, is what tells it.
        return [f"({_prefix(whole)} | {_prefix(f'r:{whole[:LEXEME_LENGTH][::-1]}')})"]
    parts = " & ".join(dict.fromkeys([_latin(run) for run in runs[:_MOST_CLAUSES]]))
    options = [_latin(whole), f"({parts})"]
    if "." in word.strip("."):
        options.insert(1, _prefix(word.strip(".")))
    return [f"({' | '.join(options)})"]


def _without_ending(run: str, *, alone: bool) -> str:
    """Cut off what is typed of a legal form, if something to seek is left before it (not of 国有)."""
    match = _UNFINISHED_ENDING.search(run)
    if match and match.start() >= (2 if alone or len(match[0]) < 2 else 1):
        return run[: match.start()]
    return run


def _chinese(run: str) -> list[str]:
    if len(run) == 1:
        return [_prefix(run)]
    return [quoted(run[place : place + 2]) for place in range(len(run) - 1)]


def _latin(run: str) -> str:
    if run.isdigit():
        return _number(run)
    options = [_prefix(run)]
    if run.isascii():
        options += [_prefix(f"p:{run[:PINYIN_LENGTH]}"), _prefix(f"i:{run[:INITIALS_LENGTH]}")]
    return f"({' | '.join(options)})" if len(options) > 1 else options[0]


def _number(digits: str) -> str:
    if len(digits) < _SHORTEST_TAIL:
        return _prefix(digits)
    return f"({_prefix(digits)} | {_prefix(f'r:{digits[:LEXEME_LENGTH][::-1]}')})"


def _email(word: str) -> list[str]:
    local, _at, domain = word.rpartition("@")
    if not local:
        return [_prefix(domain)] if RUNS.search(domain) else []
    return [_prefix(word)] if RUNS.search(word) else []


def _prefix(lexeme: str) -> str:
    return f"{quoted(lexeme[:LEXEME_LENGTH])}:*"
