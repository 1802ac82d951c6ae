"""One process that serve keeps alive."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from zhike.config.lifeline import end_with_parent

PROJECT: Final = Path(__file__).resolve().parents[4]
LONGEST_PAUSE: Final = 15.0
STEADY_AFTER: Final = 30.0


class Child:
    """A Python module that runs as a process of its own and is started again when it ends.

    A child that keeps dying is given longer and longer pauses, so that its complaint stays readable.
    """

    def __init__(self, name: str, module: str) -> None:
        self.name = name
        self.module = module
        self.pause = 0.5
        self.started_at = 0.0
        self.due_at = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process, in a session of its own: Ctrl-C in a terminal must reach serve alone."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", self.module],
            stdin=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(PROJECT)},
            start_new_session=True,
            preexec_fn=end_with_parent(),
        )

    def look_after(self) -> str | None:
        """Start the process again if it has ended and its pause is over; returns what there is to tell."""
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            steady = now - self.started_at > STEADY_AFTER
            self.pause = 0.5 if steady else min(self.pause * 2, LONGEST_PAUSE)
            self.due_at = now + self.pause
            code, self.process = self.process.returncode, None
            return f"The {self.name} ended with {code} and is started again."
        if self.process is None and now >= self.due_at:
            self.start()
        return None

    def ask_to_end(self) -> None:
        """Let the process finish what it is doing."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def end(self, deadline: float) -> None:
        """Wait for the end until `deadline` (of time.monotonic), then insist."""
        if not self.process:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
