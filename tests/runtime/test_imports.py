"""An import outlives its process and its database: killed at any moment, it goes on, and no row is lost or doubled."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.runtime.house import PROJECT, House, kill

ROWS, AT_ONCE = 3000, 50
WRONG = len(range(0, ROWS, 7))


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A list with every seventh row wrong."""
    rows = [f"{'' if place % 7 == 0 else f'断电{place}号水泵厂'},0512-6{place:07d}" for place in range(ROWS)]
    source = tmp_path / "list.csv"
    source.write_text("\n".join(["客户名称,电话", *rows]), "utf-8")
    return source


def importing(house: House, source: Path) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "tests.runtime.importing", str(source), str(AT_ONCE)]
    return subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT, env=house.variables
    )


def killed_half_way(house: House, source: Path, chance: random.Random, *, database: bool) -> None:
    """Kill the import somewhere within a chunk; with `database`, the database and all that work for it as well."""
    process = importing(house, source)
    moment = chance.randrange(AT_ONCE, ROWS // 2)
    assert process.stdin is not None
    assert process.stdout is not None
    for line in process.stdout:
        process.stdin.write("\n")
        process.stdin.flush()
        if int(line) >= moment:
            break
    time.sleep(chance.random() / 5)
    kill(psutil.Process(process.pid), *(house.processes() if database else ()))
    process.wait()
    process.stdin.close()
    process.stdout.close()


@pytest.mark.parametrize(("seed", "database"), [(1, True), (2, True), (3, False)])
def test_an_import_that_was_killed_goes_on_and_no_row_is_lost_or_doubled(
    lived_in_house: House, listed: Path, seed: int, database: bool
) -> None:
    killed_half_way(lived_in_house, listed, random.Random(seed), database=database)
    again = importing(lived_in_house, listed)
    said, _nothing = again.communicate(timeout=300)
    assert again.returncode == 0
    book = json.loads(said.splitlines()[-1])
    counts = book.pop("counts")
    assert (counts["new"], counts["wrong"]) == (ROWS - WRONG, WRONG)
    new = ROWS - WRONG
    assert book == {
        "customers": new, "names": new, "documents": new, "histories": new, "rejects": WRONG, "keys_agree": True,
    }  # fmt: skip
