"""Reading a Chinese postal address: which region, which street, which postcode."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from zhike.kernel.regions.places import Gazetteer, Place, ancestors, gazetteer

_COUNTRY = re.compile(r"^(?:中华人民共和国|中国|P\.?\s?R\.?\s?China|China)[,，\s]*", re.IGNORECASE)
_POSTCODE = re.compile(r"(?:邮政编码|邮编|邮码|P\.?C\.?)\s*[:：]?\s*(\d{6})|^\(?(\d{6})\)?(?!\d)|(?<!\d)\(?(\d{6})\)?$")
_BLANKS = re.compile(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])")
_JOINTS = " ,，、·-—/>|"
_DIGIT = re.compile(r"\d")
_STREET = re.compile(r"[东西南北中]?(?:[一二三四五]?[路街巷弄道]|大道|大街|公路|大桥)")
_FREE_TRADE_ZONE = re.compile(
    r"^(?:[^()]{2,8})?(?:中国)?\((\w{2,3})\)自(?:由贸易试验区|贸试验区|贸区)(?:\w{2,3}片区(?=\w{2,4}市))?"
)
_NAMED_ZONE = re.compile(r"^(自由贸易试验区|自贸试验区|自贸区)(?=[^(])")
# Short names that are more often a direction, a brand or a landscape than a place.
_MISTAKEN = {
    "河南", "河北", "海南", "江北", "城区", "郊区", "矿区", "市区", "新城", "中山",
    "西湖", "东方", "朝阳", "和平", "新华", "长江", "黄河", "新兴", "宝塔", "南山",
}  # fmt: skip

_CONFIDENCE = {"district": 1.0, "city": 0.9, "province": 0.7}
_WITHOUT_PROVINCE = 0.9
_BY_SHORT_NAME = 0.9
_SKIPPED_LEVEL = 0.95


class ParsedAddress(NamedTuple):
    """What an address says; `region_code` is None when no region is certain enough, `confidence` runs from 0 to 1."""

    region_code: str | None
    street: str
    postcode: str
    confidence: float


class _Found(NamedTuple):
    place: Place
    rest: str
    certainty: float


@lru_cache(maxsize=4096)
def parse_address(text: str) -> ParsedAddress:
    """Find the deepest region an address begins with, whatever it leaves out, and what remains as the street.

    Understands full and short names, a missing province or city, former names, zones named after their city
    (苏州工业园区), a country prefix, blanks and a postcode at either end. A district name that several cities share is
    only decided by what stands before it; alone (朝阳区) it leaves the region open. Recent addresses are remembered,
    because a record's region and its duplicates both ask.
    """
    address, postcode = _without_postcode(_tidy(text))
    address = _COUNTRY.sub("", _FREE_TRADE_ZONE.sub(r"\1", address)).lstrip(_JOINTS)
    # No place's name has a digit, so what comes after the first one decides nothing: a street is looked at once.
    digit = _DIGIT.search(address)
    end = digit.end() if digit else len(address)
    found = _deepest(address[:end])
    if not found:
        return ParsedAddress(None, address, postcode, 0.0)
    return ParsedAddress(found.place.code, found.rest + address[end:], postcode, round(found.certainty, 2))


def _tidy(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text).strip())


def _without_postcode(address: str) -> tuple[str, str]:
    match = _POSTCODE.search(address)
    if not match:
        return address, ""
    rest = address[: match.start()] + address[match.end() :]
    return rest.strip(_JOINTS + "()"), next(group for group in match.groups() if group)


@lru_cache(maxsize=4096)
def _deepest(address: str) -> _Found | None:
    table = gazetteer()
    province = _at_start(table, "province", address, None)
    city = _at_start(table, "city", address, None)
    if province and not (city and len(city.rest) < len(province.rest)):  # 吉林市 is the city, 吉林 the province
        return _below(table, province)
    if city:
        return _below_city(table, city._replace(certainty=city.certainty * _WITHOUT_PROVINCE))
    district = _at_start(table, "district", address, None)
    return district and district._replace(certainty=district.certainty * _WITHOUT_PROVINCE * _SKIPPED_LEVEL)


def _below(table: Gazetteer, province: _Found) -> _Found:
    """Follow an address below its province, which may be named twice (湖南省湖南浏阳) or be a city itself (上海)."""
    city = _at_start(table, "city", province.rest, province)
    if city:
        return _below_city(table, city)
    short = province.place.short_name
    if province.rest.startswith(short):
        province = province._replace(rest=province.rest.removeprefix(short))
        return _below(table, province)
    district = _at_start(table, "district", province.rest, province)
    if district:
        return district._replace(
            certainty=district.certainty * (1 if _is_municipal(province.place) else _SKIPPED_LEVEL)
        )
    return _as_city(table, province) if _is_municipal(province.place) else _inside_zone(table, province)


def _inside_zone(table: Gazetteer, province: _Found) -> _Found:
    """Look behind the name of a free-trade zone for the city it lies in: 河南自贸试验区郑州片区."""
    rest = _NAMED_ZONE.sub("", province.rest)
    city = _at_start(table, "city", rest, province) if rest != province.rest else None
    return city or province


def _as_city(table: Gazetteer, province: _Found) -> _Found:
    city = table.by_code[province.place.code[:2] + "0100"]
    return province._replace(place=city, certainty=max(province.certainty, _CONFIDENCE["city"] * _BY_SHORT_NAME))


def _below_city(table: Gazetteer, city: _Found) -> _Found:
    return _at_start(table, "district", city.rest, city) or _zone_of(table, city) or city


def _zone_of(table: Gazetteer, city: _Found) -> _Found | None:
    """Find a zone that carries the city's name (苏州 + 工业园区) and has a code of its own."""
    for lead in (city.place.name, city.place.short_name):
        zone = _at_start(table, "district", lead + city.rest, city)
        if zone and len(zone.rest) < len(city.rest) and zone.place.name.startswith(city.place.short_name):
            return zone
    return None


def _at_start(table: Gazetteer, level: str, text: str, within: _Found | None) -> _Found | None:
    """Return the place of `level` with the longest name that `text` starts with, inside `within` when it is given."""
    names = table.by_name[level]
    for length in _lengths(level).get(text[:2], ()):
        name = text[:length]
        places = names.get(name)
        if not places:
            continue
        inside = [place for place in places if not within or within.place.code in ancestors(place.code)]
        exact = [place for place in inside if place.name == name] or inside
        if len(exact) == 1 and _is_meant(exact[0], name, text[length:], within):
            return _found(exact[0], name, text[length:], within)
    return None


@cache
def _lengths(level: str) -> dict[str, list[int]]:
    """How long the names are that begin with two given characters, the longest first: most texts begin with none."""
    found: dict[str, set[int]] = {}
    for name in gazetteer().by_name[level]:
        if len(name) > 1:
            found.setdefault(name[:2], set()).add(len(name))
    return {beginning: sorted(lengths, reverse=True) for beginning, lengths in found.items()}


def _is_meant(place: Place, name: str, rest: str, within: _Found | None) -> bool:
    """Tell a place's short name from the first half of a street's or a building's name (南京路, 中山大道)."""
    if name == place.name or (len(name) > 2 and name[-1] in "省市县区旗州盟"):
        return True
    if _STREET.match(rest):
        return False
    if place.level == "district":
        return name not in _MISTAKEN and (within is not None or place.name.endswith("市"))
    return place.level == "province" or within is not None or name not in _MISTAKEN


def _found(place: Place, name: str, rest: str, within: _Found | None) -> _Found:
    certainty = _CONFIDENCE[place.level] * (1 if name == place.name else _BY_SHORT_NAME)
    if within:
        certainty = max(certainty, within.certainty)
    return _Found(place, rest.lstrip(_JOINTS), certainty)


def _is_municipal(province: Place) -> bool:
    return province.name.endswith("市")
