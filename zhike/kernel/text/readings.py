"""Toneless pinyin of single characters and of the phrases that change them, compiled once from pypinyin's tables."""

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import orjson

_LONGEST_PHRASE = 4
_STRIP_TONES = str.maketrans(
    "āáǎàēéěèōóǒòīíǐìūúǔùǖǘǚǜüńňǹḿ",
    "aaaaeeeeooooiiiiuuuuvvvvvnnnm",
    "\u0300\u0301\u0304\u030c\u0308",
)

_OWN_CHARACTERS = {
    "〇": "ling", "似": "si", "长": "chang", "佛": "fo", "厦": "xia", "勒": "le", "靓": "liang", "伽": "jia",
    "粘": "nian",
    "鹄": "hu", "吓": "xia",
}  # fmt: skip

# Readings in company names and places that the phrase table lacks or gives for the everyday word.
_OWN_PHRASES = {
    "商行": "shang hang",
    "车行": "che hang",
    "酒行": "jiu hang",
    "茶行": "cha hang",
    "建行": "jian hang",
    "工行": "gong hang",
    "农行": "nong hang",
    "中行": "zhong hang",
    "朝阳": "chao yang",
    "单县": "shan xian",
    "六安": "lu an",
    "番禺": "pan yu",
    "歙县": "she xian",
    "蚌埠": "beng bu",
    "铅山": "yan shan",
    "乐清": "yue qing",
    "乐山": "le shan",
    "广厦": "guang sha",
    "华厦": "hua sha",
    "空调": "kong tiao",
    "长治": "chang zhi",
    "重庆": "chong qing",
    "长沙": "chang sha",
    "大厦": "da sha",
    "重工": "zhong gong",
    "成都": "cheng du",
    "新都": "xin du",
    "江都": "jiang du",
    "宜都": "yi du",
    "会计": "kuai ji",
    "大通": "da tong",
}


class Readings(NamedTuple):
    """Everything needed to read a text: see `readings`."""

    characters: dict[str, str]
    phrases: dict[str, tuple[str, ...] | None]
    heteronyms: frozenset[str]
    longest: dict[str, int]


@cache
def readings() -> Readings:
    """Compile pypinyin's tables into flat dictionaries (about half a second, once per process).

    `characters` gives each character its most frequent toneless reading, ü written v. `phrases` holds only the
    phrases around characters that some phrase reads differently; its value is None where the everyday readings
    hold, because such a phrase still stops a shorter wrong match. `longest` is the longest phrase by first character.
    """
    characters = _characters(_table("pinyin_dict.json"))
    spoken = {
        phrase: tuple([_toneless(options[0]) for options in syllables])
        for phrase, syllables in _table("phrases_dict.json").items()
        if len(phrase) <= _LONGEST_PHRASE and len(phrase) == len(syllables)
    }
    spoken.update({phrase: tuple(reading.split()) for phrase, reading in _OWN_PHRASES.items()})
    heteronyms = {
        character
        for phrase, syllables in spoken.items()
        for character, syllable in zip(phrase, syllables, strict=True)
        if characters.get(character, syllable) != syllable
    }
    phrases, longest = _phrases(characters, spoken, heteronyms)
    return Readings(characters, phrases, frozenset(heteronyms), longest)


def _characters(table: dict[str, str]) -> dict[str, str]:
    characters = {chr(int(code)): _toneless(options.partition(",")[0]) for code, options in table.items()}
    characters.update(_OWN_CHARACTERS)
    return characters


def _phrases(
    characters: dict[str, str], spoken: dict[str, tuple[str, ...]], heteronyms: set[str]
) -> tuple[dict[str, tuple[str, ...] | None], dict[str, int]]:
    phrases: dict[str, tuple[str, ...] | None] = {}
    longest: dict[str, int] = {}
    for phrase, syllables in spoken.items():
        if heteronyms.isdisjoint(phrase):
            continue
        everyday = tuple(characters.get(character, "") for character in phrase)
        phrases[phrase] = None if everyday == syllables else syllables
        longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
    return phrases, longest


def _table(name: str) -> Any:
    return orjson.loads(files("pypinyin").joinpath(name).read_bytes())


@cache
def _toneless(syllable: str) -> str:
    return syllable.translate(_STRIP_TONES)
