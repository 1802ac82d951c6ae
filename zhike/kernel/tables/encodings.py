"""Telling the encoding of a text, with a preference for what Chinese offices write.

Strict UTF-8 comes first, for nothing else looks like it by chance. Then the double-byte encodings of the region are
decoded and judged by how much of the result is common writing: short GB18030 texts mislead detectors that judge bytes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from charset_normalizer import from_bytes

MARKS = [
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
# The hundred-odd most frequent characters of running text and of company lists, in both scripts.
COMMON_SIMPLE = frozenset(
    "的一是不在了有人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "公司限市省区县路号东西南北名称电话手机邮箱地址客户联系行业科技有份股集团贸易商店部经理先生女士张王李刘陈杨黄赵吴周广深上海京天津重庆江浙"
)
COMMON_TRADITIONAL = frozenset(
    "的一是不在了有人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經"
    "公司限市省區縣路號東西南北名稱電話手機郵箱地址客戶聯繫行業科技份股集團貿易商店部經理先生女士張王李劉陳楊黃趙吳周廣深海京天津台灣臺新北"
)
HANGUL_COMMON = frozenset("이다의는에을를가고하은한로기사지도인어서시스대나리정아자해일수그있것들원주국전부")
KANA = re.compile("[\u3041-\u30ff]")
HALF_KANA = re.compile("[\uff61-\uff9f]")
WIDE = re.compile("[^\x00-\x7f]")
ODD = re.compile("[\ue000-\uf8ff\x80-\x9f\ufffd\x01-\x08\x0e-\x1a\x1c-\x1f]|[\U000f0000-\U0010ffff]")
# Level one of GB 2312 (rows 16 to 55) and of Big5 (A440 to C67E) hold what is written daily.
MIN_SCORE = 0.35
SAMPLE_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name, whether it was a guess, and whether some bytes don't fit it and must be replaced."""

    name: str
    guessed: bool = False
    broken: bool = False

    @property
    def errors(self) -> str:
        """The error handler to decode with."""
        return "replace" if self.broken else "strict"


def encoding_of(chunks: Iterable[bytes]) -> Encoding:
    """Tell the encoding of a whole text, given in chunks (the first at least 256 KiB unless the text ends before).

    All of it is read once, so that one late accent can't stop an import half way.
    """
    chunks = iter(chunks)
    sample = next(chunks, b"")
    for mark, name in MARKS:
        if sample.startswith(mark):
            return Encoding(name, broken=not decodes(name, [sample, *chunks]))
    if name := wide_without_mark(sample):
        return Encoding(name, guessed=True, broken=not decodes(name, [sample, *chunks]))
    if b"\x1b$" in sample and sample.isascii():  # seven bits, so that it would pass as UTF-8
        return Encoding("iso2022_jp", guessed=True, broken=not decodes("iso2022_jp", [sample, *chunks]))
    utf8 = codecs.getincrementaldecoder("utf-8")("strict")
    rest: list[bytes] = []
    try:
        utf8.decode(sample)
        for chunk in chunks:
            rest = [chunk]
            utf8.decode(chunk)
        utf8.decode(b"", True)
    except UnicodeDecodeError:
        return regional(sample, rest, chunks)
    return Encoding("utf-8")


def regional(sample: bytes, rest: list[bytes], chunks: Iterable[bytes]) -> Encoding:
    """Tell the encoding of a text that is not quite UTF-8: nearly UTF-8, a double-byte one, or a Latin one."""
    evidence = b"\n".join(line for part in (sample, *rest) for line in telling_lines(part))
    if nearly_utf8(b"".join([sample, *rest])):
        return Encoding("utf-8", broken=True)
    name = likeliest(evidence or sample)
    return Encoding(
        name, guessed=True, broken=not decodes(name, [sample, *rest, *chunks]) if name != "latin-1" else False
    )


def telling_lines(content: bytes) -> list[bytes]:
    """Return the lines that have a byte beyond ASCII, whole ones only, up to the size of a sample."""
    lines = content[:SAMPLE_BYTES].splitlines()
    if len(content) > SAMPLE_BYTES:
        lines = lines[:-1]
    return [line for line in lines if not line.isascii()]


def decodes(name: str, chunks: Iterable[bytes]) -> bool:
    """Tell whether all chunks together decode strictly."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        for chunk in chunks:
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeError:
        return False
    return True


def nearly_utf8(content: bytes) -> bool:
    """Tell whether bytes are UTF-8 but for a few: most of what is not ASCII forms proper sequences."""
    text = content.decode("utf-8", "replace")
    wide = len(WIDE.findall(text))
    bad = text.count("\ufffd")
    return wide > 20 and bad * 20 < wide


def wide_without_mark(sample: bytes) -> str:
    """Return utf-16-le, utf-16-be, utf-32-le or utf-32-be for such a text without a byte-order mark, else nothing."""
    head = sample[:SAMPLE_BYTES]
    if head.count(0) < len(head) / 4 and head.replace(b"\x00", b"").isascii():  # plain text with a stray NUL
        return ""
    for name, width in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        part = head[: len(head) - len(head) % width]
        if len(part) < 2 * width or b"\x00" not in part:
            continue
        try:
            text = part.decode(name, "strict" if len(part) == len(sample) else "ignore")
        except UnicodeError:
            continue
        if is_sane(text):
            return name
    return ""


def is_sane(text: str) -> bool:
    """Tell whether text is of scripts that people write, in lines or short, without control characters."""
    usual = sum(
        1
        for character in text
        if character in "\r\n\t" or " " <= character < "\u0250" or "\u2010" < character < "\ud7ff"
    )
    return (
        usual > 0.9 * len(text)
        and "\x00" not in text
        and sum(character.isascii() or "\u3000" <= character < "\ua000" for character in text) > 0.8 * len(text)
        and (len(text) < 200 or any(end in text for end in "\r\n"))
        and any(character.isascii() for character in text)
    )


def likeliest(content: bytes) -> str:
    """Return the encoding that makes most of the bytes common writing."""
    scores = {
        "gb18030": han_score(content, "gb18030", COMMON_SIMPLE, level_one_gb),
        "big5hkscs": han_score(content, "big5hkscs", COMMON_TRADITIONAL, level_one_big5),
        "cp932": kana_score(content, "cp932"),
        "euc_jp": kana_score(content, "euc_jp"),
        "cp949": hangul_score(content),
    }
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= MIN_SCORE else western(content)


def han_score(content: bytes, name: str, common: frozenset[str], level_one: re.Pattern[bytes]) -> float:
    """Judge a Chinese reading between 0 and 2: the share of everyday characters, the most frequent ones counting
    extra.
    """
    wide = wide_characters(content, name)
    if not wide:
        return 0
    daily = [character for character in wide if level_one.fullmatch(character.encode(name, "replace")) is not None]
    frequent = sum(character in common for character in wide)
    odd = len(ODD.findall("".join(wide)))
    return (len(daily) + 1.5 * frequent - 3 * odd) / len(wide)


level_one_gb = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1\xa3][\xa1-\xfe]", re.DOTALL)
level_one_big5 = re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]|\xa1[\x40-\x7e\xa1-\xfe]", re.DOTALL)


def kana_score(content: bytes, name: str) -> float:
    """Judge a Japanese reading by its kana, which no other reading of the same bytes has in such number."""
    wide = wide_characters(content, name)
    text = "".join(wide)
    kana = len(KANA.findall(text)) - 3 * len(HALF_KANA.findall(text)) - 3 * len(ODD.findall(text))
    return 2 * kana / len(wide) if wide else 0


def hangul_score(content: bytes) -> float:
    """Judge a Korean reading by its most frequent syllables."""
    wide = wide_characters(content, "cp949")
    syllables = sum("\uac00" <= character <= "\ud7a3" for character in wide)
    frequent = sum(character in HANGUL_COMMON for character in wide)
    return (0.3 * syllables + 3 * frequent - 3 * len(ODD.findall("".join(wide)))) / len(wide) if wide else 0


def wide_characters(content: bytes, name: str) -> list[str]:
    """Return the characters beyond ASCII in a reading, replacement characters standing for what does not decode."""
    return WIDE.findall(content.decode(name, "replace"))


def western(content: bytes) -> str:
    """Return a single-byte encoding: what the detector says if it says a plain one, else Windows' Western European."""
    best = from_bytes(content[:SAMPLE_BYTES]).best()
    if (
        best is not None
        and best.encoding in ("cp1250", "cp1251", "cp1253", "cp1254", "koi8_r", "cp1256")
        and len(content) > 200
    ):
        return best.encoding
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"
