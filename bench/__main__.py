"""The measurements: `make bench`, or `make bench ARGS="pages --size 1000000"`.

Parts: analysis (the sales reports over many invoice lines), duplicates (likeness against recordlinkage), imports
(beside a bare COPY), orders (fifty confirmed at once on scarce goods and shared credit), pages (p50 and p95 at two
sizes), postings (the ledger and its reconciliation), requests (a second of 1 and 8 clients beside the floor view),
retail (a shop's book of documents with lines, `--lines N`), stock (fifty at once on scarce goods), weight (bytes of a
first and a second visit). Books are made once for each size and kept under `build/bench`. Only
figures of one run may be compared: machines and days differ.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile

PARTS = {
    "analysis": ["bench.analysis", "1000000"],
    "duplicates": ["bench.duplicates"],
    "imports": ["bench.imports", "100000"],
    "orders": ["bench.orders", "200"],
    "pages": ["bench.pages"],
    "postings": ["bench.postings", "1000000"],
    "requests": ["bench.requests"],
    "retail": ["bench.retail"],
    "stock": ["bench.stock", "2000"],
    "weight": ["bench.weight"],
}
WRITING = ("analysis", "imports", "orders", "postings", "retail", "stock")
SIZED = ("analysis", "imports", "orders", "postings", "stock")
"""Parts whose size stands here; the others take what else is said."""


def main() -> int:
    """Run the named parts, or all of them, one after the other; each in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Zhike.")
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"some of: {', '.join(PARTS)} (all of them if none is named)"
    )
    chosen, rest = parser.parse_known_args()
    unknown = set(chosen.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part called {', '.join(sorted(unknown))}")
    failed = 0
    for part in chosen.parts or PARTS:
        print(f"\n== {part}", flush=True)
        with tempfile.TemporaryDirectory() as home:
            # These write: they get a database of their own. The others work on kept books and find them themselves.
            environment = os.environ | ({"ZHIKE_HOME": home, "ZHIKE_DEMO": "0"} if part in WRITING else {})
            command = [sys.executable, "-m", *PARTS[part], *([] if part in SIZED else rest)]
            failed |= subprocess.run(command, check=False, env=environment).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
