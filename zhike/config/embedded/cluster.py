"""Makes the server's data directory, once, so that it is either whole or not there."""

import os
import shutil
import subprocess
from typing import Final

from zhike.config.embedded.account import as_server, hand_over
from zhike.config.embedded.place import MAJOR_VERSION, NoServer, Place, program

# Bytewise order with Unicode upper and lower case, the same on every machine and for ever: no index goes stale
# when the operating system's idea of a language changes.
LOCALE: Final = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
PLAIN_ENVIRONMENT: Final = {"LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin", "TZ": "UTC"}


def make_cluster(place: Place) -> None:
    """Make the data directory with our role and database, unless it is there.

    It is made under another name and then renamed, so a power cut half way leaves nothing that looks finished.
    Raises NoServer when it can't be made or is of another version.
    """
    version = place.data / "PG_VERSION"
    if version.exists():
        refuse_other_version(place, version.read_text().strip())
        return
    draft = place.draft
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    hand_over(draft)
    speed = () if place.durable else ("--no-sync",)
    start = ("--no-instructions", "--auth=peer", f"--username={place.superuser}", f"--pgdata={draft}")
    execute([program("initdb"), *start, *LOCALE, *speed])
    sql = f"CREATE ROLE {place.role} LOGIN CREATEDB;\nCREATE DATABASE {place.database} OWNER {place.role};\n"
    execute([program("postgres"), "--single", "-D", str(draft), "postgres"], sql)
    os.rename(draft, place.data)  # noqa: PTH104


def refuse_other_version(place: Place, found: str) -> None:
    """Data of another major version can't be opened."""
    if found != str(MAJOR_VERSION):
        raise NoServer(
            f"{place.data} was written by PostgreSQL {found}; this Zhike brings {MAJOR_VERSION}. "
            "Make a backup with the Zhike that wrote it, and restore that."
        )


def execute(arguments: list[str], typed: str = "") -> None:
    """Run one of PostgreSQL's programs to its end; raises NoServer with what it said when it fails."""
    done = subprocess.run(  # noqa: S603
        as_server(arguments), input=typed, capture_output=True, text=True, check=False, cwd="/", env=PLAIN_ENVIRONMENT
    )
    if done.returncode:
        raise NoServer(f"PostgreSQL could not make its data directory:\n{done.stdout}{done.stderr}".strip())
