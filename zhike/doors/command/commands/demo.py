"""Load the demo book: a group with 12 employees, 2,000 customers, 3,500 contacts, 20,000 timeline entries."""

import argparse
import time
from typing import Any

from zhike.doors.command.answer import Answer, Failed

WRITES_THE_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """--force."""
    parser.add_argument("--force", action="store_true", help="load it although the book holds customers already")


def run(options: argparse.Namespace) -> Answer:
    """Load it, unless the book is in use."""
    from zhike.demo.book import is_empty, load  # noqa: PLC0415  (the tables must be there first)

    if not options.force and not is_empty():
        raise Failed("The book holds customers already; --force adds the demo book to them.")
    begun = time.monotonic()
    counts: dict[str, Any] = load(None if options.json else report)
    seconds = round(time.monotonic() - begun, 1)
    words = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    return Answer(f"{words} in {seconds} s", {**counts, "seconds": seconds})


def report(step: str, place: int, of: int) -> None:
    """Say which step it is at."""
    print(f"{place}/{of} {step}", flush=True)
