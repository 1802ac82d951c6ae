"""Search lexemes of a record: what is written into its search document.

One lexeme per way in which people look for something, without positions:

    华宸          two neighbouring Chinese characters; the last one of a run also alone
    acme          a word or number in small letters
    ^华宸         the beginning of the title, so that what starts with the words sought comes first
    p:huachen…    pinyin from each syllable on, at most 12 letters
    i:hcjm…       initials from each syllable on, at most 8 letters
    r:8765…       a number backwards, so that its tail is a prefix

`query.py` makes the matching questions. Bigrams find every part of a name and need no word list.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Literal

from zhike.kernel.text.characters import RUNS, folded, is_cjk
from zhike.kernel.text.phones import from_stored, normalise_phone
from zhike.kernel.text.pinyin import initial_parts, person_syllables, syllables

Kind = Literal["name", "person", "text", "number", "phone", "email"]

PINYIN_LENGTH = 12
INITIALS_LENGTH = 8
LEXEME_LENGTH = 64
LEGAL_ENDINGS = ("股份有限公司", "有限责任公司", "有限公司")

_MOST_LEXEMES = 3000
_MOST_SYLLABLES = 40
_TOP_DOMAINS = frozenset(["com", "cn", "net", "org", "gov", "edu", "hk", "tw", "mo", "co", "ac", "info", "biz", "io"])


def document_tokens(values: Iterable[tuple[Kind, str]]) -> list[str]:
    """Return the distinct lexemes of a record, in the order found; the first value is its title.

    `values` are pairs of kind and text: name (of a company or thing), person, text (remarks: no pinyin), number (of a
    document), phone, email. A company of usual length gives about 30, remarks are cut off at 3,000 lexemes.
    """
    columns = [(kind, [text]) for kind, text in values]
    return documents_tokens(columns, 1)[0]


def documents_tokens(columns: Iterable[tuple[Kind, Sequence[str]]], count: int) -> list[list[str]]:
    """The same for so many records: each column has the kind of a field and the text that each record has there.

    The first text of a record is its title. Field by field, what is read stays in the processor's cache.
    """
    found: list[list[str]] = [[] for _record in range(count)]
    titled = [False] * count
    for kind, texts in columns:
        read = _READERS[kind]
        for place, text in enumerate(texts):
            if text:
                lexemes = found[place]
                lexemes += read(text)
                if not titled[place]:
                    titled[place] = True
                    lexemes += _beginning(text)
    return [list(dict.fromkeys(lexemes))[:_MOST_LEXEMES] for lexemes in found]


def tsvector_literal(tokens: Iterable[str]) -> str:
    """Return lexemes as the text of a `tsvector` (for COPY or a cast): quoted, without duplicates, each under 2 KB."""
    distinct = dict.fromkeys(tokens)
    distinct.pop("", None)
    literal = "' '".join(distinct)
    # The short way for all that is printable and short and has no sign that must be quoted.
    plain = literal.isprintable() and "\\" not in literal and literal.count("'") == 2 * (len(distinct) - 1)
    if plain and max(map(len, distinct), default=0) <= LEXEME_LENGTH + 2:
        return f"'{literal}'"
    return _quoted_singly(distinct)


def _quoted_singly(tokens: Iterable[str]) -> str:
    return " ".join([quoted(token) for token in dict.fromkeys([token[:LEXEME_LENGTH] for token in tokens])])


def quoted(lexeme: str) -> str:
    """Quote one lexeme for tsvector and tsquery text; NUL and lone surrogates, which PostgreSQL refuses, go."""
    if not lexeme.isalnum():
        lexeme = lexeme.replace("\\", "\\\\").replace("'", "''").replace("\x00", "")
        lexeme = lexeme.encode("utf-8", "ignore").decode()
    return f"'{lexeme}'"


def without_legal_ending(name: str) -> str:
    """Cut 有限公司 and the like off a folded name: everybody has it, so nobody is found by it."""
    if name.endswith(LEGAL_ENDINGS):
        for ending in LEGAL_ENDINGS:
            if name.endswith(ending) and len(name) > len(ending):
                return name[: -len(ending)]
    return name


def words_and_bigrams(text: str) -> list[str]:
    """Return the words and the pairs of Chinese characters of a folded text."""
    lexemes: list[str] = []
    for run in RUNS.findall(text):
        if is_cjk(run):
            lexemes += map("".join, pairwise(run))
            lexemes.append(run[-1])
        else:
            lexemes.append(run[:LEXEME_LENGTH])
    return lexemes


def _name(text: str) -> list[str]:
    text = without_legal_ending(folded(text))
    lexemes = words_and_bigrams(text)
    return lexemes if text.isascii() else lexemes + _spoken(syllables(text), text)


def _person(text: str) -> list[str]:
    text = folded(text)
    lexemes = words_and_bigrams(text)
    return lexemes if text.isascii() else lexemes + _spoken(person_syllables(text), text)


def _text(text: str) -> list[str]:
    return words_and_bigrams(folded(text))


def number_lexemes(text: str) -> list[str]:
    """Return the lexemes of a document's number.

    KH-2024-000317: 2024, 000317, 317, and the whole without signs (of which KH is a prefix) for- and backwards.
    """
    parts = RUNS.findall(folded(text))
    if not parts:
        return []
    lexemes = [part[:LEXEME_LENGTH] for part in parts[1:]]
    whole = "".join(parts)[:LEXEME_LENGTH]
    lexemes += [whole, f"r:{whole[::-1]}"]
    short = parts[-1].lstrip("0")
    if short and short != parts[-1]:
        lexemes.append(short)
    return lexemes


def _phone(text: str) -> list[str]:
    phone = from_stored(text) if text.startswith("+") and text[1:].isdigit() else normalise_phone(text)
    digits = phone.digits if phone else "".join([each for each in folded(text) if each.isdigit()])[:LEXEME_LENGTH]
    return [digits, f"r:{digits[::-1]}"] if digits else []


def _email(text: str) -> list[str]:
    """The whole address (its local part is a prefix of it), later parts of the local part, and the domains."""
    address = folded(text).strip()
    local, at, domain = address.rpartition("@")
    if not at:
        return words_and_bigrams(address)
    labels = domain.split(".")
    domains = [".".join(labels[place:]) for place in range(len(labels) - 1) if labels[place] not in _TOP_DOMAINS]
    parts = RUNS.findall(local)[1:]
    return [address[:LEXEME_LENGTH], *[each[:LEXEME_LENGTH] for each in (*parts, *domains)]]


_READERS = {"name": _name, "person": _person, "text": _text, "number": number_lexemes, "phone": _phone, "email": _email}


def _spoken(spoken: list[str], text: str) -> list[str]:
    """Pinyin and initials from each syllable on; a single last initial would find everything and is left out."""
    if not spoken:
        return []
    if len(spoken) > _MOST_SYLLABLES:
        spoken = spoken[:_MOST_SYLLABLES]
    firsts = initial_parts(spoken, text)
    full, letters = "".join(spoken), "".join(firsts)
    starts = accumulate(map(len, spoken[:-1]), initial=0)
    lexemes = ["p:" + full[start : start + PINYIN_LENGTH] for start in starts]
    if len(letters) == len(spoken):
        lexemes += ["i:" + letters[first : first + INITIALS_LENGTH] for first in range(max(len(letters) - 1, 1))]
    else:
        firsts_at = accumulate(map(len, firsts[:-1]), initial=0)
        lexemes += ["i:" + letters[first : first + INITIALS_LENGTH] for first in firsts_at]
    return lexemes


def _beginning(title: str) -> list[str]:
    run = RUNS.search(folded(title))
    if not run:
        return []
    first = run[0]
    return [f"^{first[:2]}" if is_cjk(first) else f"^{first[:LEXEME_LENGTH]}"]
