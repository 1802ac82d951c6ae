"""vCards of all versions become rows, and rows vCards that telephones take."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from zhike.kernel.tables.reading import open_table
from zhike.kernel.tables.table import NOTES, PROBLEMS, Table
from zhike.kernel.tables.vcard import VCARD_HEADERS, write_vcards
from zhike.kernel.testing import shared_data

EMPTY_CARDS = {"055.vcf": 1, "063.vcf": 1, "068.vcf": 1, "069.vcf": 1, "073.vcf": 1}


def table_of(tmp_path: Path, content: str | bytes) -> Table:
    path = tmp_path / "upload"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_table(path, "cards.vcf")


def people(table: Table) -> list[dict[str, object]]:
    return [{key: value for key, value in zip(table.headers, row.cells, strict=True) if value} for row in table.rows()]


def test_every_card_of_calcard_is_read_or_explained() -> None:
    files = sorted(shared_data("vcard_ical_calcard", "vcard").glob("*.vcf"))
    broken = {}
    for path in files:
        rows = list(open_table(path, path.name).rows())
        assert rows, path.name
        assert all(row.note in NOTES or not row.note for row in rows)
        if bad := [row for row in rows if row.problem]:
            broken[path.name] = len(bad)
            assert all(row.problem in PROBLEMS and str(row.reason) for row in bad)
    assert len(files) == 78
    assert broken == EMPTY_CARDS


def test_old_cards_in_quoted_printable_gbk_are_read(tmp_path: Path) -> None:
    name = "".join(f"={byte:02X}" for byte in "张三".encode("gbk"))
    head = "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:"
    card = f"{head}{name}\r\nTEL;CELL:13800138000\r\nEND:VCARD\r\n"
    assert people(table_of(tmp_path, card)) == [{"name": "张三", "mobile": "13800138000"}]


def test_a_chinese_name_in_parts_is_put_together_without_a_blank(tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nN:欧阳;娜娜;;;\nORG:华宸科技;市场部;一组\nTEL:+86 139 0013 9000\nEND:VCARD\n"
    assert people(table_of(tmp_path, card)) == [
        {
            "name": "欧阳娜娜",
            "family": "欧阳",
            "given": "娜娜",
            "organisation": "华宸科技",
            "department": "市场部 / 一组",
            "mobile": "+86 139 0013 9000",
        }
    ]


def test_a_card_without_an_end_and_text_outside_are_explained(tmp_path: Path) -> None:
    rows = list(table_of(tmp_path, "BEGIN:VCARD\nFN:A\nEND:VCARD\nwhat is this\n\nBEGIN:VCARD\nFN:B\n").rows())
    assert [(row.line, row.problem, row.note) for row in rows] == [
        (1, "", ""),
        (4, "outside_card", ""),
        (6, "", "card_not_closed"),
    ]


def test_a_picture_is_left_out_with_a_note(tmp_path: Path) -> None:
    rows = list(
        table_of(tmp_path, "BEGIN:VCARD\nVERSION:2.1\nFN:A\nPHOTO;BASE64;JPEG:\n /9j/4AA\n QSk=\n\nEND:VCARD\n").rows()
    )
    assert [(row.problem, row.note) for row in rows] == [("", "photo_left_out")]


PERSON = {
    "name": "欧阳, 娜娜; \\o/", "family": "欧阳", "given": "娜娜", "organisation": "华宸科技;北京",
    "department": "市场部 / 一组", "title": "经理", "mobile": "13800138000", "office_phone": "010-62345678",
    "home_phone": "010-1", "fax": "010-2", "email": "a@example.com", "other_emails": "b@example.com; c@example.com",
    "birthday": "1990-02-03", "sex": "F", "country": "中国", "province": "广东省", "city": "深圳市",
    "street": "深南东路5047号", "postcode": "518001", "url": "https://example.com/a,b", "note": "第一行\n第二行" * 30,
    "tags": "老客户, 重点", "nickname": "娜", "uid": "42",
}  # fmt: skip


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_a_card_that_we_wrote_is_read_back(tmp_path: Path, version: str) -> None:
    content = b"".join(write_vcards([PERSON], version=version))
    assert max(map(len, content.split(b"\r\n"))) <= 75
    [found] = people(table_of(tmp_path, content))
    assert found.pop("address") == "中国广东省深圳市深南东路5047号"
    assert found == PERSON


PLAIN = some.text(
    some.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\u2028\u2029"), max_size=60
).map(str.strip)


@given(name=PLAIN.filter(bool), note=some.lists(PLAIN, max_size=4).map("\n".join).map(str.strip), title=PLAIN)
def test_any_text_survives_a_card(tmp_path_factory: pytest.TempPathFactory, name: str, note: str, title: str) -> None:
    content = b"".join(write_vcards([{"name": name, "note": note, "title": title}]))
    [found] = [
        dict(zip(VCARD_HEADERS, row.cells, strict=True))
        for row in table_of(tmp_path_factory.mktemp("card"), content).rows()
    ]
    assert (found["name"], found["note"], found["title"]) == (name, note, title)
