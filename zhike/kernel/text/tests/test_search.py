"""Lexemes and queries together, matched by PostgreSQL itself."""

import json
import time

import pytest
from django.db import connection
from python_calamine import CalamineWorkbook

from zhike.kernel.testing import shared_data
from zhike.kernel.text.highlighting import highlight
from zhike.kernel.text.mnemonics import mnemonic
from zhike.kernel.text.query import beginning, leading, query
from zhike.kernel.text.tokens import Kind, document_tokens, tsvector_literal

HUACHEN: list[tuple[Kind, str]] = [
    ("name", "苏州华宸精密机械有限公司"), ("person", "曾国藩"), ("number", "KH-2024-000317"),
    ("phone", "+8613812345678"),
    ("phone", "0512-67890123"), ("email", "min.zhou@mail.huachen.com.cn"), ("name", "TCL重庆绿地"),
]  # fmt: skip


def found(document: list[tuple[Kind, str]], question: str | None) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [tsvector_literal(document_tokens(document)), question])
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        "华宸", "宸", "械", "华", "苏州华宸", "TCL重", "苏州华宸精密机械有", "苏州华宸精密机械有限公司",
        "000317", "317", "0317",
        "KH-2024", "kh2024000317", "2024-000317", "KH 317", "5678", "12345678", "138 1234 5678", "+86 13812345678",
        "0512-67890123", "67890123", "6789 0123", "051267890123", "min.zhou", "min.zhou@mail.huachen.com.cn", "zhou",
        "huachen.com", "@huachen", "huachen", "hua chen", "chenjingmi", "suzhouhuachenjingmijixie", "szhc",
        "hcjm", "ZGF",
        "zengguofan", "lvdi", "lüdi", "tclcq", "chongqing", "苏州 5678", "ＴＣＬ",
    ],
)  # fmt: skip
def test_a_customer_is_found_by_what_people_type(words: str) -> None:
    assert found(HUACHEN, query(words))


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["精机", "678", "苏州 9999", "abc", "uachen", "无锡"])
def test_a_customer_is_not_found_by_what_it_is_not(words: str) -> None:
    assert not found(HUACHEN, query(words))


@pytest.mark.django_db
def test_a_title_that_begins_with_the_words_can_be_put_first() -> None:
    assert found(HUACHEN, leading("苏州华宸"))
    assert found(HUACHEN, leading("苏"))
    assert not found(HUACHEN, leading("华宸"))


@pytest.mark.django_db
def test_what_begins_with_the_words_must_hold_all_of_them() -> None:
    for words in ("苏", "苏州", "苏州华宸", "苏州 5678"):
        assert found(HUACHEN, beginning(words)), words
    for words in ("华宸", "huachen", "苏州宸", "苏州 9999"):
        assert not found(HUACHEN, beginning(words)), words
    assert beginning("huachen") == leading("huachen")
    assert beginning("") is None


@pytest.mark.django_db
def test_no_string_makes_an_invalid_query_or_document() -> None:
    naughty = json.loads(shared_data("naughty_strings", "blns.json").read_text(encoding="utf-8"))
    naughty += ["\x00a", "\ud800x@y", "a'b@c\\d", "@\\'", "'@'", "x@\x00", "'" * 300, "a" * 5000, "华" * 5000]
    with connection.cursor() as cursor:
        for text in naughty:
            for question in (query(text), leading(text)):
                cursor.execute("SELECT %s::tsquery", [question])
            for kind in ("name", "person", "text", "number", "phone", "email"):
                cursor.execute("SELECT %s::tsvector", [tsvector_literal(document_tokens([(kind, text)]))])


def test_a_query_of_nothing_asks_for_nothing() -> None:
    assert query("") is None
    assert query("&|!()<->") is None


@pytest.mark.parametrize(
    ("text", "words", "spans"),
    [
        ("苏州华宸精密", "华宸", [(2, 4)]), ("苏州华宸精密", "huachen", [(2, 4)]), ("苏州华宸精密", "hcj", [(2, 5)]),
        ("苏州华宸精密", "hua chen", [(2, 4)]), ("ＡＣＭＥ Pumps", "acme", [(0, 4)]),
        ("138 1234 5678", "5678", [(9, 13)]),
        ("138 1234 5678", "45678", [(7, 13)]), ("曾国藩", "zgf", [(0, 3)]), ("苏州", "&", []), ("", "x", []),
    ],
)  # fmt: skip
def test_the_match_is_marked_where_it_is(text: str, words: str, spans: list[tuple[int, int]]) -> None:
    assert highlight(text, words) == spans


def test_a_company_costs_few_lexemes_and_little_time() -> None:
    path = shared_data("a_share_listed_companies", "A股列表.xlsx")
    names = [row[1] for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]]
    documents: list[list[tuple[Kind, str]]] = [
        [("name", name), ("number", f"KH-2024-{place:06d}"), ("phone", "+8613812345678"), ("email", "a.b@huachen.cn")]
        for place, name in enumerate(names)
    ]
    sizes = [len(document_tokens(document)) for document in documents]
    assert sum(sizes) / len(sizes) < 35
    started = time.process_time()
    for document in documents:
        tsvector_literal(document_tokens(document))
        mnemonic(document[0][1])
    assert (time.process_time() - started) / len(documents) < 500e-6  # 35 µs on a quiet machine
