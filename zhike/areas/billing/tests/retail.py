"""The Online Retail file (UCI, CC BY 4.0), and the lists of customers and products that a shop would bring with it."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

PARTS = ("online_retail_uci", "online_retail_by_day_concatenated.csv.gz")
COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
CENT = Decimal("0.01")
UNIT = "Stück"
Row = Mapping[str, str]


def rows_of(path: Path) -> Iterator[Row]:
    """The lines of the file, as it has them, one by one."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def as_csv(rows: Iterable[Row], columns: Sequence[str] = COLUMNS) -> str:
    """Rows as a file."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def customers(rows: Iterable[Row]) -> str:
    """The customers as a list: 17850.0 of the file is the customer 17850."""
    found = {row["CustomerID"].partition(".")[0]: row["Country"] for row in rows if row["CustomerID"]}
    return as_csv(
        ({"客户编号": one, "客户名称": f"Shop {one}", "备注": country} for one, country in found.items()),
        ("客户编号", "客户名称", "备注"),
    )


def products(rows: Iterable[Row]) -> str:
    """The products as a list, each once, however its code is written, called by the first words that are said of it."""
    found: dict[str, str] = {}
    for row in rows:
        code = row["StockCode"].upper()
        found[code] = found.get(code) or row["Description"].strip("? ")
    return as_csv(
        ({"产品编号": code, "产品名称": words or code, "计量单位": UNIT, "税率": "0"} for code, words in found.items()),
        ("产品编号", "产品名称", "计量单位", "税率"),
    )


def totals(rows: Iterable[Row]) -> dict[str, Decimal]:
    """What each document comes to, below zero for what is given back, each line rounded to the penny."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        amount = Decimal(row["UnitPrice"]) * Decimal(row["Quantity"])
        found[row["InvoiceNo"]] += amount.quantize(CENT, ROUND_HALF_UP)
    return dict(found)
