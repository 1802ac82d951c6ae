import pytest
from python_calamine import CalamineWorkbook

from zhike.kernel.regions.addresses import parse_address
from zhike.kernel.regions.finding import find_place
from zhike.kernel.regions.places import ancestors, gazetteer, path
from zhike.kernel.testing import shared_data


@pytest.mark.parametrize(
    ("address", "names", "street"),
    [
        ("江苏省苏州市工业园区星湖街218号", "江苏 苏州 苏州工业园区", "星湖街218号"),
        ("苏州工业园区星湖街218号", "江苏 苏州 苏州工业园区", "星湖街218号"),
        ("215000 江苏省 苏州市 吴中区", "江苏 苏州 吴中", ""),
        ("中国广东深圳南山区", "广东 深圳 南山", ""),
        ("内蒙古呼和浩特市", "内蒙古 呼和浩特", ""),
        ("广西南宁市青秀区民族大道1号", "广西 南宁 青秀", "民族大道1号"),
        ("北京朝阳区建国路", "北京 北京 朝阳", "建国路"),
        ("长春市朝阳区", "吉林 长春 朝阳", ""),
        ("昆山市玉山镇", "江苏 苏州 昆山", "玉山镇"),
        ("浙江省余杭区", "浙江 杭州 余杭", ""),
        ("吉林市昌邑区", "吉林 吉林 昌邑", ""),
        ("湖北襄樊市", "湖北 襄阳", ""),
        ("上海市闸北区", "上海 上海 静安", ""),
        ("上海南京西路", "上海 上海", "南京西路"),
        ("海南省文昌市", "海南 文昌", ""),
        ("重庆市城口县", "重庆 重庆 城口", ""),
        ("台北市信义区", "台湾 台北 信义", ""),
        ("中国（江苏）自由贸易试验区苏州片区苏虹东路1号", "江苏 苏州", "片区苏虹东路1号"),
        ("新疆昌吉回族自治州准东开发区", "新疆 昌吉", "准东开发区"),
    ],
)
def test_an_address_is_read_whatever_it_leaves_out(address: str, names: str, street: str) -> None:
    parsed = parse_address(address)
    assert parsed.region_code
    assert " ".join(gazetteer().by_code[code].short_name for code in ancestors(parsed.region_code)[1:]) == names
    assert parsed.street == street


@pytest.mark.parametrize(
    "address", ["朝阳区建国路1号", "鼓楼区", "南京路1号", "Suzhou Road 1", "", "中国", "\x00", "🐉" * 50]
)
def test_an_address_that_says_too_little_leaves_the_region_open(address: str) -> None:
    assert parse_address(address).region_code is None


def test_the_postcode_is_taken_out_at_either_end() -> None:
    assert parse_address("邮编:215021江苏苏州").postcode == "215021"
    assert parse_address("江苏苏州星湖街1号 215021").postcode == "215021"
    assert parse_address("江苏苏州星湖街218号").postcode == ""


def test_registered_addresses_of_listed_companies_are_read() -> None:
    workbook = CalamineWorkbook.from_path(str(shared_data("a_share_listed_companies", "A股列表.xlsx")))
    rows = workbook.get_sheet_by_index(0).to_python()[1:]
    by_code = gazetteer().by_code
    provinces = cities = 0
    for row in rows:
        code = parse_address(row[3]).region_code
        levels = {by_code[each].level: by_code[each] for each in ancestors(code)} if code else {}
        provinces += "province" in levels and levels["province"].short_name == row[15]
        city = levels.get("city")
        cities += city is not None and (city.name == row[16] or ("直辖" in row[16] and city.code[2] == "9"))
    assert provinces / len(rows) >= 0.995
    assert cities / len(rows) >= 0.99


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("320505", "320505"), ("苏州", "320500"), ("江苏 苏州 虎丘", "320505"), ("华东", "ED"),
        ("Jiangsu / Suzhou", "320500"),
        ("Shanghai", "310100"), ("上海", "310100"), ("Hong Kong", "810000"), ("Suzhou", None),
        ("朝阳区", None), ("火星", None),
    ],
)  # fmt: skip
def test_a_region_is_found_by_any_of_its_names(text: str, code: str | None) -> None:
    place = find_place(text)
    assert (place.code if place else None) == code


def test_paths_lead_from_the_great_area_down() -> None:
    assert path("320505") == "ED/320000/320500/320505"
    assert path("500229") == "SW/500000/500100/500229"
    assert path("810101").startswith("HT/810000/")
