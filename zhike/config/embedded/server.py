"""Starts and stops one server, and clears away what a server that was killed left behind."""

import os
import pwd
import shutil
import signal
import socket
import struct
import subprocess
import time
from pathlib import Path
from typing import Final

import psutil

from zhike.config.embedded.account import as_server, hand_over, server_account
from zhike.config.embedded.cluster import PLAIN_ENVIRONMENT
from zhike.config.embedded.place import NoServer, Place, program
from zhike.config.embedded.tuning import access_rules, people, server_settings
from zhike.config.lifeline import end_with_parent

PATIENCE: Final = 90.0  # seconds; replaying the log after a power cut can take a while
# The shortest question of the protocol that every server answers: may we speak TLS? (No, on a socket.)
ASK_FOR_TLS: Final = struct.pack("!ii", 8, 80877103)
PROGRAMS: Final = frozenset({"setpriv", "initdb", "postgres"})
LARGEST_LOG: Final = 10 << 20


def start(place: Place) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers.

    Raises NoServer with the end of its log when it does not.
    """
    write_rules(place)
    settings = [f"--{name}={value}" for name, value in server_settings(place).items()]
    command = as_server([program("postgres"), "-D", str(place.data), *settings])
    with place.log.open("ab") as log:
        server = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=PLAIN_ENVIRONMENT,
            start_new_session=True, preexec_fn=end_with_parent(signal.SIGINT),
        )  # fmt: skip
    deadline = time.monotonic() + PATIENCE
    while not is_ready(place, server.pid):
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            raise NoServer(f"PostgreSQL did not start. The end of {place.log}:\n{end_of(place.log)}")
        time.sleep(0.02)
    return server


def stop(place: Place, server: subprocess.Popen[bytes]) -> None:
    """End the server; open connections are cut, what was committed is kept."""
    for signal_number, patience in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        server.send_signal(signal_number)
        try:
            server.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        break
    if place.sockets.parent != place.root:
        shutil.rmtree(place.sockets, ignore_errors=True)


def clear_away(place: Place) -> None:
    """End processes of a server that nobody keeps any more, and forget its lock files.

    PostgreSQL would refuse to start next to them, or when the number in such a file has gone to another program or is
    still held by a dead process that nobody has buried, as happens in containers.
    Whoever calls this holds the keeper's lock, so such a server is no one's.
    """
    for process in leftovers(place):
        end(process, signal.SIGINT, 30)
    for process in leftovers(place):
        end(process, signal.SIGKILL, 10)
    for lock in (place.data / "postmaster.pid", *place.sockets.glob(".s.PGSQL.*")):
        lock.unlink(missing_ok=True)
    if place.log.exists() and place.log.stat().st_size > LARGEST_LOG:
        place.log.replace(place.log.with_suffix(".old.log"))


def leftovers(place: Place) -> list[psutil.Process]:
    """Processes of this place's server or of its making, parents first."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or [""]
        if words[0].startswith(f"postgres: {place.name}:"):
            found.append(process)
        elif Path(words[0]).name in PROGRAMS and any(is_in_data(word, place) for word in words):
            found.insert(0, process)
    return found


def is_in_data(word: str, place: Place) -> bool:
    """Whether a word of a command line names the data directory, or the one that is being made."""
    return word.removeprefix("--pgdata=") in (str(place.data), str(place.draft))


def end(process: psutil.Process, signal_number: int, patience: float) -> None:
    """Signal a process and wait for its end, at most `patience` seconds."""
    try:
        process.send_signal(signal_number)
        process.wait(patience)
    except (psutil.NoSuchProcess, psutil.TimeoutExpired):
        pass


def write_rules(place: Place) -> None:
    """Write who may come in, and make the folder for the socket."""
    account = server_account().pw_name
    names = {pwd.getpwuid(os.geteuid()).pw_name}
    for name, text in (("access.conf", access_rules()), ("people.conf", people(place, names, account))):
        path = place.root / name
        path.write_text(text)
        path.chmod(0o600)
        hand_over(path)
    place.sockets.mkdir(mode=0o700, exist_ok=True)
    if place.sockets.stat().st_uid not in (os.geteuid(), server_account().pw_uid):
        raise NoServer(f"{place.sockets} belongs to somebody else.")
    hand_over(place.sockets)


def is_ready(place: Place, pid: int | None = None) -> bool:
    """Whether a server, or the one with this process id, says that it takes connections, and does."""
    try:
        lines = (place.data / "postmaster.pid").read_text().split("\n")
    except FileNotFoundError:
        return False
    says_so = len(lines) > 7 and lines[7].strip() == "ready" and (pid is None or lines[0].strip() == str(pid))
    return says_so and is_listening(place)


def is_listening(place: Place) -> bool:
    """Whether a server answers on the socket: the file outlives a killed one, and its orphans may hold it a moment."""
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(5)
        try:
            door.connect(str(place.sockets / f".s.PGSQL.{place.port}"))
            door.sendall(ASK_FOR_TLS)
            return door.recv(1) in (b"N", b"S")
        except OSError:
            return False


def end_of(log: Path, length: int = 2000) -> str:
    """The last characters of a log."""
    return log.read_text(errors="replace")[-length:]
