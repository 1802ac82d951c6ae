"""Where the demo customers are: real cities with their area codes and postcodes, and streets that every city has."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import NamedTuple

from zhike.kernel.regions.places import Place, gazetteer


class City(NamedTuple):
    """A city by its public code.

    `digits` are those of a local number, `postcode` the first four, `team` the department that looks after it.
    """

    code: str
    area_code: str
    digits: int
    postcode: str
    team: str
    weight: int


CITIES = (
    City("320500", "0512", 8, "2150", "east1", 16), City("310100", "021", 8, "2000", "east1", 15),
    City("320200", "0510", 8, "2140", "east1", 9), City("320100", "025", 8, "2100", "east1", 8),
    City("320400", "0519", 8, "2130", "east1", 6), City("320600", "0513", 8, "2260", "east1", 5),
    City("321000", "0514", 8, "2250", "east1", 3), City("320300", "0516", 8, "2210", "east1", 3),
    City("330100", "0571", 8, "3100", "east2", 9), City("330200", "0574", 8, "3150", "east2", 9),
    City("330300", "0577", 8, "3250", "east2", 5), City("330400", "0573", 8, "3140", "east2", 4),
    City("330600", "0575", 8, "3120", "east2", 4), City("340100", "0551", 8, "2300", "east2", 5),
    City("370200", "0532", 8, "2660", "east2", 6), City("370100", "0531", 8, "2500", "east2", 5),
    City("370600", "0535", 7, "2640", "east2", 3), City("350200", "0592", 7, "3610", "east2", 3),
    City("440100", "020", 8, "5100", "south", 9), City("440300", "0755", 8, "5180", "south", 10),
    City("440600", "0757", 8, "5280", "south", 6), City("441900", "0769", 8, "5230", "south", 8),
    City("442000", "0760", 8, "5284", "south", 4), City("430100", "0731", 8, "4100", "south", 4),
    City("420100", "027", 8, "4300", "south", 6), City("510100", "028", 8, "6100", "south", 5),
    City("500100", "023", 8, "4000", "south", 5),
    City("110100", "010", 8, "1000", "north", 9), City("120100", "022", 8, "3000", "north", 6),
    City("130100", "0311", 8, "0500", "north", 3), City("210200", "0411", 8, "1160", "north", 4),
    City("210100", "024", 8, "1100", "north", 4), City("610100", "029", 8, "7100", "north", 5),
    City("410100", "0371", 8, "4500", "north", 5),
)  # fmt: skip

STREETS = (
    "人民路", "中山路", "建设路", "工业大道", "科技路", "创业路", "长江路", "黄河路", "解放路", "新华路", "星湖街",
    "滨河路", "兴业路",
    "振兴路", "和平路", "迎宾大道", "学府路", "港口路", "金山路", "太湖路", "东环路", "西环路", "南湖路", "北苑路",
    "光明路", "胜利路",
    "民生路", "文昌路", "育才路", "朝阳路", "龙泉路", "高新路", "开发大道", "望江路", "春晖路", "永和路", "锦绣路",
    "凤凰路", "华山路",
)  # fmt: skip
BUILDINGS = ("", "", "", "", "1号厂房", "A栋", "B栋", "3幢", "2号楼", "B6栋", "综合楼", "创新园5栋", "标准厂房8号")


class Address(NamedTuple):
    """A place in the region tree with street and postcode, and the city and province as a company's name has them."""

    region: str
    short_name: str
    province: str
    street: str
    postcode: str
    city: City


def somewhere(random: Random) -> Address:
    """A believable address: the district lies in the city, postcode and area code are the city's."""
    city = random.choices(CITIES, [one.weight for one in CITIES])[0]
    districts = _districts(city.code)
    place = random.choice(districts) if districts else gazetteer().by_code[city.code]
    street = f"{random.choice(STREETS)}{random.randint(1, 998)}号{random.choice(BUILDINGS)}"
    rest = f"{(int(place.code[-2:]) * 7 + len(street)) % 100:02d}"
    names = gazetteer().by_code
    return Address(
        place.code,
        names[city.code].short_name,
        names[f"{city.code[:2]}0000"].short_name,
        street,
        city.postcode + rest,
        city,
    )


def landline(random: Random, city: City) -> str:
    """A telephone number with the area code of the city, as people write it."""
    local = str(random.choice((2, 3, 5, 6, 6, 6, 8, 8))) + "".join(
        str(random.randint(0, 9)) for _n in range(city.digits - 1)
    )
    return f"{city.area_code}-{local[:-4]}{local[-4:]}"


@cache
def _districts(code: str) -> list[Place]:
    return [place for place in gazetteer().by_code.values() if place.parent == code]
