"""How fast a list of customers comes in, beside a bare COPY of the same rows in the same run.

    python -m bench.imports 100000 [1000000 …]      # into the database of ZHIKE_HOME or DATABASE_URL

The import does all that it does for a person: reads the CSV, maps, cleans, makes mnemonics and regions, looks for
duplicates in the book and in the file, gives numbers, writes records with history and search documents, in chunks that
commit. The bare COPY fills a table with the same columns and indexes, without keys to other tables or triggers.

Beside the rows a second of the clock stand those of a second of the processors, Python's and PostgreSQL's together:
these can be compared on a machine with other work to do as well.
"""

from __future__ import annotations

import csv
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil

from zhike.doors.command.answer import Needs
from zhike.doors.command.readiness import make_ready

MIB = 1 << 20
SIGNS = (
    "华宸云帆瑞达港通智芯康禾鲁盛海沧锡能正弘晴和闽江恒信博远天成汇丰金桥新锐卓越世长青明德嘉鼎启航景安泰国中科东方南洋北斗西岭"
    "宏图伟业同创众一诺百川源祥润益昌辉凯腾宇鑫泽森阳立维"
)
TRADES = [
    "精密机械", "网络科技", "物流", "半导体", "药业", "置业", "食品", "新能源", "电气", "光伏组件", "水利工程",
    "软件", "电子", "化工", "纺织", "建材", "包装", "环保", "教育咨询",
]  # fmt: skip
PLACES = [
    ("苏州", "江苏省苏州市虎丘区锦峰路"), ("深圳", "广东省深圳市南山区科技南路"),
    ("杭州", "浙江省杭州市滨江区江南大道"),
    ("成都", "四川省成都市武侯区天府大道"), ("武汉", "湖北省武汉市洪山区珞喻路"), ("上海", "上海市浦东新区张江路"),
    ("北京", "北京市海淀区中关村大街"), ("青岛", "山东省青岛市崂山区香港东路"),
]  # fmt: skip
LEVELS, INDUSTRIES = "ABCD", ["制造业", "电子", "化工", "医药", "软件信息", "物流运输", "食品", "建筑工程"]
STATUSES, SOURCES = ["潜在", "意向", "洽谈中", "合作中"], ["展会", "转介绍", "网站", "电话销售"]
HEADERS = ["客户名称", "级别", "行业", "状态", "来源", "电话", "邮箱", "地址", "信用额度", "登记日期", "备注"]


def main(sizes: list[int]) -> None:
    """Import a list of each size and print the figures."""
    things = ExitStack()
    make_ready(Needs.MIGRATED, things)
    with things, tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            source = Path(folder, f"{size}.csv")
            write_list(source, size)
            print(measured(source, size, Path(folder)), flush=True)


def write_list(target: Path, size: int) -> None:
    """A list as a spreadsheet program saves it; deterministic."""
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADERS)
        writer.writerows(rows(size))


def rows(size: int) -> Iterator[list[Any]]:
    """The rows of a list; the size is part of the seed, so that two lists have few names in common."""
    chance = random.Random(size)
    for place in range(size):
        city, street = chance.choice(PLACES)
        name = f"{city}{''.join(chance.choices(SIGNS, k=4))}{chance.choice(TRADES)}有限公司"
        yield [
            name, chance.choice(LEVELS), chance.choice(INDUSTRIES), chance.choice(STATUSES), chance.choice(SOURCES),
            f"0{chance.randint(10, 999)}-{chance.randint(10**7, 10**8 - 1)}",
            f"info{place}@{chance.getrandbits(32):x}.com.cn",
            f"{street}{chance.randint(1, 999)}号", chance.randint(1, 500) * 1000,
            f"20{chance.randint(10, 25)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
            "展会上见过，需要跟进",
        ]  # fmt: skip


def measured(source: Path, size: int, folder: Path) -> str:
    """Import a list, then copy the same rows into a bare table; returns the figures in words."""
    from django.db import connection

    from zhike.areas.customers.models import Customer
    from zhike.kernel.entity.registry import entity_named
    from zhike.kernel.files.storage import chunks_of
    from zhike.kernel.imports import service

    by = importer()
    before = Customer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    memory, servers = Memory(), Servers()
    with source.open("rb") as stream:
        importing = service.begin(entity_named("customers"), chunks_of(stream), source.name, by=by)
    begun, own = time.perf_counter(), time.process_time()
    with servers:
        service.run_now(importing, by=by, progress=memory)
    seconds, python = time.perf_counter() - begun, time.process_time() - own - servers.looking
    load = os.getloadavg()[0]
    bare = copied(connection, before, folder)
    counts = {kind: importing.counts.get(kind, 0) for kind in ("new", "changed", "same", "duplicate", "wrong")}
    return (
        f"{size:,} customers into a book of {before and Customer.objects.filter(pk__lte=before).count():,}: "
        f"{size / seconds:,.0f} rows/s ({seconds:.1f} s), bare COPY {size / bare:,.0f} rows/s ({bare:.1f} s); "
        f"{size / (python + servers.seconds):,.0f} rows per CPU second (Python {python:.1f} s, PostgreSQL "
        f"{servers.seconds:.1f} s), load {load:.1f} on {os.cpu_count()} cores; "
        f"peak memory {memory.peak / MIB:.0f} MiB, {memory.early / MIB:.0f} MiB after a tenth; {counts}"
    )


class Servers:
    """Counts the CPU seconds of the database's processes from now on, if they run on this machine.

    Those that end meanwhile (who tidies up) are counted as they were last seen.
    """

    OFTEN = 0.5

    def __init__(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SHOW cluster_name")
            self.mark = f"postgres: {cursor.fetchone()[0]}"
        self.before = self._look()
        self.latest = dict(self.before)
        self.looking = 0.0  # what the looking itself took, which is no part of the import
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_failure: object) -> None:
        self.over.set()
        self.thread.join()
        self.latest |= self._look()

    @property
    def seconds(self) -> float:
        """All that they took."""
        return sum(spent - self.before.get(process, 0.0) for process, spent in self.latest.items())

    def _watch(self) -> None:
        while not self.over.wait(self.OFTEN):
            self.latest |= self._look()
            self.looking = time.thread_time()

    def _look(self) -> dict[int, float]:
        found = {}
        for process in psutil.process_iter(["cmdline", "cpu_times"]):
            if " ".join(process.info["cmdline"] or ()).startswith(self.mark) and process.info["cpu_times"]:
                found[process.pid] = process.info["cpu_times"].user + process.info["cpu_times"].system
        return found


class Memory:
    """Looks at the process's memory whenever a chunk is done."""

    def __init__(self) -> None:
        self.process = psutil.Process(os.getpid())
        self.peak = self.early = 0

    def __call__(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """One look."""
        now = self.process.memory_info().rss
        self.peak = max(self.peak, now)
        if not self.early and done * 10 >= (total or 0):
            self.early = self.peak


def importer() -> Any:
    """Somebody who may import."""
    from zhike.kernel.access.actor import Actor
    from zhike.kernel.people.models import Employee, Role

    role, _made = Role.objects.get_or_create(name="bench", defaults={"powers": ["*"]})
    person, _made = Employee.objects.get_or_create(username="bench", defaults={"name": "Bench", "roles": [role.pk]})
    return Actor.of(person, door="import")


def copied(connection: Any, after: int, folder: Path) -> float:
    """Seconds that COPY takes to fill a bare table with the rows that were just imported."""
    target = folder / "bare.copy"
    with connection.cursor() as cursor:
        with (
            target.open("wb") as out,
            cursor.copy(f"COPY (SELECT * FROM customer WHERE id > {int(after)} ORDER BY id) TO STDOUT") as copy,
        ):
            for piece in copy:
                out.write(piece)
        cursor.execute("CREATE TABLE bare_customer (LIKE customer INCLUDING ALL)")
        try:
            begun = time.perf_counter()
            with target.open("rb") as stream, cursor.copy("COPY bare_customer FROM STDIN") as copy:
                while piece := stream.read(MIB):
                    copy.write(piece)
            return time.perf_counter() - begun
        finally:
            cursor.execute("DROP TABLE bare_customer")
            target.unlink()


if __name__ == "__main__":
    main([int(one.replace(",", "").replace("_", "")) for one in sys.argv[1:]] or [100_000])
