"""What a reader of the figures has to know: which machine, and how busy it was with other things."""

from __future__ import annotations

import os
import platform

CROWDED = "crowded: compare figures only within this run"


def say(what: str) -> None:
    """Print what is measured, on what, and the load of the machine at this moment."""
    cores, busy = os.cpu_count() or 1, os.getloadavg()[0]
    words = "quiet" if busy < cores / 2 else "busy" if busy < cores * 1.5 else CROWDED
    print(what)
    print(f"machine: {cores} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}")
    print(f"load average before: {busy:.1f} ({words})", flush=True)


def say_load() -> None:
    """Print the load again, after the measurement."""
    print(f"load average after: {os.getloadavg()[0]:.1f}", flush=True)
