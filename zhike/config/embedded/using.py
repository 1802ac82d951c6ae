"""How the rest of Zhike uses the embedded server: `with using(home): ...`."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from zhike.config.embedded.place import NoServer, Place
from zhike.config.embedded.server import PATIENCE, is_ready
from zhike.config.home import make_home

PROJECT: Final = Path(__file__).resolve().parents[3]
FAREWELL: Final = 75.0  # seconds that the last user waits for the server to end


class Use:
    """One process's use of a server: while it lasts, the server runs."""

    def __init__(self, place: Place) -> None:
        """Wait for a server that is just stopping, then make sure that one runs.

        Raises NoServer when none can be started.
        """
        self.place = place
        make_home(place.root.parent)
        place.root.mkdir(mode=0o700, exist_ok=True)
        self.users = lock_file(place, "users")
        fcntl.flock(self.users, fcntl.LOCK_SH)
        try:
            self.renew()
        except BaseException:
            self.users.close()
            raise

    def renew(self) -> None:
        """Make sure that the server still runs and is kept: whoever stays long calls this now and then."""
        with lock_file(self.place, "starting") as starting, lock_file(self.place, "keeper") as keeper:
            fcntl.flock(starting, fcntl.LOCK_EX)
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline:
                if acquired(keeper):
                    return start_keeper(self.place, keeper)
                if is_ready(self.place):
                    return None
                time.sleep(0.02)
        raise NoServer(f"The embedded PostgreSQL does not answer; see {self.place.log}.")

    def end(self) -> None:
        """Stop using the server. The last to go waits until it has ended."""
        last = acquired(self.users)
        self.users.close()
        if last:
            deadline = time.monotonic() + FAREWELL
            with lock_file(self.place, "keeper") as keeper:
                while not acquired(keeper) and time.monotonic() < deadline:
                    time.sleep(0.02)


@contextmanager
def using(home: Path, *, durable: bool = True) -> Iterator[Use]:
    """Use the embedded server of a data directory, starting it if nobody has."""
    use = Use(Place.of(home, durable=durable))
    try:
        yield use
    finally:
        use.end()


def start_keeper(place: Place, lock: IO[str]) -> None:
    """Start the keeper, which inherits the lock that says it lives, and wait until the server takes connections.

    Raises NoServer with the reason when it can't be started.
    """
    readable, writable = os.pipe()
    arguments = [str(place.root.parent), "durable" if place.durable else "fast", str(writable)]
    with place.log.open("ab") as log:
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "zhike.config.embedded.keeper", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=keeper_environment(),
            pass_fds=(lock.fileno(), writable),
            start_new_session=True,  # so that Ctrl-C in a terminal reaches its users first
        )
    os.close(writable)
    with os.fdopen(readable) as report:
        answer = report.read()
    if answer != "ready":
        raise NoServer(answer or f"The embedded PostgreSQL did not start; see {place.log}.")


def keeper_environment() -> dict[str, str]:
    """What the keeper needs, and none of our secrets."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    return kept | {"PYTHONPATH": str(PROJECT), "PYTHONSAFEPATH": "1"}


def lock_file(place: Place, name: str) -> IO[str]:
    """Open one of the files whose locks processes use to find each other."""
    return (place.root / name).open("a")


def acquired(file: IO[str]) -> bool:
    """Try to lock a file for ourselves alone, without waiting."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
