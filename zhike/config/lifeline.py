"""Ties a process to the one that started it, so that nothing outlives a killed parent."""

import ctypes
import os
import platform
import signal
import threading
import time
from collections.abc import Callable
from typing import Final

PR_SET_PDEATHSIG: Final = 1
ON_LINUX: Final[bool] = platform.system() == "Linux"
LOOK_EVERY: Final = 0.5  # seconds, where the kernel does not tell


def end_with_parent(signal_number: int = signal.SIGTERM) -> Callable[[], None] | None:
    """What a child runs before its program so that the kernel signals it when its parent is gone, however it went.

    None where the kernel has no such thing; the child then calls `follow_parent`.
    """
    if not ON_LINUX:
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal_number)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def follow_parent(signal_number: int = signal.SIGTERM) -> None:
    """Have this process signalled when its parent is gone."""
    if ON_LINUX:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number)
        return
    parent = os.getppid()

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY)
        os.kill(os.getpid(), signal_number)

    threading.Thread(target=look, daemon=True).start()
