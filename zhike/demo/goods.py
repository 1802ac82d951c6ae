"""What the demo company sells: machine tools, automation, parts, tools and service. Everything is invented.

`goods.csv` has a line for each product: how we come by it, its unit, its name in both languages, model, list price and
cost in yuan, and how many of it are packed in a further unit.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("goods.csv")

# Category, English name, and those below it.
CATEGORIES = (
    ("数控机床", "CNC machine tools", (
        ("立式加工中心", "Vertical machining centres"), ("卧式加工中心", "Horizontal machining centres"),
        ("五轴加工中心", "Five-axis machining centres"), ("龙门加工中心", "Gantry machining centres"),
        ("钻攻中心", "Drilling and tapping centres"), ("数控车床", "CNC lathes"), ("车铣复合", "Turn-mill centres"),
    )),
    ("自动化", "Automation", (
        ("桁架与上下料", "Gantries and loaders"), ("机器人单元", "Robot cells"),
        ("检测与软件", "Measuring and software"),
    )),
    ("功能部件", "Machine components", (
        ("主轴与转台", "Spindles and rotary tables"), ("夹具与卡盘", "Chucks and fixtures"),
        ("传动与导轨", "Guides and drives"), ("电气与数控", "Controls and electrics"),
    )),
    ("刀具与耗材", "Tools and consumables", (
        ("刀柄", "Tool holders"), ("铣刀与钻头", "Mills and drills"), ("刀片", "Inserts"),
        ("油液", "Oils and coolants"),
    )),
    ("服务与培训", "Service and training", (
        ("安装与维保", "Installation and maintenance"), ("操作培训", "Operator training"),
    )),
)  # fmt: skip
MACHINES = tuple(name for name, _english in CATEGORIES[0][2])
CONSUMABLES = ("刀柄", "铣刀与钻头", "刀片", "油液")


class Good(NamedTuple):
    """One line of the file."""

    category: str
    kind: str
    unit: str
    name: str
    english: str
    model: str
    specification: str
    price: Decimal
    cost: Decimal
    packed_in: str
    packed: Decimal

    @property
    def intangible(self) -> bool:
        """Whether it is work, not a thing."""
        return self.kind in ("service", "training")

    @property
    def title(self) -> str:
        """What the product is called: its kind and its model."""
        return f"{self.name} {self.model}"


def goods() -> Iterator[Good]:
    """All products of the file."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            numbers = {name: Decimal(row.pop(name) or 0) for name in ("price", "cost", "packed")}
            yield Good(**row, **numbers)  # type: ignore[arg-type]
