"""The process that keeps the server running for as long as somebody uses it.

Everybody who uses the server holds a shared lock on the file `users`. The keeper waits for an exclusive one. The
operating system grants it when the last user has gone, even one that was killed, and then the keeper stops the server.
Run as `python -m zhike.config.embedded.keeper HOME DURABLE REPORT`; REPORT is an inherited file descriptor.
"""

import fcntl
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Final

from zhike.config.embedded.cluster import make_cluster
from zhike.config.embedded.place import NoServer, Place
from zhike.config.embedded.server import clear_away, start, stop

UNUSED: Final = "unused"
ENDED: Final = "ended"
MOST_RESTARTS: Final = 20
QUIET_TIME: Final = 60.0


def main(home: str, durable: str, report: str) -> int:
    """Start the server, say so through `report`, keep it, and stop it at the end."""
    place = Place.of(Path(home), durable=durable == "durable")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        clear_away(place)
        make_cluster(place)
        server = start(place)
    except (NoServer, OSError) as error:
        answer(int(report), str(error))
        return 1
    answer(int(report), "")
    return keep(place, server)


def keep(place: Place, server: subprocess.Popen[bytes]) -> int:
    """Restart the server when it ends by itself; stop it when it is not used any more or the machine shuts down."""
    news: queue.SimpleQueue[str] = queue.SimpleQueue()

    def asked_to_end(_number: int, _frame: FrameType | None) -> None:
        news.put(UNUSED)

    signal.signal(signal.SIGTERM, asked_to_end)
    watch_users(place, news)
    watch_server(server, news)
    restarts: list[float] = []
    while news.get() == ENDED:
        restarts = [moment for moment in restarts if time.monotonic() - moment < QUIET_TIME] + [time.monotonic()]
        if len(restarts) > MOST_RESTARTS or not place.data.exists():
            return 1
        try:
            clear_away(place)
            server = start(place)
        except NoServer:
            return 1
        watch_server(server, news)
    stop(place, server)
    return 0


def watch_users(place: Place, news: queue.SimpleQueue[str]) -> None:
    """Tell when the last user has gone."""
    users = (place.root / "users").open("a")

    def wait() -> None:
        fcntl.flock(users, fcntl.LOCK_EX)
        news.put(UNUSED)

    threading.Thread(target=wait, daemon=True).start()


def watch_server(server: subprocess.Popen[bytes], news: queue.SimpleQueue[str]) -> None:
    """Tell when the server has ended."""

    def wait() -> None:
        server.wait()
        news.put(ENDED)

    threading.Thread(target=wait, daemon=True).start()


def answer(report: int, text: str) -> None:
    """Tell whoever waits for the server how it went; empty text means well."""
    with os.fdopen(report, "w") as pipe:
        pipe.write(text or "ready")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
