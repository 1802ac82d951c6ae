"""The syntax of vCards 2.1, 3.0 and 4.0, read tolerantly: from lines of text to properties (RFC 6350, RFC 2426)."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from zhike.kernel.tables.encodings import likeliest

QUOTED_PRINTABLE = re.compile(r"[;=:]quoted-printable[;:]", re.IGNORECASE)
BASE64 = re.compile(r"[;=](base64|b)[;:]", re.IGNORECASE)
PROPERTY = re.compile(r"^\s*(?:([\w-]+(?:\.[\w-]+)*)\.)?([A-Za-z][\w\- /]*)((?:;[^\n]*)?)$", re.DOTALL)
ENCODINGS = {"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT", "Q"}
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
LONGEST_LINE = 8 * 1024 * 1024


@dataclass(slots=True)
class Property:
    """One property of a card: its name and parameters in capitals, its value still escaped but already decoded."""

    name: str
    value: str
    group: str = ""
    types: set[str] = field(default_factory=set)
    parameters: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The value as one text."""
        return unescaped(self.value)

    def parts(self) -> list[str]:
        """The value as a structure: cut at semicolons, and each part's list joined by blanks."""
        return [" ".join(filter(None, map(unescaped, cut(part, ",")))) for part in cut(self.value, ";")]


@dataclass(slots=True)
class Card:
    """What stands between BEGIN and END, the line of BEGIN, and what was remarkable."""

    line: int
    properties: list[Property] = field(default_factory=list)
    closed: bool = False
    bad_lines: int = 0
    unknown_charset: bool = False
    outside: str = ""


def read_cards(lines: Iterable[str]) -> Iterator[Card]:
    """Yield the cards in a text; text outside of any is yielded once per run, as a card with `outside` set. Never
    raises.
    """
    card: Card | None = None
    outside: Card | None = None
    depth = 0
    for number, line in unfolded(lines):
        word = line.replace(" ", "").strip().upper()
        if word == "BEGIN:VCARD":
            depth += 1
            if depth == 1:
                card, outside = Card(number), None
        elif card is None:
            if word and outside is None:
                outside = Card(number, outside=line.strip()[:200])
                yield outside
        elif word == "END:VCARD":
            depth -= 1
            if depth == 0:
                card.closed = True
                yield card
                card = None
        elif word and depth == 1:
            add_property(card, line)
    if card is not None:
        yield card


def add_property(card: Card, line: str) -> None:
    """Add the property that a logical line holds, or count the line as bad."""
    found = parse_property(line)
    if found is None:
        card.bad_lines += 1
        return
    prop, encoding = found
    if encoding in ("QUOTED-PRINTABLE", "Q"):
        prop.value, known = from_quoted_printable(prop.value, prop.parameters.get("CHARSET", ""))
        card.unknown_charset |= not known
    card.properties.append(prop)


def unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield logical lines with the number of their first physical one.

    A line that starts with a blank goes on with the one before; so does one after a soft break of quoted-printable,
    and one of Base64 without a colon.
    """
    start, parts = 0, [""]
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\r\n")
        head = parts[0]
        soft = parts[-1].endswith("=") and QUOTED_PRINTABLE.search(head) is not None
        if soft:
            parts[-1] = parts[-1][:-1]
            parts.append(line.removeprefix(" ") if not line.startswith("=") else line)
        elif line[:1] in (" ", "\t") and start:
            parts.append(line[1:] if BASE64.search(head) is None else line.strip())
        elif start and line and ":" not in line and BASE64.search(head) is not None:
            parts.append(line.strip())
        else:
            if start:
                yield start, "".join(parts)[:LONGEST_LINE]
            start, parts = number, [line]
    if start:
        yield start, "".join(parts)[:LONGEST_LINE]


def parse_property(line: str) -> tuple[Property, str] | None:
    """Return the property of a logical line and its transfer encoding, None if it is none."""
    colon = outside_quotes(line, ":")
    if colon < 0:
        return None
    found = PROPERTY.match(line[:colon])
    if found is None:
        return None
    prop = Property(found[2].strip().upper(), line[colon + 1 :], (found[1] or "").upper())
    encoding = ""
    for parameter in split_parameters(found[3]):
        name, equals, value = parameter.partition("=")
        name, value = name.strip().upper(), value.strip().strip('"')
        if name == "ENCODING" or (not equals and name in ENCODINGS):
            encoding = value.upper() if equals else name
        elif name == "TYPE":
            prop.types |= {each.strip().strip('"').upper() for each in value.split(",")}
        elif equals:
            prop.parameters.setdefault(name, value)
        else:
            prop.types.add(name)
    if "PREF" in prop.parameters:
        prop.types.add("PREF")
    return prop, encoding


def outside_quotes(text: str, sign: str) -> int:
    """Return where a sign first stands outside of quotation marks, -1 if nowhere; a quote left open counts for
    nothing.
    """
    quoted = False
    for place, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif character == sign and not quoted:
            return place
    return text.find(sign) if quoted else -1


def split_parameters(text: str) -> list[str]:
    """Split ;A=1;B="x;y" into its parameters."""
    return [each for each in re.findall(r'(?:[^;"]|"[^"]*"|")+', text) if each]


def from_quoted_printable(value: str, charset: str) -> tuple[str, bool]:
    """Return decoded text, and whether its character set was known; without a usable one the bytes are judged."""
    content = quopri.decodestring(value.encode("utf-8"))
    for name in (charset, "utf-8"):
        try:
            return content.decode(name or "utf-8"), name == charset or not charset
        except (LookupError, UnicodeError):
            continue
    return content.decode(likeliest(content), "replace"), not charset


def cut(text: str, sign: str) -> list[str]:
    """Split at a sign that no backslash stands before."""
    parts, start, place = [], 0, 0
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        if text[place] == sign:
            parts.append(text[start:place])
            start = place + 1
        place += 1
    return [*parts, text[start:]]


def unescaped(text: str) -> str:
    r"""Return text with \n, \, and \; as what they stand for; other backslashes stay out of the way."""
    plain = ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text) if "\\" in text else text
    return plain.replace("\r\n", "\n").replace("\r", "\n").strip()
