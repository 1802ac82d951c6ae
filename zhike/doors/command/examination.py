"""What `zhike doctor` looks at."""

import os
import platform
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection, connections

from zhike import __version__
from zhike.config.embedded.place import NoServer
from zhike.config.environment import environment, unknown
from zhike.config.health import FAILED_JOBS, worker_lives
from zhike.doors.command.answer import Failed, Needs
from zhike.doors.command.readiness import make_ready, pending

FREE_SPACE: Final = 1 << 30
SEALS_LOOKED_AT: Final = 200
BROWSER_FILES: Final = Path(__file__).resolve().parents[1] / "web" / "static" / "zhike" / "manifest.json"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. state: "ok", "look" (may be meant) or "wrong"."""

    what: str
    state: str
    detail: str


def examine() -> list[Finding]:
    """Carry out all checks; those of the database only when it answers."""
    findings = [program(), *variables(), home(), space(), browser_files()]
    with ExitStack() as things:
        try:
            make_ready(Needs.DATABASE, things)
        except (Failed, NoServer) as error:
            return [*findings, Finding("database", "wrong", str(error))]
        checks: tuple[Callable[[], Finding], ...] = (database, tables, worker, failed_jobs, seal)
        findings += [check() for check in checks]
        findings += books()
        if "replica" in connections:
            findings.append(replica())
    return findings


def program() -> Finding:
    """Which versions run."""
    return Finding("program", "ok", f"Zhike {__version__}, Python {platform.python_version()}, {platform.platform()}")


def variables() -> Iterator[Finding]:
    """Variables that look misspelt."""
    for name in unknown(os.environ):
        yield Finding("variables", "look", f"there is no variable {name}")


def home() -> Finding:
    """Whether the data directory is closed to others."""
    path = environment().home
    if not path.exists():
        return Finding("data directory", "ok", f"{path} will be made")
    others = stat.S_IMODE(path.stat().st_mode) & 0o077
    if others:
        return Finding("data directory", "look", f"{path} is open to others of this machine: chmod 700 {path}")
    return Finding("data directory", "ok", str(path))


def space() -> Finding:
    """Whether there is room left where the data is."""
    path = environment().home
    while not path.exists():
        path = path.parent
    free = shutil.disk_usage(path).free
    return Finding("disk", "ok" if free >= FREE_SPACE else "wrong", f"{free / (1 << 30):.1f} GiB free at {path}")


def browser_files() -> Finding:
    """Whether what the browser loads has been built."""
    if BROWSER_FILES.exists():
        return Finding("pages", "ok", "built")
    return Finding("pages", "wrong", "what the browser loads has not been built: make build")


def database() -> Finding:
    """Which server it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version(), pg_size_pretty(pg_database_size(current_database()))")
        version, size = cursor.fetchone()
    kind = "server" if environment().database_url else "embedded"
    return Finding("database", "ok", f"{' '.join(version.split()[:2])}, {kind}, {size}")


def tables() -> Finding:
    """Whether the tables fit the code."""
    names = pending()
    return Finding(
        "tables", "wrong" if names else "ok", f"missing {', '.join(names)}: zhike migrate" if names else "up to date"
    )


def worker() -> Finding:
    """Whether somebody does the jobs."""
    if pending():
        return Finding("worker", "look", "not known before the tables are up to date")
    lives = worker_lives()
    return Finding("worker", "ok" if lives else "look", "works" if lives else "none runs: zhike serve starts one")


def failed_jobs() -> Finding:
    """How many jobs were given up."""
    if pending():
        return Finding("jobs", "look", "not known before the tables are up to date")
    with connection.cursor() as cursor:
        cursor.execute(FAILED_JOBS)
        (count,) = cursor.fetchone()
    return Finding("jobs", "look" if count else "ok", f"{count} failed within a week")


def seal() -> Finding:
    """Whether the history is as it was sealed; of a long one, its last blocks."""
    if pending():
        return Finding("history", "look", "not known before the tables are up to date")
    # Only after django.setup(), as everything of the kernel.
    from zhike.kernel.history.sealing import head, verify  # noqa: PLC0415

    fault = verify(recent=SEALS_LOOKED_AT)
    if fault is not None:
        return Finding("history", "wrong", f"block {fault.block.pk}: {fault.reason}")
    return Finding("history", "ok", f"as it was sealed, {head()[:16] or 'nothing sealed yet'}")


def books() -> Iterator[Finding]:
    """Whether documents, accounts and cash book agree; one finding for each check that finds differences."""
    if pending():
        yield Finding("books", "look", "not known before the tables are up to date")
        return
    # Only after django.setup(), as everything of the areas.
    from zhike.areas.finance.reconciling import findings  # noqa: PLC0415

    found = list(findings())
    for one in found:
        if not one.well:
            first = one.differences[0]
            told = f"{one.count} rows, first {first.title}: {first.ours} against {first.theirs}"
            yield Finding("books", "wrong", f"{one.check.key}: {told}")
    if all(one.well for one in found):
        yield Finding("books", "ok", f"{len(found)} checks, {sum(one.seconds for one in found):.1f} s")


def replica() -> Finding:
    """Whether the read-only copy answers, and how far it lags."""
    try:
        with connections["replica"].cursor() as cursor:
            cursor.execute("SELECT coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0)")
            (lag,) = cursor.fetchone()
    except Exception as error:
        return Finding("replica", "wrong", str(error).strip())
    return Finding("replica", "ok", f"{lag:.0f} s behind")
