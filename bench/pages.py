"""How long pages take at ten thousand customers and at many: p50, p95, processor time, statements and their ratio.

    python -m bench.pages --size 1000000

Through the whole product but the network: session, rights, queries, templates. Both books are asked in turn, page by
page, so that a machine that is busy with other things slows both alike; the ratio of the two then stays true, and the
processor time of the web process hardly moves at all.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import NamedTuple

from bench.kept import book_home, environment_of
from bench.machine import say, say_load

SMALL, ROUNDS = 10_000, 25
AIM = 100.0
"""Milliseconds within which 95 of 100 pages shall be there, at a million customers."""


class Times(NamedTuple):
    """The milliseconds of a page's rounds: by the clock and of the processor."""

    clock: list[float]
    processor: list[float]

    def p50(self) -> float:
        return statistics.median(self.clock)

    def p95(self) -> float:
        return statistics.quantiles(self.clock, n=20)[-1]


def main() -> None:
    """Measure both books and print them beside each other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options, _rest = parser.parse_known_args()
    if options.here:
        answer_rounds()
        return
    say(f"pages of two books: {SMALL:,} customers and {options.size:,}, each with half as many contacts again")
    with Book(SMALL) as small, Book(options.size) as large:
        _head(options.size)
        for name, statements in large.works.items():
            few, many = Times([], []), Times([], [])
            for _round in range(options.rounds):
                small.run(name, few)
                large.run(name, many)
            _line(name, statements, few, many)
    say_load()


def _head(size: int) -> None:
    print(f"{'':<36}{SMALL:>16,} customers{size:>18,} customers")
    print(f"{'':<36}{'p50':>7}{'p95':>9}{'cpu':>8}{'p50':>11}{'p95':>9}{'cpu':>8}{'ratio':>8}{'statements':>12}  aim")


def _line(name: str, statements: int, few: Times, many: Times) -> None:
    cells = "".join(
        f"{one.p50():>{width}.1f}{one.p95():>9.1f}{statistics.median(one.processor):>8.1f}"
        for one, width in ((few, 7), (many, 11))
    )
    met = "met" if many.p95() <= AIM else f"p95 over {AIM:.0f} ms"
    print(f"{name:<36}{cells}{many.p50() / few.p50():>8.2f}{statements:>12}  {met}", flush=True)


class Book:
    """A process that has one book as its database and does what it is asked, once each time."""

    def __init__(self, size: int) -> None:
        command = [sys.executable, "-m", "bench.pages", "--here"]
        self.process = subprocess.Popen(
            command, env=environment_of(book_home(size)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Book:
        self.works: dict[str, int] = json.loads(self._heard())
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.communicate("")

    def run(self, name: str, times: Times) -> None:
        """Do one piece of work and add its milliseconds."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        clock, processor = json.loads(self._heard())
        times.clock.append(clock)
        times.processor.append(processor)

    def _heard(self) -> str:
        """The next line that is meant for us; what the product prints at its start is passed over."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(("{", "[")):
                return line
        raise RuntimeError("the process of the book has ended")


def answer_rounds() -> None:
    """Say which works there are, each with its statements; then do those that are named on the standard input."""
    from zhike.doors.command.answer import Needs
    from zhike.doors.command.readiness import make_ready

    with ExitStack() as things:
        make_ready(Needs.MIGRATED, things)
        from bench.works import counted, works
        from zhike.config.memory import settle

        known = works()
        print(json.dumps({name: counted(work) for name, work in known.items()}), flush=True)
        settle()
        for line in sys.stdin:
            work = known[line.strip()]
            clock, processor = time.perf_counter(), time.process_time()
            work()
            spent = [(time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000]
            print(json.dumps(spent), flush=True)


if __name__ == "__main__":
    main()
