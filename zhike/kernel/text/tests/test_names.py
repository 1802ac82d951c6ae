import gzip

import pytest
from python_calamine import CalamineWorkbook

from zhike.kernel.testing import shared_data
from zhike.kernel.text.names import company_parts, core, normalise_company, normalise_person


@pytest.mark.parametrize(
    ("written", "same_as"),
    [
        ("苏州华宸精密机械有限公司", "苏州华宸精密机械"),
        ("苏州华宸精密机械股份有限公司", " 苏州华宸精密机械　有限责任公司 "),
        ("康平科技（苏州）股份有限公司", "康平科技(苏州)"),
        ("万  科Ａ", "万科A"),
        ("ACME (Group) Co., Ltd.", "Acme"),
        ("The A.B.C. Pumps & Valves Inc.", "ABC Pumps and Valves"),
        ("TCL科技集团股份有限公司", "ＴＣＬ科技"),
    ],
)
def test_names_that_differ_in_form_only_are_equal(written: str, same_as: str) -> None:
    assert normalise_company(written) == normalise_company(same_as)


@pytest.mark.parametrize(
    ("one", "other"),
    [("苏州华宸机械", "无锡华宸机械"), ("平安银行", "平安保险"), ("西门子（中国）有限公司", "西门子电气有限公司")],
)
def test_what_distinguishes_stays(one: str, other: str) -> None:
    assert normalise_company(one) != normalise_company(other)


def test_the_core_is_without_region_and_legal_form() -> None:
    assert core("江苏省苏州市华宸精密机械有限公司") == "华宸精密机械"
    assert core("北京银行股份有限公司") == "北京银行"
    assert company_parts("昆山万源通电子科技有限公司").region == "昆山"


def test_a_name_of_nothing_but_a_legal_form_is_kept() -> None:
    assert normalise_company("有限公司") == "有限公司"
    assert normalise_company("") == ""


def test_people_are_normalised_without_titles_and_order() -> None:
    assert normalise_person("王 芳 女士") == "王芳"
    assert normalise_person("Dr. Lee, Mary-Ann") == normalise_person("Mary Ann LEE")


def test_listed_companies_keep_distinct_names() -> None:
    path = shared_data("a_share_listed_companies", "A股列表.xlsx")
    names = {row[1] for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]}
    assert len({normalise_company(name) for name in names}) >= len(names) - 2


def test_every_brand_of_the_lexicon_keeps_letters() -> None:
    path = shared_data("cn_company_name_lexicons", "brand.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        brands = [line.strip() for line, _number in zip(lines, range(20000), strict=False)]
    lost = [brand for brand in brands if any(each.isalnum() for each in brand) and not normalise_company(brand)]
    assert lost == []
