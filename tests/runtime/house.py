"""A whole Zhike of its own for a test: its own data directory, port and processes."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from operator import itemgetter
from pathlib import Path
from urllib.error import HTTPError, URLError

import psutil

from zhike.config.embedded.place import Place
from zhike.config.embedded.server import leftovers

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # seconds; many tests share two cores


def still_runs(process: psutil.Process) -> bool:
    """Whether a process that was just seen is still there, and is not only waiting to be buried."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def kill(*processes: psutil.Process) -> None:
    """Kill processes, one after the other; one may have ended with another that it lived by."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def wait_until(true: Callable[[], object], what: str) -> None:
    """Wait until something has come true; the test fails when it does not."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)


def ports() -> Iterator[int]:
    """Ports that only this worker gives away, below those that the system lends to whoever calls somebody."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    yield from cycle(range(20_000 + worker * 500, 20_500 + worker * 500))


PORTS = ports()


def free_port() -> int:
    """A port that nobody uses, and that nobody else is given before it is used."""
    for port in PORTS:
        with socket.socket() as trial, suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


@dataclass
class House:
    """A data directory and the programs that run on it."""

    home: Path
    port: int = field(default_factory=free_port)

    @property
    def place(self) -> Place:
        return Place.of(self.home)

    @property
    def variables(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        ours = {"ZHIKE_HOME": str(self.home), "PORT": str(self.port), "ZHIKE_DEMO": "0", "PYTHONPATH": str(PROJECT)}
        return kept | ours

    def run(self, *words: str, typed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "zhike", *words],
            input=typed,
            capture_output=True,
            text=True,
            env=self.variables | variables,
            timeout=300,
            check=False,
        )

    @contextmanager
    def serve(self) -> Iterator["Served"]:
        """Run `zhike serve` and wait until it says that it is ready; afterwards nothing of it is left."""
        process = subprocess.Popen(
            [sys.executable, "-m", "zhike", "serve"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.variables,
        )
        served = Served(self, process)
        try:
            wait_until(lambda: "Zhike is ready" in served.said() or process.poll() is not None, "ready")
            assert process.poll() is None, served.said()
            yield served
        finally:
            served.end()

    def processes(self) -> list[psutil.Process]:
        """All processes that work for this house, its database's included."""
        mine = []
        for process in psutil.process_iter():
            try:
                if process.status() != psutil.STATUS_ZOMBIE and process.environ().get("ZHIKE_HOME") == str(self.home):
                    mine.append(process)
            except psutil.Error:
                continue
        return mine + self.keepers() + [one for one in leftovers(self.place) if still_runs(one)]

    def keepers(self) -> list[psutil.Process]:
        """The keeper of the database."""
        found = psutil.process_iter(["cmdline"])
        return [
            one for one in found if {"zhike.config.embedded.keeper", str(self.home)} <= set(one.info["cmdline"] or [])
        ]

    def running(self, module: str) -> list[psutil.Process]:
        """The processes that were started as a Python module, parents first."""
        found = []
        for one in self.processes():
            with suppress(psutil.Error):  # it may end while we look
                if module in one.cmdline():
                    found.append((one.create_time(), one))
        return [one for _began, one in sorted(found, key=itemgetter(0))]


class Served:
    """A running `zhike serve`."""

    def __init__(self, house: House, process: subprocess.Popen[str]) -> None:
        self.house = house
        self.process = process
        self.lines: list[str] = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)

    def said(self) -> str:
        """All that it has printed."""
        return "".join(self.lines)

    def get(self, path: str) -> tuple[int, str]:
        """Ask for a page: status and body; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.house.port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()
        except (URLError, OSError):
            return 0, ""

    def is_ready(self) -> bool:
        return self.get("/readyz")[0] == 200

    def end(self, signal_number: int = signal.SIGINT) -> None:
        """Ask it to end and wait until nothing of it is left."""
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        self.process.wait(PATIENCE)
        wait_until(lambda: not self.house.processes(), f"no process left of {self.house.processes()}")
