"""Finding a region by whatever names it: its code, its name in any form, its path in words, its pinyin."""

from functools import cache

from zhike.kernel.regions.addresses import parse_address
from zhike.kernel.regions.places import Place, gazetteer


def find_place(text: str) -> Place | None:
    """Return the one region that `text` names, or None when it names none or several.

    Understands a code (320505), a name (苏州, 江苏省苏州市, "江苏 苏州 虎丘"), a 大区, and English or pinyin
    (Suzhou only if no other city is written so; "Jiangsu / Suzhou" by its last part inside the first).
    """
    text = text.strip()
    table = gazetteer()
    if text in table.by_code:
        return table.by_code[text]
    for place in table.by_code.values():
        if place.level == "area" and text in (place.name, f"{place.name}地区", place.name_en):
            return place
    if text.isascii():
        return _by_latin(text)
    parsed = parse_address(text)
    return table.by_code[parsed.region_code] if parsed.region_code and not parsed.street else None


def _by_latin(text: str) -> Place | None:
    """Follow the parts from the largest region down; at each step higher levels win over lower ones."""
    within = ""
    found: Place | None = None
    for part in text.replace("/", ",").replace(">", ",").split(","):
        name = "".join(part.lower().split()).replace("-", "")
        candidates = [place for place in _latin_names().get(name, ()) if place.code.startswith(within)]
        levels = [place for level in ("province", "city", "district") for place in candidates if place.level == level]
        highest = [place for place in levels if place.level == levels[0].level]
        if len(highest) != 1:
            return None
        found = highest[0]
        within = found.code[:2] if found.level == "province" else found.code[:4]
    return _city_of_municipality(found) if found else None


def _city_of_municipality(place: Place) -> Place:
    """Addresses in 上海 lie at least in the city of that name below the municipality; so does its bare name."""
    if place.level == "province" and place.name.endswith("市"):
        return gazetteer().by_code[f"{place.code[:2]}0100"]
    return place


@cache
def _latin_names() -> dict[str, tuple[Place, ...]]:
    names: dict[str, tuple[Place, ...]] = {}
    for place in gazetteer().by_code.values():
        if place.level != "area":
            english = place.name_en.lower().replace(" ", "").replace("ü", "v")
            for name in {english, place.pinyin}:
                names[name] = (*names.get(name, ()), place)
    return names
