"""Where in a shown text the match of a query is, whether it was sought by characters, pinyin, initials or digits."""

from zhike.kernel.text.characters import RUNS, folded, is_cjk
from zhike.kernel.text.pinyin import person_syllables, syllables
from zhike.kernel.text.query import search_words

_LONGEST_TEXT = 2000

Span = tuple[int, int]


def highlight(text: str, query: str) -> list[Span]:
    """Return the (start, end) spans of `text` that `query` matches, in order and without overlap, [] for none.

    The spans index the text as given, before any folding; the caller escapes the parts and wraps the spans.
    """
    plain, places = _folded_with_places(text[:_LONGEST_TEXT])
    spans: list[Span] = []
    for word in search_words(query):
        spans += _word_spans(word, text[:_LONGEST_TEXT], plain, places)
    return _merged(spans)


def _word_spans(word: str, text: str, plain: str, places: list[int]) -> list[Span]:
    spans = _occurrences(word, plain, places)
    if not spans:
        for run in RUNS.findall(word):
            spans += _occurrences(run, plain, places)
    if not spans and word.isascii():
        spans = _digit_spans(word, plain, places) if word.isdigit() else _spoken_spans(word, text)
    return spans


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    """Fold character by character, so that each folded character knows where it comes from; one more for the end."""
    if text.isascii():
        return text.lower(), list(range(len(text) + 1))
    plain, places = "", []
    for place, character in enumerate(text):
        part = folded(character)
        plain += part
        places += [place] * len(part)
    return plain, [*places, len(text)]


def _occurrences(part: str, plain: str, places: list[int]) -> list[Span]:
    spans = []
    start = plain.find(part) if part else -1
    while start >= 0:
        spans.append((places[start], places[start + len(part) - 1] + 1))
        start = plain.find(part, start + len(part))
    return spans


def _digit_spans(word: str, plain: str, places: list[int]) -> list[Span]:
    """Find digits across the signs between them: 12345678 in 138 1234-5678."""
    digits = [place for place, character in enumerate(plain) if character.isdigit()]
    return _occurrences(word, "".join(plain[place] for place in digits), [places[place] for place in digits])


def _spoken_spans(word: str, text: str) -> list[Span]:
    """Find pinyin or initials that begin at a syllable, in every run of Chinese characters."""
    letters = "".join(RUNS.findall(word))
    spans: list[Span] = []
    if not letters:
        return spans
    for match in RUNS.finditer(text):
        if is_cjk(match[0]):
            for spoken in (syllables(match[0]), person_syllables(match[0])):
                if len(spoken) == len(match[0]) and not spans:
                    spans += _in_run(letters, spoken, match.start())
    return spans


def _in_run(letters: str, spoken: list[str], offset: int) -> list[Span]:
    firsts = "".join(syllable[0] for syllable in spoken)
    for place in range(len(spoken)):
        if "".join(spoken[place:]).startswith(letters):
            end, length = place, 0
            while length < len(letters):
                length += len(spoken[end])
                end += 1
            return [(offset + place, offset + end)]
        if firsts.startswith(letters, place):
            return [(offset + place, offset + place + len(letters))]
    return []


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
