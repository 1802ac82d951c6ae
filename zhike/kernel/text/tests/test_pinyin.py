import pytest

from zhike.kernel.text.mnemonics import mnemonic, person_mnemonic
from zhike.kernel.text.pinyin import full, initials, person_syllables, syllables


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("重庆", "chong qing"), ("重工", "zhong gong"), ("长沙", "chang sha"), ("银行", "yin hang"),
        ("行业", "hang ye"), ("步行", "bu xing"), ("绿地", "lv di"), ("厦门", "xia men"), ("大厦", "da sha"),
        ("六安", "lu an"), ("乐清", "yue qing"), ("朝阳", "chao yang"), ("会计", "kuai ji"), ("便利", "bian li"),
    ],
)  # fmt: skip
def test_a_character_with_several_readings_is_read_by_its_phrase(text: str, spoken: str) -> None:
    assert syllables(text) == spoken.split()


@pytest.mark.parametrize(
    ("name", "spoken"),
    [("单田芳", "shan tian fang"), ("曾国藩", "zeng guo fan"), ("仇英", "qiu ying"), ("尉迟恭", "yu chi gong")],
)
def test_a_surname_is_read_as_a_surname(name: str, spoken: str) -> None:
    assert person_syllables(name) == spoken.split()


def test_latin_runs_stay_whole_between_chinese() -> None:
    assert syllables("TCL重庆3号") == ["tcl", "chong", "qing", "3", "hao"]
    assert full("TCL重庆") == "tclchongqing"
    assert initials("TCL重庆") == "tclcq"


def test_what_cannot_be_read_is_left_out() -> None:
    assert syllables("🐉、！ ") == []
    assert syllables("") == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("苏州华宸精密机械有限公司", "SZHC"), ("江苏省苏州市华宸精密机械（集团）有限公司", "SZHC"),
        ("宝馨科技", "BXKJ"),
        ("北京银行股份有限公司", "BJYH"), ("Acme Pumps Co., Ltd.", "AP"), ("Siemens AG", "SIEMENS"), ("", ""),
        ("😀", ""),
    ],
)  # fmt: skip
def test_the_mnemonic_is_region_and_brand(name: str, code: str) -> None:
    assert mnemonic(name) == code


def test_the_mnemonic_of_a_person_is_the_initials() -> None:
    assert person_mnemonic("曾国藩") == "ZGF"
    assert person_mnemonic("Mary Ann Lee") == "MAL"
