"""Mnemonic codes (助记码): a few capitals by which people know a customer."""

from zhike.kernel.text.names import company_parts, company_words
from zhike.kernel.text.pinyin import initials, person_syllables

_MNEMONIC_LENGTH = 8
_BRAND_LENGTH = 4


def mnemonic(name: str) -> str:
    """Return the 助记码 of a company: capitals of its region and brand, 苏州华宸精密机械有限公司 → SZHC.

    A name without region gives the first four characters (宝馨科技 → BXKJ); a Latin name of several words gives their
    first letters, of one word its first eight. For a person's name use `person_mnemonic`.
    """
    parts = company_parts(name)
    distinctive = parts.region + parts.brand[:_BRAND_LENGTH] if parts.region else (parts.brand + parts.trade)
    if not distinctive:
        return ""
    if distinctive.isascii():
        return _latin_mnemonic(name)
    limit = _MNEMONIC_LENGTH if parts.region else _BRAND_LENGTH
    return initials(distinctive)[:limit].upper()


def person_mnemonic(name: str) -> str:
    """Return the capital initials of a person's name: 曾国藩 → ZGF, Mary Ann Lee → MAL."""
    return "".join([syllable[0] for syllable in person_syllables(name)])[:_MNEMONIC_LENGTH].upper()


def _latin_mnemonic(name: str) -> str:
    words = company_words(name)
    letters = words[0] if len(words) == 1 else "".join([word[0] for word in words])
    return letters[:_MNEMONIC_LENGTH].upper()
