"""The loop that keeps everything running until somebody ends it."""

import signal
import threading
import time
import urllib.request
from collections.abc import Callable
from types import FrameType
from typing import Final
from urllib.error import URLError

from zhike.config.embedded.place import NoServer
from zhike.config.embedded.using import Use
from zhike.config.environment import Environment
from zhike.doors.command.serving.child import Child

LOOK_EVERY: Final = 0.25
LATEST_START: Final = 10.0  # seconds; jobs are done even when the pages can't be
PATIENCE: Final = 20.0  # seconds for requests and jobs that are under way
CHILDREN: Final = {"web server": "zhike.doors.command.serving.web", "worker": "zhike.doors.command.serving.worker"}


def watch(
    environment: Environment, use: Use | None, when_ready: Callable[[], None], tell: Callable[[str], None]
) -> None:
    """Start the children and look after them, and after the embedded database, until SIGINT or SIGTERM."""
    over = threading.Event()

    def ask_to_end(_number: int, _frame: FrameType | None) -> None:
        over.set()

    before = {number: signal.signal(number, ask_to_end) for number in (signal.SIGINT, signal.SIGTERM)}
    children = [Child(name, module) for name, module in CHILDREN.items()]
    try:
        # The pages first: on a small machine each process that starts beside them makes people wait.
        for child in children[1:]:
            child.due_at = time.monotonic() + LATEST_START
        look_after(children, use, over, environment, when_ready, tell)
    finally:
        end_all(children)
        for number, handler in before.items():
            signal.signal(number, handler)


def look_after(
    children: list[Child],
    use: Use | None,
    over: threading.Event,
    environment: Environment,
    when_ready: Callable[[], None],
    tell: Callable[[str], None],
) -> None:
    """Look round until it is over; say once that the pages answer."""
    ready = False
    while not over.wait(LOOK_EVERY):
        for child in children:
            news = child.look_after()
            if news:
                tell(news)
        if use:
            try:
                use.renew()
            except NoServer as error:
                tell(str(error))
        if not ready and answers(environment):
            ready = True
            for child in children:
                child.due_at = 0.0
            when_ready()


def answers(environment: Environment) -> bool:
    """Whether the web server answers on this machine."""
    try:
        with urllib.request.urlopen(f"{local_address(environment)}/healthz", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def local_address(environment: Environment) -> str:
    """The address by which this machine reaches itself."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(environment.host, environment.host)  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{environment.port}"


def end_all(children: list[Child]) -> None:
    """End all children together, each with time to finish."""
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        child.end(deadline)
