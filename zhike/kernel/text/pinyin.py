"""Pinyin as people type it: without tones, ü as v, phrases and surnames read as they are spoken."""

from zhike.kernel.text.characters import RUNS, folded, is_cjk
from zhike.kernel.text.readings import readings
from zhike.kernel.text.surnames import SURNAMES


def syllables(text: str) -> list[str]:
    """Return one toneless syllable per Chinese character and each Latin or digit run, lower-cased, as one item.

    Anything else (punctuation, signs, emoji) is left out: `syllables("TCL重庆")` is `["tcl", "chong", "qing"]`.
    """
    table = readings()
    characters = table.characters
    if table.heteronyms.isdisjoint(text):
        try:
            return [characters[character] for character in text]
        except KeyError:
            pass
    found: list[str] = []
    for run in RUNS.findall(text if text.isascii() else folded(text)):
        if is_cjk(run):
            found += _read(run)
        else:
            found.append(run.lower())
    return found


def person_syllables(name: str) -> list[str]:
    """Return the syllables of a person's name; a leading surname is read as a surname (单 shan, 尉迟 yu chi)."""
    for length in (2, 1):
        reading = SURNAMES.get(name[:length])
        if reading and len(name) > length:
            return [*reading.split(), *syllables(name[length:])]
    return syllables(name)


def full(text: str) -> str:
    """Return the whole pinyin without spaces: 华宸 → huachen."""
    return "".join(syllables(text))


def initials(text: str) -> str:
    """Return the first letter of each Chinese character, Latin and digit runs whole: TCL重庆 → tclcq."""
    return "".join(initial_parts(syllables(text), text))


def initial_parts(spoken: list[str], text: str) -> list[str]:
    """Return the initial of each item of already spoken `text`; a run that is not Chinese stands whole."""
    if len(spoken) == len(text):
        return [syllable[0] for syllable in spoken]
    return [item[0] if chinese else item for item, chinese in zip(spoken, _chinese(text), strict=False)]


def _read(run: str) -> list[str]:
    table = readings()
    characters, phrases, longest = table.characters, table.phrases, table.longest
    spoken: list[str] = []
    position, end = 0, len(run)
    while position < end:
        character = run[position]
        step = 1
        reach = longest.get(character, 0)
        for length in range(min(reach, end - position), 1, -1) if reach else ():
            phrase = run[position : position + length]
            if phrase in phrases:
                spoken += phrases[phrase] or [characters[each] for each in phrase]
                step = length
                break
        else:
            reading = characters.get(character)
            if reading:
                spoken.append(reading)
        position += step
    return spoken


def _chinese(text: str) -> list[bool]:
    readable = readings().characters
    return [
        chinese
        for run in RUNS.findall(text if text.isascii() else folded(text))
        for chinese in ([True] * sum(each in readable for each in run) if is_cjk(run) else [False])
    ]
