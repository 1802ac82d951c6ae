"""Which records are compared at all: those that share a key. Keys are short texts that survive the usual slips."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import combinations
from operator import itemgetter
from typing import Any, NamedTuple
from zlib import crc32

from zhike.kernel.duplicates.comparators import Address, Company, Kind
from zhike.kernel.duplicates.evidence import Match, Prepared, Score, Values, prepare, score_prepared
from zhike.kernel.text.pinyin import person_syllables, syllables

MOST_KEYS = 6
LONGEST_KEY = 60
LARGEST_BLOCK = 100
WINDOW = 10

_SOUNDS = str.maketrans("bfpvcgjkqsxzdtlmnraeiouhwy", "11112222222233455600000000")


class Pair(NamedTuple):
    """Two records that may be the same, by the ids given, and how likely."""

    first: Any
    second: Any
    score: Score


def keys(values: Values, matches: Sequence[Match]) -> list[str]:
    """Return at most six keys of a record, the surest first; records without a common key are not compared."""
    return keys_prepared(prepare(values, matches), matches)


def keys_prepared(prepared: Prepared, matches: Sequence[Match]) -> list[str]:
    """Return the keys of an already prepared record."""
    ranked: list[tuple[int, str]] = []
    for match, values in zip(matches, prepared, strict=True):
        if values and match.kind in _MAKERS:
            rank, maker = _MAKERS[match.kind]
            ranked += [(rank, key[:LONGEST_KEY]) for value in values for key in maker(value)]
    ranked.sort(key=itemgetter(0))
    found = [key for _rank, key in ranked]
    if len(found) < MOST_KEYS:
        found += [key[:LONGEST_KEY] for key in _names_in_places(prepared, matches)]
    return list(dict.fromkeys(found))[:MOST_KEYS]


def pairs(
    records: Iterable[tuple[Hashable, Values]], matches: Sequence[Match], *, threshold: float = 0.5
) -> Iterator[Pair]:
    """Yield all pairs of a whole book whose score reaches `threshold`, each once, the ids in the order given.

    A key that more than `LARGEST_BLOCK` records share says little: its records are only compared with their next
    neighbours in the order of their values. So the work grows with the book, not with its square.
    """
    ids, prepared, blocks, shared = _gather(records, matches)
    for first, second in _candidates(prepared, blocks, shared):
        found = score_prepared(prepared[first], prepared[second], matches)
        if found.value >= threshold:
            yield Pair(ids[first], ids[second], found)


def sound(word: str) -> str:
    """Return the rough sound of a Latin word: its first letter and up to three classes of consonants (Soundex)."""
    if not word:
        return ""
    code, last = word[0], ""
    for digit in word[1:].translate(_SOUNDS):
        if digit != last and digit != "0":
            code += digit
        last = digit
    return code[:4]


def _gather(
    records: Iterable[tuple[Hashable, Values]], matches: Sequence[Match]
) -> tuple[list[Hashable], list[Prepared], dict[str, list[int]], list[list[str]]]:
    ids: list[Hashable] = []
    prepared: list[Prepared] = []
    blocks: dict[str, list[int]] = defaultdict(list)
    shared: list[list[str]] = []
    for place, (identity, values) in enumerate(records):
        ids.append(identity)
        prepared.append(prepare(values, matches))
        shared.append(keys_prepared(prepared[-1], matches))
        for key in shared[-1]:
            blocks[key].append(place)
    return ids, prepared, blocks, shared


def _candidates(
    prepared: list[Prepared], blocks: dict[str, list[int]], shared: list[list[str]]
) -> Iterator[tuple[int, int]]:
    """Yield each pair once: only in the block of the first small key that both records have."""
    small = {key for key, members in blocks.items() if len(members) <= LARGEST_BLOCK}
    in_window: set[tuple[int, int]] = set()
    for key, members in blocks.items():
        if key in small:
            for first, second in combinations(members, 2):
                if _first_common(shared[first], shared[second], small) == key:
                    yield first, second
        else:
            in_window.update(_neighbours(members, prepared))
    for first, second in in_window:
        if _first_common(shared[first], shared[second], small) is None:
            yield first, second


def _first_common(ours: list[str], theirs: list[str], small: set[str]) -> str | None:
    for key in ours:
        if key in theirs and key in small:
            return key
    return None


def _neighbours(members: list[int], prepared: list[Prepared]) -> Iterator[tuple[int, int]]:
    ordered = sorted(members, key=lambda place: str(prepared[place]))
    for place, first in enumerate(ordered):
        for second in ordered[place + 1 : place + WINDOW]:
            yield (first, second) if first < second else (second, first)


def _names_in_places(prepared: Prepared, matches: Sequence[Match]) -> list[str]:
    """Each part of a Latin name with a postcode or the like: for records without phone or number of their own."""
    if not any(match.kind == "person_name" for match in matches):
        return []
    names = [
        value
        for match, values in zip(matches, prepared, strict=True)
        if match.kind == "person_name"
        for value in values
    ]
    codes = [
        value for match, values in zip(matches, prepared, strict=True) if match.kind == "exact" for value in values
    ]
    parts = [part for name in names if name.isascii() for part in name.split()]
    return [f"x{sound(part)} {code}" for code in codes if len(code) > 3 for part in parts]


def _company_keys(company: Company) -> list[str]:
    """One key of the name without region, one of the brand's sound, so that a short name meets the full one."""
    if company.words:
        words = company.words.split()
        return [f"n{_short(''.join(sorted(words)))}", f"b{' '.join(sorted(map(sound, words[:2])))}"]
    parts = company.parts
    return [f"n{_short(parts.core)}", f"b{''.join(syllables(parts.brand[:4]))}"]


def _person_keys(name: str) -> list[str]:
    if not name.isascii():
        return [f"m{''.join(person_syllables(name))}"]
    return [f"m{' '.join(sorted(map(sound, name.split())))}"]


def _address_keys(address: Address) -> list[str]:
    """The first number with the beginning of the longest word; without a number too many live there."""
    words = [word for word in address.street.split() if not word[0].isdigit()]
    if not address.numbers or not words:
        return []
    return [f"a{address.numbers[0]} {max(words, key=len)[:4]}"]


def _short(text: str) -> str:
    return text if len(text) <= 12 else f"{text[:4]}{crc32(text.encode()):08x}"


# The surest kinds come first, because only the first keys are kept.
_MAKERS: dict[Kind, tuple[int, Callable[[Any], list[str]]]] = {
    "tax_number": (0, lambda number: [f"t{number}"]),
    "phone": (1, lambda digits: [f"h{digits[-8:]}"]),
    "email": (2, lambda address: [f"e{address}"]),
    "company_name": (3, _company_keys),
    "person_name": (4, _person_keys),
    "date": (5, lambda day: [f"d{day}"]),
    "address": (6, _address_keys),
}
