"""Public sets with known duplicates: febrl 1 to 3 (made persons) and the Fodors–Zagats restaurants, with their truth.

The matches are what an administrator would declare for such fields; nothing in them comes from the truth.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from zhike.kernel.duplicates.scoring import Match, pairs
from zhike.kernel.testing import shared_data

Records = list[tuple[str, dict[str, str]]]
Truth = set[frozenset[str]]

PERSONS = [
    Match("name", "person_name"),
    Match("address", "address"),
    Match("address_2", "text", weight=0.5),
    Match("suburb", "text"),
    Match("postcode", "exact"),
    Match("state", "exact", weight=0.5),
    Match("date_of_birth", "date"),
    Match("soc_sec_id", "tax_number"),
]
RESTAURANTS = [Match("name", "company_name"), Match("addr", "address"), Match("city", "text"), Match("phone", "phone")]


class Quality(NamedTuple):
    """How well found pairs agree with the truth."""

    precision: float
    recall: float
    f1: float


def febrl(number: int) -> tuple[Records, Truth]:
    """Return the records of febrl set 1, 2 or 3 and the true pairs, which their ids tell."""
    path = shared_data("febrl_dedupe", "dataset1.csv" if number == 1 else f"dataset{number}.csv.gz")
    records: Records = []
    groups = defaultdict(list)
    for row in _rows(path):
        row["name"] = f"{row['given_name']} {row['surname']}".strip()
        row["address"] = f"{row['street_number']} {row['address_1']}".strip()
        records.append((row["rec_id"], row))
        groups[row["rec_id"].split("-")[1]].append(row["rec_id"])
    return records, {frozenset(pair) for group in groups.values() for pair in combinations(group, 2)}


def restaurants() -> tuple[Records, Truth]:
    """Return both restaurant guides as one book, ids starting with f and z, and the 112 true pairs between them."""
    folder = ("er_raw_tables", "restaurants")
    records = [
        (f"{guide[0]}{row['id']}", row)
        for guide in ("fodors", "zagats")
        for row in _rows(shared_data(*folder, f"{guide}.csv"))
    ]
    matches = _rows(shared_data(*folder, "matches_fodors_zagats.csv"))
    return records, {frozenset((f"f{row['fodors_id']}", f"z{row['zagats_id']}")) for row in matches}


def found_pairs(records: Records, matches: list[Match], *, between: bool = False) -> Truth:
    """Return the pairs at the usual threshold; `between` keeps those of two guides only."""
    return {
        frozenset((str(pair.first), str(pair.second)))
        for pair in pairs(records, matches)
        if not between or str(pair.first)[0] != str(pair.second)[0]
    }


def quality(found: Iterable[frozenset[str]], truth: Truth) -> Quality:
    """Compare found pairs with the true ones."""
    pairs_found = set(found)
    right = len(pairs_found & truth)
    precision, recall = right / max(len(pairs_found), 1), right / len(truth)
    return Quality(precision, recall, 2 * right / (len(pairs_found) + len(truth)))


def _rows(path: Path) -> list[dict[str, str]]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    reader = csv.DictReader(text.decode("utf-8").splitlines(), skipinitialspace=True)
    return [{key.strip(): (value or "").strip() for key, value in row.items()} for row in reader]
