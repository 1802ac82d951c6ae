"""How long pages take at ten thousand rows and at many: p50, p95 and statements, and the ratio of the two sizes.

    python -m bench.pages --size 1000000

Through the whole product but the network: sign-in, rights, queries, templates.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import Any

from bench.kept import book_home, environment_of

SMALL, ROUNDS = 10_000, 25


def main() -> None:
    """Measure both sizes, each in a process of its own, and print them beside each other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options, _rest = parser.parse_known_args()
    if options.here:
        print(json.dumps(measure()))
        return
    small, large = measured(SMALL), measured(options.size)
    print(f"{'':<28}{SMALL:>22,} rows{options.size:>24,} rows")
    print(f"{'':<28}{'p50':>9}{'p95':>9}{'queries':>9}{'p50':>11}{'p95':>9}{'queries':>9}{'ratio':>8}")
    for name, (p50, p95, queries) in large.items():
        one, two, count = small[name]
        print(f"{name:<28}{one:>7.1f}ms{two:>7.1f}ms{count:>9}{p50:>9.1f}ms{p95:>7.1f}ms{queries:>9}{p50 / one:>8.2f}")


def measured(size: int) -> dict[str, Any]:
    """The figures of a book, from a process that has it as its database."""
    command = [sys.executable, "-m", "bench.pages", "--here"]
    run = subprocess.run(command, env=environment_of(book_home(size)), capture_output=True, text=True, check=True)
    return dict(json.loads(run.stdout.strip().splitlines()[-1]))


def measure() -> dict[str, tuple[float, float, int]]:
    """Visit every page many times; milliseconds and statements."""
    from zhike.doors.command.answer import Needs
    from zhike.doors.command.readiness import make_ready

    with ExitStack() as things:
        make_ready(Needs.MIGRATED, things)
        from django.db import connection
        from django.test import Client

        from bench.visits import mark_of_page_2000, visits
        from zhike.kernel.people.models import Employee

        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(
            Employee.objects.get(username="bench"), backend="zhike.kernel.people.backend.DirectoryBackend"
        )
        found = {}
        for visit in visits(mark_of_page_2000()):
            visit_once(client, visit.address)
            queries = counted(connection, lambda address=visit.address: visit_once(client, address))
            found[visit.name] = (*timed(lambda address=visit.address: visit_once(client, address)), queries)
        found["save"] = (*timed(lambda: save(client)), counted(connection, lambda: save(client)))
        return found


def counted(connection: Any, work: Any) -> int:
    """The statements of a piece of work."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        work()
        return len(captured)


def visit_once(client: Any, address: str) -> None:
    """One visit; anything but a page is an error of the measurement."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def save(client: Any) -> None:
    """Change one value in its cell."""
    save.turn = 1 - getattr(save, "turn", 0)  # type: ignore[attr-defined]
    answer = client.post("/customers/4242/cells/vip", {"vip": "on"} if save.turn else {})  # type: ignore[attr-defined]
    if answer.status_code != 200:
        raise RuntimeError(f"saving answered {answer.status_code}")


def timed(work: Any) -> tuple[float, float]:
    """The p50 and p95 of a piece of work, in milliseconds."""
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
