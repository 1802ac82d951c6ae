"""The large book that the measurements run on: customers, contacts and activities made by code, loaded by COPY.

    python -m bench.book 1000000        # into the database of ZHIKE_HOME or DATABASE_URL, which must be empty

Deterministic: the same size gives the same book. Triggers are off while it loads (a book is loaded, not worked on), so
it has no history; search documents are written as the product writes them.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from zhike.doors.command.answer import Needs
from zhike.doors.command.readiness import make_ready

NOW = datetime(2026, 11, 1, 4, tzinfo=UTC)
BRANDS = [
    "华宸", "云帆", "瑞达", "港通", "智芯", "康禾", "鲁盛", "海沧", "锡能", "正弘", "晴和", "闽江", "海纳",
    "恒信", "博远", "天成", "汇丰", "金桥", "新锐", "卓越", "盛世", "长青", "明德", "嘉禾", "鼎新", "启航",
    "远景", "安泰", "国瑞", "中科", "东方", "南洋", "北斗", "西岭", "宏图", "伟业", "同创", "众合", "一诺",
    "百川",
]  # fmt: skip
SECOND = [
    "达", "源", "通", "盛", "泰", "和", "信", "兴", "隆", "祥", "瑞", "丰", "润", "诚", "益", "昌", "德", "辉",
    "凯", "腾", "宇", "鑫", "泽", "森", "阳", "航", "立", "博", "正", "维",
]  # fmt: skip
TRADES = [
    "精密机械", "网络科技", "汽车销售服务", "国际物流", "半导体", "健康药业", "置业", "食品", "新能源科技",
    "电气配件", "光伏组件", "水利工程", "渔业", "软件", "电子", "化工", "纺织", "建材", "包装", "环保",
    "医疗器械", "教育咨询", "广告传媒", "仪器仪表", "自动化设备",
]  # fmt: skip
FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司", "有限责任公司")
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉红建国志文海波鹏宇欣然子轩梓涵浩然雨桐"


def main(customers: int, activities: int = 10) -> None:
    """Make the book, with so many activities a customer, and say how long each part took."""
    things = ExitStack()
    make_ready(Needs.MIGRATED, things)
    with things:
        from bench.people import company

        started = time.perf_counter()
        people = company()
        parts: list[tuple[str, Callable[[], int]]] = [
            ("customers", lambda: load_customers(customers, people)),
            ("contacts", lambda: load_contacts(customers, people)),
            ("activities", lambda: load_activities(customers, people, activities)),
        ]
        with without_indexes("search_document"):
            for name, load in parts:
                begun = time.perf_counter()
                with without_triggers(TABLES[name]), without_indexes(TABLES[name]):
                    rows = load()
                print(f"{name:<12}{rows:>12,} rows {time.perf_counter() - begun:8.1f} s", flush=True)
        _settle()
        print(f"book of {customers:,} customers in {time.perf_counter() - started:.1f} s")


TABLES = {"customers": "customer", "contacts": "contact", "activities": "activity"}


@contextmanager
def without_triggers(table: str) -> Iterator[None]:
    """Load a table without writing its history; the triggers that keep its scope columns true stay."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger"
            " WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgname NOT LIKE 'scope%%'",
            [table],
        )
        names = [row[0] for row in cursor.fetchall()]
        for name in names:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        try:
            yield
        finally:
            for name in names:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")


@contextmanager
def without_indexes(table: str) -> Iterator[None]:
    """Load a table without its indexes and references, and make them anew at the end in a fraction of the time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype = 'f'",
            [table],
        )
        references = cursor.fetchall()
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = %s::regclass AND NOT indisunique",
            [table],
        )
        indexes = cursor.fetchall()
        for name, _definition in references:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        for name, definition in references:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def load_customers(count: int, people: list[tuple[int, int]]) -> int:
    """Customers with their documents; three in a hundred are frozen, confidential or in the bin."""
    from zhike.kernel.directory import directory
    from zhike.kernel.regions.models import Region

    chance = random.Random(1)
    places = [(one.code, one.short_name) for one in Region.objects.filter(level="district").order_by("code")]
    entries = {key: [one.pk for one in found] for key, found in directory().dictionaries.items()}
    columns = (
        "id, created_at, updated_at, revision, name, kind, number, mnemonic, short_name, english_name, level_id,"
        " type_id, status_id, industry_id, source_id, vip, tax_number, main_phone, finance_phone, email, home_page,"
        " region_id, street, postcode, main_products, security_level, tags, remarks, last_contact_at, frozen_at,"
        " frozen_reason, owner_id, department_id, credit_limit"
    )

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(1, count + 1):
            code, short = chance.choice(places)
            created = NOW - timedelta(minutes=chance.randrange(1, 1_500_000))
            contacted = created + (NOW - created) * chance.random() if chance.random() < 0.9 else None
            owner, department = people[chance.randrange(len(people))]
            name = f"{short}{chance.choice(BRANDS)}{chance.choice(SECOND)}{chance.choice(TRADES)}{chance.choice(FORMS)}"
            pick = {
                key: chance.choice(entries[key])
                for key in ("customer_level", "customer_type", "customer_status", "industry", "customer_source")
            }
            yield (
                number, created, created, 1, name, "enterprise", f"KH-2026-{number:07d}", "", "", "",
                pick["customer_level"], pick["customer_type"], pick["customer_status"], pick["industry"],
                pick["customer_source"], False, "",
                f"0{chance.randrange(10, 999)}-{chance.randrange(10**7, 10**8)}", "", f"info{number}@example.com", "",
                code, f"{chance.choice(BRANDS)}路{chance.randrange(1, 999)}号", "", "",
                2 if number % 200 == 0 else 0, "{}", "",
                contacted, NOW if number % 150 == 0 else None, "", owner, department, chance.randrange(1, 100) * 10000,
            )  # fmt: skip

    return _copy("customer", "customers", columns, rows())


def load_contacts(customers: int, people: list[tuple[int, int]]) -> int:
    """One and a half contacts a customer."""
    chance = random.Random(2)
    columns = (
        "id, created_at, updated_at, revision, customer_id, name, sex, unit, post, mobile, office_phone, home_phone,"
        " email, fax, birthday_calendar, address, hobbies, tags, remarks, last_contact_at, owner_id, department_id"
    )

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(1, customers * 3 // 2 + 1):
            customer = number if number <= customers else (number - customers) * 2
            owner, department = people[customer % len(people)]
            name = (
                chance.choice(FAMILY) + chance.choice(GIVEN) + (chance.choice(GIVEN) if chance.random() < 0.6 else "")
            )
            yield (
                number, NOW, NOW, 1, customer, name, "", "",
                chance.choice(("总经理", "采购总监", "设备科长", "工程师", "财务经理")),
                f"1{chance.choice('3578')}{chance.randrange(10**8, 10**9)}", "", "", f"c{number}@example.com", "",
                "solar", "", "",
                "{}", "", None, owner, department,
            )  # fmt: skip

    return _copy("contact", "contacts", columns, rows())


def load_activities(customers: int, people: list[tuple[int, int]], each: int) -> int:
    """Several activities a customer, made in the database; the first customer has ten thousand, to try its card."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO activity"
            " (created_at, updated_at, revision, kind, customer_id, subject, body, at, owner_id, department_id)"
            " SELECT t, t, 1, (ARRAY['note','call','visit'])[1 + n %% 3],"
            " CASE WHEN n <= 10000 THEN 1 ELSE 1 + n %% %s END,"
            " '跟进 ' || n, '沟通了需求与报价，下周再联系', t, p.owner, p.department"
            " FROM generate_series(1, %s) n, LATERAL (SELECT %s::timestamptz - n * interval '37 seconds' AS t) x,"
            " LATERAL (SELECT (%s::bigint[])[1 + n %% %s] AS owner, (%s::bigint[])[1 + n %% %s] AS department) p",
            [
                customers,
                customers * each,
                NOW,
                [one for one, _ in people],
                len(people),
                [two for _, two in people],
                len(people),
            ],
        )
        made = cursor.rowcount
    return int(made)


def _copy(table: str, entity: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> int:
    """COPY the rows, and their search documents after them."""
    from django.db import connection, transaction

    from zhike.kernel.entity.registry import entity_named
    from zhike.kernel.search.documents import array_literal, document, keys_of, names_read

    names = [one.strip() for one in columns.split(",")]
    wanted = {name: names.index(name) for name in names_read(entity) if name in names}
    title = entity_named(entity).title_field
    few = entity_named(entity).search.person  # people share their names, so what is made of one serves many
    named = lru_cache(100_000 if few else 0)(lambda value: document(entity, {title: value}))
    documents: list[tuple[int, str, str]] = []
    made = 0
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
                values = {name: row[at] for name, at in wanted.items()}
                keys = array_literal(keys_of(entity, values))
                if few:
                    documents.append((row[0], f"{named(values.pop(title))} {document(entity, values)}", keys))
                else:
                    documents.append((row[0], document(entity, values), keys))
                made += 1
        with cursor.copy("COPY search_document (entity, record_id, tokens, keys) FROM STDIN") as copy:
            for one in documents:
                copy.write_row((entity, *one))
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, made])
    return made


def _settle() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("customer", "contact", "activity", "search_document", "duplicate_key"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3] or ["100000"]))
