"""Reads the workbooks named on the command line and prints as JSON how each ended, how long it took, and the memory of
the largest parser in KiB.

A process of its own: a child starts with the peak of the process that it was forked from, and the one that runs the
tests is large.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from zhike.kernel.tables.reading import open_table
from zhike.kernel.tables.table import TableRefused


def main(paths: list[Path]) -> None:
    """Read every workbook to its end and print what happened."""
    refused, seconds = {}, {}
    for path in paths:
        began = time.monotonic()
        try:
            with open_table(path, path.name) as table:
                assert all(row.cells for row in table.rows())
        except TableRefused as problem:
            refused[path.name] = problem.code
        seconds[path.name] = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"refused": refused, "seconds": seconds, "peak_kib": peak}))


if __name__ == "__main__":
    main([Path(each) for each in sys.argv[1:]])
