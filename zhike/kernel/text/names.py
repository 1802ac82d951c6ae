"""Names of companies and people in the form in which they are compared."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from zhike.kernel.regions.places import gazetteer
from zhike.kernel.text.characters import RUNS, folded, is_cjk
from zhike.kernel.text.trade_words import LATIN_LEGAL_FORMS, LEGAL_FORMS, LONGEST_TRADE_WORD, TRADE_WORDS

_LAST_LEGAL_FORM = re.compile(rf"(?:{'|'.join(LEGAL_FORMS)})$")
_NOT_A_WORD = re.compile(r"[\W_]+")
_BRACKETED = re.compile(r"[(\[【〔{<《]([^)\]】〕}>》]*)[)\]】〕}>》]")
_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_TITLES = re.compile(
    r"(?:先生|女士|小姐|老师|同志|经理|总经理|主任|董事长)$|^(?:mr|mrs|ms|miss|dr|prof|sir|madam)\.?\s+|\s+(?:jr|sr|ii|iii|phd)\.?$"
)
_AMBIGUOUS_PLACES = {
    "东方",
    "新星",
    "海城",
    "新民",
    "永康",
    "高安",
    "长安",
    "太和",
    "兴安",
    "海南",
    "新兴",
    "安达",
    "北安",
}


class CompanyParts(NamedTuple):
    """A company's name taken apart: 苏州 · 华宸 · 精密机械; `normal` is the whole without its legal form."""

    normal: str
    region: str
    brand: str
    trade: str

    @property
    def core(self) -> str:
        """The name without region and legal form."""
        return self.brand + self.trade


def normalise_company(name: str) -> str:
    """Return a company's name without case, width, blanks, punctuation, brackets and legal form.

    万科 企业股份有限公司 → 万科企业; "ACME (Group) Co., Ltd." → acme. What distinguishes companies stays, also the
    region in brackets. A name that is nothing but a legal form is kept.
    """
    return company_parts(name).normal


def core(name: str) -> str:
    """Return the normalised name without the region: 苏州华宸精密机械有限公司 → 华宸精密机械."""
    return company_parts(name).core


def company_words(name: str) -> list[str]:
    """Return the words of a Latin company name without its legal form: "Acme Pumps Co., Ltd." → acme, pumps."""
    words = RUNS.findall(_DOTTED.sub("", folded(name).replace("&", " and ").replace("'", "")))
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in LATIN_LEGAL_FORMS:
        words.pop()
    return words


@lru_cache(maxsize=8192)
def company_parts(name: str) -> CompanyParts:
    """Take a company's name apart; recent names are remembered, because search, mnemonic and duplicates all ask."""
    text = folded(name)
    if text.isascii():
        return _latin_parts(text)
    bracketed = ""
    if "(" in text or "[" in text or "【" in text:
        bracketed = "".join(_region_at_start(inner)[0] for inner in _BRACKETED.findall(text))
    normal = _without_legal_form(_NOT_A_WORD.sub("", text))
    if normal.isascii():
        return _latin_parts(normal)
    return _chinese_parts(normal, bracketed)


def normalise_person(name: str) -> str:
    """Return a person's name without case, width, accents, titles and punctuation; Latin words in alphabetical order.

    王 芳 女士 → 王芳; "Dr. Lee, Mary-Ann" and "Mary Ann Lee" → "ann lee mary".
    """
    text = _TITLES.sub("", folded(name).strip()) or folded(name)
    runs = RUNS.findall(text)
    if any(is_cjk(run) for run in runs):
        return "".join(runs)
    return " ".join(sorted(runs))


def _latin_parts(text: str) -> CompanyParts:
    words = company_words(text)
    joined = "".join(words)
    return CompanyParts(joined, "", joined, "")


def _chinese_parts(normal: str, bracketed: str) -> CompanyParts:
    region, rest = _region_at_start(normal)
    if not region and bracketed:
        region, rest = bracketed, normal.replace(bracketed, "", 1)
    brand, trade = _brand_and_trade(rest)
    if region and not brand:  # 北京银行: the region is the brand
        region, brand, trade = "", normal[: len(normal) - len(trade)], trade
    return CompanyParts(normal, region, brand, trade)


def _without_legal_form(name: str) -> str:
    while True:
        match = _LAST_LEGAL_FORM.search(name)
        if not match or match.start() < 2:
            return name
        name = name[: match.start()]


def _region_at_start(text: str) -> tuple[str, str]:
    """Split one to three places off the start and return the last one's short name: 江苏省苏州市华宸 → 苏州, 华宸."""
    names, lengths = _place_names(), _place_lengths()
    region = within = ""
    for _level in range(3):
        for length in lengths.get(text[:2], ()):
            short, code = names.get(text[:length], ("", ""))
            if short and code.startswith(within):
                break
        else:
            break
        if region and len(text) - length < 2:
            break
        region, text = short, text[length:]
        if not code.endswith("00"):
            break
        within = code[:2] if code.endswith("0000") else code[:4]
    return region, text


def _brand_and_trade(rest: str) -> tuple[str, str]:
    """Cut at the first word of trade; a brand has at least two characters (中国化学: brand 中国)."""
    end = len(rest)
    if rest[:2] in TRADE_WORDS:
        return "", rest
    for position in range(2, end):
        for length in range(min(LONGEST_TRADE_WORD, end - position), 0, -1):
            if rest[position : position + length] in TRADE_WORDS:
                return rest[:position], rest[position:]
    return rest, ""


@cache
def _place_names() -> dict[str, tuple[str, str]]:
    """Names of provinces, cities and counties to short form and code; of districts full names only (江宁区)."""
    names: dict[str, tuple[str, str]] = {}
    for level, places in gazetteer().by_name.items():
        for name, found in places.items():
            place = found[0]
            full = len(name) > 2 and name[-1] in "省市县区旗州盟"
            city = level != "district" or place.name.endswith("市")
            if len(name) <= 8 and (full or (city and name not in _AMBIGUOUS_PLACES)):
                short = place.short_name if full or name == place.short_name else name
                names.setdefault(name, (short, place.code))
    return names


@cache
def _place_lengths() -> dict[str, list[int]]:
    """How long the places' names are that begin with two given characters, the longest first."""
    found: dict[str, set[int]] = {}
    for name in _place_names():
        found.setdefault(name[:2], set()).add(len(name))
    return {beginning: sorted(lengths, reverse=True) for beginning, lengths in found.items()}
