import pytest
from python_calamine import CalamineWorkbook

from zhike.kernel.duplicates.blocking import MOST_KEYS
from zhike.kernel.duplicates.scoring import Match, keys, pairs, score
from zhike.kernel.duplicates.tests.public_sets import PERSONS, RESTAURANTS, febrl, found_pairs, quality, restaurants
from zhike.kernel.testing import shared_data

COMPANY = [
    Match("name", "company_name"), Match("tax_number", "tax_number"), Match("phone", "phone", also=("finance_phone",)),
    Match("email", "email"), Match("street", "address"),
]  # fmt: skip
PERSON = [Match("name", "person_name"), Match("mobile", "phone"), Match("email", "email"), Match("birthday", "date")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"name": "苏州华宸精密机械有限公司"}, {"name": "苏州华宸精密机械股份有限公司"}),
        ({"name": "苏州华宸精密机械有限公司"}, {"name": "苏州华辰精密机械有限公司"}),
        ({"name": "康平科技（苏州）股份有限公司"}, {"name": "苏州康平科技"}),
        ({"name": "华宸", "phone": "0512-67890123"}, {"name": "苏州华宸精密", "finance_phone": "67890123"}),
        ({"name": "甲", "tax_number": "91110000600037341L"}, {"name": "乙", "tax_number": "9111 0000600037341l"}),
        ({"name": "Acme Pumps Ltd"}, {"name": "ACME Pumps (Group) Co., Ltd."}),
    ],
)
def test_companies_that_are_one_are_likely_one(first: dict[str, str], second: dict[str, str]) -> None:
    assert score(first, second, COMPANY).value >= 0.5
    assert score(second, first, COMPANY).value == score(first, second, COMPANY).value


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"name": "苏州华宸精密机械有限公司"}, {"name": "无锡华宸服装有限公司"}),
        ({"name": "平安银行"}, {"name": "平安证券"}),
        ({"name": "北京银行"}, {"name": "上海银行"}),
        (
            {"name": "华宸机械", "phone": "0512-67890123", "street": "苏州星湖街1号"},
            {"name": "远东食品", "phone": "0512-67890123", "street": "苏州星湖街1号"},
        ),
        ({"name": ""}, {"name": ""}),
        ({}, {}),
    ],
)
def test_companies_that_only_look_alike_are_not_one(first: dict[str, str], second: dict[str, str]) -> None:
    assert score(first, second, COMPANY).value < 0.5


def test_colleagues_at_one_switchboard_are_not_one_person() -> None:
    wang, li = {"name": "王芳", "mobile": "0512-67890123"}, {"name": "李强", "mobile": "0512-67890123"}
    assert score(wang, li, PERSON).value < 0.1


def test_a_person_is_recognised_by_sound_and_phone() -> None:
    found = score({"name": "王芳", "mobile": "13812345678"}, {"name": "王方", "mobile": "+86 138 1234 5678"}, PERSON)
    assert found.value > 0.9
    assert found.reasons == ["alike:name", "same:mobile"]


def test_records_that_are_one_share_a_key_and_keys_are_few() -> None:
    full = {
        "name": "苏州华宸精密机械有限公司",
        "phone": "0512-67890123",
        "email": "a@b.cn",
        "finance_phone": "13812345678",
    }
    full |= {"tax_number": "91110000600037341L", "street": "星湖街218号"}
    assert len(keys(full, COMPANY)) == MOST_KEYS
    for field, value in full.items():
        if field != "street":
            assert set(keys({field: value}, COMPANY)) & set(keys(full, COMPANY)), field
    assert set(keys({"name": "华辰精密"}, COMPANY)) & set(keys({"name": "苏州华宸精密机械有限公司"}, COMPANY))
    assert keys({}, COMPANY) == []


def test_a_key_that_everybody_shares_does_not_square_the_work() -> None:
    book = [(place, {"name": f"客户{place:05d}", "phone": "0512-67890123"}) for place in range(3000)]
    assert all(pair.score.value >= 0.5 for pair in pairs(book, COMPANY))


@pytest.mark.parametrize(("number", "floor"), [(1, 0.99), (2, 0.99), (3, 0.99)])
def test_febrl_duplicates_are_found(number: int, floor: float) -> None:
    records, truth = febrl(number)
    assert quality(found_pairs(records, PERSONS), truth).f1 >= floor


def test_restaurants_are_found_in_both_guides() -> None:
    records, truth = restaurants()
    assert len(truth) == 112
    assert quality(found_pairs(records, RESTAURANTS, between=True), truth).f1 >= 0.97


def test_listed_companies_are_not_taken_for_one_another() -> None:
    workbook = CalamineWorkbook.from_path(str(shared_data("a_share_listed_companies", "A股列表.xlsx")))
    rows = workbook.get_sheet_by_index(0).to_python()[1:]
    name = [Match("name", "company_name")]
    full = [(f"F{row[4]}", {"name": row[1]}) for row in rows]
    assert len(list(pairs(full, name))) <= 15
    short = [(f"S{row[4]}", {"name": row[5]}) for row in rows]
    across = [pair for pair in pairs([*full, *short], name) if str(pair.first)[0] != str(pair.second)[0]]
    right = sum(str(pair.first)[1:] == str(pair.second)[1:] for pair in across)
    assert right / len(across) >= 0.95
    assert right / len(rows) >= 0.7
