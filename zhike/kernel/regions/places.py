"""The regions in memory, read once from the built file: by code, by name, by what people call them."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import orjson

from zhike.kernel.regions.areas import FORMER_NAMES, NEW_ZONES, PROVINCE_ALIASES

DATA = Path(__file__).with_name("data") / "regions.json"


class Place(NamedTuple):
    """One region: `level` is area, province, city or district; `parent` is a code, empty for an area."""

    code: str
    parent: str
    level: str
    name: str
    short_name: str
    name_en: str
    pinyin: str
    initials: str


class Gazetteer(NamedTuple):
    """Look-ups over all places; the names of `by_name` are full, short, alias and former ones."""

    by_code: dict[str, Place]
    by_name: dict[str, dict[str, tuple[Place, ...]]]


@cache
def gazetteer() -> Gazetteer:
    """Read the built regions; raises FileNotFoundError with the way out when the build step has not run."""
    if not DATA.exists():
        raise FileNotFoundError("regions.json is missing: run `make build` (python -m zhike.kernel.regions.build)")
    places = [Place(*row) for row in orjson.loads(DATA.read_bytes())]
    by_code = {place.code: place for place in places}
    by_name: dict[str, dict[str, tuple[Place, ...]]] = {"province": {}, "city": {}, "district": {}}
    for place in places:
        if place.level != "area":
            for name in _names(place):
                _add(by_name[place.level], name, place)
    for name, code in [*PROVINCE_ALIASES.items(), *FORMER_NAMES.items(), *NEW_ZONES.items()]:
        _add(by_name[by_code[code].level], name, by_code[code])
    return Gazetteer(by_code, by_name)


def ancestors(code: str) -> list[str]:
    """Return the codes from the 大区 down to `code` itself: 320505 → ED, 320000, 320500, 320505."""
    by_code = gazetteer().by_code
    chain = []
    while code:
        chain.append(code)
        code = by_code[code].parent
    return chain[::-1]


def path(code: str) -> str:
    """Return the ancestors joined by slashes, for prefix queries: ED/320000/320500/320505."""
    return "/".join(ancestors(code))


def _names(place: Place) -> set[str]:
    """Names a place goes by; a county that became a city or a city that became a ward is found under all three."""
    names = {place.name, place.short_name}
    if place.level == "district" and place.short_name != place.name and len(place.short_name) < len(place.name):
        names |= {f"{place.short_name}{suffix}" for suffix in ("市", "县", "区")}
    if place.level == "city" and not place.name.endswith("市"):
        names.add(f"{place.short_name}州")
    if place.level == "city":
        names.add(f"{place.short_name}地区")
    return names


def _add(names: dict[str, tuple[Place, ...]], name: str, place: Place) -> None:
    if place not in names.get(name, ()):
        names[name] = (*names.get(name, ()), place)
