"""Reading vCards as rows under a fixed set of headers, and writing contacts as vCards."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from zhike.kernel.tables.encodings import Encoding, encoding_of
from zhike.kernel.tables.table import Limits, Row, Table, TableRefused, Told, Warned
from zhike.kernel.tables.vcard_lines import Card, Property, cut, read_cards, unescaped

CHUNK = 1024 * 1024
SAMPLES = 100
FOLD_OCTETS = 75

# The headers under which cards become rows; `guess_mapping` knows them all.
VCARD_HEADERS = [
    "name", "family", "given", "nickname", "organisation", "department", "title", "mobile", "office_phone",
    "home_phone", "fax", "other_phones", "email", "other_emails", "birthday", "sex", "country", "province", "city",
    "street", "address", "postcode", "url", "im", "tags", "note", "uid",
]  # fmt: skip

SIMPLE = {
    "FN": "name", "CN": "name", "NAME": "name", "SN": "family", "NICKNAME": "nickname", "TITLE": "title",
    "EMAIL": "email", "MAIL": "email", "URL": "url", "NOTE": "note", "UID": "uid", "FAX": "fax",
    "IMPP": "im", "X-QQ": "im", "X-WECHAT": "im", "X-SKYPE": "im", "X-MSN": "im",
    "X-JABBER": "im", "X-AIM": "im", "X-ICQ": "im",
}  # fmt: skip
LEFT_OUT = {"PHOTO", "LOGO", "SOUND", "KEY"}
JOINED = {"note": "\n", "im": "; ", "tags": ", ", "nickname": ", "}
SPILLED = {"email": "other_emails"} | dict.fromkeys(("mobile", "office_phone", "home_phone", "fax"), "other_phones")
PHONE_TYPES = [
    ("fax", {"FAX"}),
    ("mobile", {"CELL", "MOBILE", "IPHONE", "CAR"}),
    ("other_phones", {"PAGER"}),
    ("office_phone", {"WORK"}),
    ("home_phone", {"HOME"}),
]
HAN = re.compile("[\u3400-\u9fff]")
CHINESE_MOBILE = re.compile(r"^(?:\+?86)?1[3-9]\d{9}$")
DAY = re.compile(r"^(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?$")
SEXES = {"M": "M", "F": "F", "MALE": "M", "FEMALE": "F", "男": "M", "女": "F", "1": "M", "2": "F", "O": "O"}


def open_vcards(source: Path, limits: Limits, told: Told) -> Table:
    """Open a file of vCards of any version as a table with the headers VCARD_HEADERS. Broken cards become rows with a
    problem.
    """
    encoding = Encoding(told.encoding, broken=True) if told.encoding else encoding_of(chunks(source, limits))

    def rows(from_line: int, _heal: bool) -> Iterator[Row]:
        count = 0
        with source.open("rb") as stream:
            for card in read_cards(io.TextIOWrapper(stream, encoding.name, encoding.errors, newline=None)):
                if card.line >= from_line:
                    count += 1
                    if count > limits.rows:
                        raise TableRefused("too_many_rows")
                    yield row_of_card(card, limits)

    return Table(
        kind="vcard",
        headers=list(VCARD_HEADERS),
        header_line=0,
        reader=rows,
        encoding=encoding.name,
        warnings=[Warned("guessed_encoding", detail=encoding.name)] if encoding.guessed else [],
        samples=[row for row, _ in zip(rows(0, False), range(SAMPLES), strict=False)],
    )


def chunks(source: Path, limits: Limits) -> Iterator[bytes]:
    """Yield the bytes of a file in megabytes."""
    with source.open("rb") as stream:
        total = 0
        while chunk := stream.read(CHUNK):
            total += len(chunk)
            if total > limits.file_bytes:
                raise TableRefused("too_large")
            yield chunk


def row_of_card(card: Card, limits: Limits) -> Row:
    """Return a card as a row, or as a row with a problem if nothing can be taken from it."""
    if card.outside:
        return Row(card.line, [card.outside], problem="outside_card")
    values = values_of_card(card)
    for key, text in values.items():
        if len(text) > limits.cell_characters:
            return Row(card.line, [], problem="cell_too_long")
        values[key] = text.strip()
    row = Row(card.line, [values.get(header) or "" for header in VCARD_HEADERS])
    if not any(values.get(key) for key in VCARD_HEADERS if key != "uid"):
        row.problem = "bad_line" if card.bad_lines else "no_card"
    elif not card.closed:
        row.note = "card_not_closed"
    elif card.unknown_charset:
        row.note = "unknown_charset"
    elif card.bad_lines:
        row.note = "bad_line"
    elif any(prop.name in LEFT_OUT for prop in card.properties):
        row.note = "photo_left_out"
    return row


def values_of_card(card: Card) -> dict[str, str]:
    """Return what a card says by header. Preferred values come first; a second one goes where several fit, or to the
    side.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for prop in sorted(card.properties, key=lambda each: "PREF" not in each.types):
        if prop.name not in LEFT_OUT:
            take(prop, found)
    take_address(card, found)
    values: dict[str, str] = {}
    aside: dict[str, list[str]] = {"other_phones": found.pop("other_phones", []), "other_emails": []}
    for key, several in found.items():
        several = list(dict.fromkeys(filter(None, several)))
        if several:
            values[key] = JOINED[key].join(several) if key in JOINED else several[0]
            if key in SPILLED:
                aside[SPILLED[key]] += several[1:]
    for key, several in aside.items():
        values[key] = "; ".join(dict.fromkeys(filter(None, several)))
    complete_name(values)
    return values


def take(prop: Property, found: dict[str, list[str]]) -> None:
    """Add what a property says to what was found."""
    match prop.name:
        case "N":
            parts = [*prop.parts(), "", "", ""]
            found["family"].append(parts[0])
            found["given"].append(" ".join(filter(None, parts[1:3])))
        case "ORG" | "O":
            parts = prop.parts()
            found["organisation"].append(parts[0])
            found["department"].append(" / ".join(filter(None, parts[1:])))
        case "TEL" | "PHONE":
            number = phone_of(prop.text())
            found[kind_of_phone(prop, number)].append(number)
        case "LABEL":
            found["address"].append(prop.text())
        case "BDAY":
            day = day_of(prop.text())
            found["birthday" if DAY.match(day) else "note"].append(day)
        case "GENDER" | "X-GENDER" | "SEX" | "X-SEX":
            found["sex"].append(SEXES.get(prop.parts()[0].upper(), ""))
        case "CATEGORIES":
            found["tags"].extend(unescaped(each) for each in cut(prop.value, ","))
        case "ROLE":
            found["title"].append(prop.text())
        case name if name in SIMPLE:
            found[SIMPLE[name]].append(prop.text().removeprefix("mailto:"))


def take_address(card: Card, found: dict[str, list[str]]) -> None:
    """Add one address, in parts and as a line: the preferred one, else that of work. A label serves where there is
    none.
    """
    addresses = [prop for prop in card.properties if prop.name == "ADR" and any(prop.parts())]
    if not addresses:
        return
    best = min(addresses, key=lambda each: ("PREF" not in each.types, "WORK" not in each.types))
    box, more, street, city, province, postcode, country = (
        part.replace("\n", " ") for part in [*best.parts(), *[""] * 7][:7]
    )
    lines = [each for each in (street, more, box) if each]
    han = HAN.search(best.value) is not None
    whole = [country, province, city, *lines] if han else [*lines, city, province, country]
    for key, value in (("country", country), ("province", province), ("city", city), ("postcode", postcode)):
        found[key].append(value)
    found["street"].append(("" if han else ", ").join(lines))
    found["address"].insert(0, ("" if han else ", ").join(filter(None, whole)))


def phone_of(text: str) -> str:
    """Return a phone number without the dress of an address: tel:+1-418-656-9254;ext=102 → +1-418-656-9254 ext. 102."""
    number, _semicolon, extension = text.removeprefix("tel:").removeprefix("TEL:").partition(";ext=")
    return f"{number} ext. {extension}" if extension else number


def kind_of_phone(prop: Property, number: str) -> str:
    """Return the header a phone goes under, by its types, else by its digits."""
    for key, types in PHONE_TYPES:
        if types & prop.types:
            return key
    return "mobile" if CHINESE_MOBILE.match(re.sub(r"[\s()-]", "", number)) else "office_phone"


def day_of(text: str) -> str:
    """Return a birthday as ISO 8601 if it is a whole day that exists, else as it was."""
    if found := DAY.match(text):
        try:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        except ValueError:
            return f"BDAY: {text}"
    return f"BDAY: {text}" if text else ""


def complete_name(values: dict[str, str]) -> None:
    """Make the name from its parts if the card has none: 张三 without a blank, John Doe with one."""
    if values.get("name"):
        return
    family, given = values.get("family", ""), values.get("given", "")
    han = HAN.search(family + given) is not None
    name = family + given if han else " ".join(filter(None, [given, family]))
    values["name"] = name or values.get("organisation", "") or values.get("email", "")


def write_vcards(contacts: Iterable[Mapping[str, object]], *, version: str = "4.0") -> Iterator[bytes]:
    """Yield each contact, given by VCARD_HEADERS, as a vCard 4.0, or 3.0 for telephones that know no newer."""
    for contact in contacts:
        yield "".join(folded(line) for line in card_lines(contact, version)).encode()


def card_lines(contact: Mapping[str, object], version: str) -> Iterator[str]:
    """Yield the lines of one card, not yet folded."""
    text = {key: "" if value is None else str(value) for key, value in contact.items()}
    say = defaultdict(str, text)
    yield from ("BEGIN:VCARD", f"VERSION:{version}", f"FN:{escaped(say['name'])}")
    yield f"N:{escaped(say['family'])};{escaped(say['given'])};;;"
    if say["organisation"] or say["department"]:
        units = [escaped(each) for each in say["department"].split(" / ") if each]
        yield "ORG:" + ";".join([escaped(say["organisation"]), *units])
    for key, name in (("title", "TITLE"), ("nickname", "NICKNAME"), ("url", "URL"), ("note", "NOTE"), ("uid", "UID")):
        if say[key]:
            yield f"{name}:{escaped(say[key])}"
    yield from ways_to_reach(say, version)
    if say["birthday"]:
        yield f"BDAY:{say['birthday'].replace('-', '') if version == '4.0' else say['birthday']}"
    if say["sex"]:
        yield f"{'GENDER' if version == '4.0' else 'X-GENDER'}:{escaped(say['sex'])}"
    if say["tags"]:
        yield "CATEGORIES:" + ",".join(escaped(each.strip()) for each in say["tags"].split(","))
    yield "END:VCARD"


def ways_to_reach(say: Mapping[str, str], version: str) -> Iterator[str]:
    """Yield phones, e-mails and the address."""
    types = {
        "mobile": "cell",
        "office_phone": "work,voice",
        "home_phone": "home,voice",
        "fax": "work,fax",
        "other_phones": "pager",
    }
    for key, kind in types.items():
        kind = f'"{kind}"' if version == "4.0" and "," in kind else kind
        for number in filter(None, say[key].split("; ")):
            yield f"TEL;TYPE={kind if version == '4.0' else kind.upper()}:{escaped(number)}"
    if say["email"]:
        yield f"EMAIL;{'PREF=1' if version == '4.0' else 'TYPE=INTERNET,PREF'}:{escaped(say['email'])}"
    for address in filter(None, say["other_emails"].split("; ")):
        yield f"EMAIL{'' if version == '4.0' else ';TYPE=INTERNET'}:{escaped(address)}"
    for address in filter(None, say["im"].split("; ")):
        yield f"IMPP:{escaped(address)}"
    place = [say[key] for key in ("city", "province", "postcode", "country")]
    street = say["street"] or ("" if any((place[0], place[1], place[3])) else say["address"])
    if street or any(place):
        yield "ADR;TYPE=" + ("work" if version == "4.0" else "WORK") + ":;;" + ";".join(map(escaped, [street, *place]))


def escaped(text: str) -> str:
    r"""Return text with backslashes, commas, semicolons and line ends escaped (RFC 6350, 3.4)."""
    text = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return re.sub(r"\r\n|\r|\n", r"\\n", text)


def folded(line: str) -> str:
    """Return a line folded to 75 octets, never inside a character, with its CRLF (RFC 6350, 3.2)."""
    pieces, piece, room = [], "", FOLD_OCTETS
    for character in line:
        octets = len(character.encode("utf-8", "replace"))
        if octets > room:
            pieces.append(piece)
            piece, room = "", FOLD_OCTETS - 1
        piece += character
        room -= octets
    return "\r\n ".join([*pieces, piece]) + "\r\n"
