"""Requests a second at one and at eight clients, for pages and for JSON, beside the floor view, in one run.

    python -m bench.requests --size 100000 --seconds 4

The floor is what a bare Django view of such a list costs here (see `bench/floor.py`). The clients run on the same
machine and take their part of it, from the floor as from the pages.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.kept import book_home, environment_of
from bench.machine import say, say_load
from bench.visits import Visit, calls, visits

PORT, CLIENTS = 8790, (1, 8)
READY_WITHIN = 90
AIM = 0.5


def main() -> None:
    """Serve the book, ask for each address as fast as it goes, and print requests a second and the p50."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=4.0)
    options, _rest = parser.parse_known_args()
    home = book_home(options.size)
    deep, token = prepared(home)
    with serving(home):
        cookie = signed_in()
        say(f"requests/s and p50, {options.seconds:g} s each, served by two web processes: {options.size:,} customers")
        print(f"{'':<34}{'1 client':>12}{'':>10}{'8 clients':>12}{'of the floor':>24}")
        floor = line("floor view", Visit("", "/floor"), {"Cookie": cookie}, options.seconds, None)
        for visit in visits(deep):
            line(f"page: {visit.name}", visit, {"Cookie": cookie}, options.seconds, floor)
        for call in calls(deep):
            line(f"JSON: {call.name}", call, {"Authorization": f"Bearer {token}"}, options.seconds, floor)
        line(
            "JSON: create",
            Visit("create", "/api/v1/customers"),
            {"Authorization": f"Bearer {token}"},
            options.seconds,
            floor,
        )
    say_load()


def prepared(home: Path) -> tuple[str, str]:
    """The mark of page 2,000, and a token, made by a process that has the book as its database."""
    script = (
        "from contextlib import ExitStack\n"
        "from zhike.doors.command.answer import Needs\nfrom zhike.doors.command.readiness import make_ready\n"
        "with ExitStack() as things:\n"
        "    make_ready(Needs.MIGRATED, things)\n"
        "    import json, secrets, hashlib\n"
        "    from bench.visits import mark_of_page_2000\n"
        "    from zhike.kernel.people.models import AccessToken, Employee\n"
        "    word = secrets.token_urlsafe(24)\n"
        "    AccessToken.objects.create(employee=Employee.objects.get(username='bench'), name='bench',"
        " digest=hashlib.sha256(word.encode()).hexdigest())\n"
        "    print(json.dumps([mark_of_page_2000(), word]))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], env=environment_of(home), capture_output=True, text=True, check=True
    )
    deep, token = json.loads(run.stdout.strip().splitlines()[-1])
    return deep, token


@contextmanager
def serving(home: Path) -> Iterator[None]:
    """The product as it is served, on the book, with two web processes."""
    environment = environment_of(home) | {
        "PORT": str(PORT), "DJANGO_SETTINGS_MODULE": "bench.settings", "PYTHONPATH": str(Path.cwd()),
        "ZHIKE_API_RATE": "1000000",
    }  # fmt: skip
    server = subprocess.Popen([sys.executable, "-m", "zhike", "serve"], env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready()
        yield
    finally:
        server.terminate()
        server.wait(30)


def wait_until_ready() -> None:
    """Wait until the server answers. Raises TimeoutError."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        try:
            if ask(http.client.HTTPConnection("127.0.0.1", PORT, timeout=5), "/readyz", {})[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.3)
    raise TimeoutError("the server does not answer")


def signed_in() -> str:
    """The cookies of a session of the book's administrator."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    connection.request("GET", "/sign-in")
    page = connection.getresponse()
    page.read()
    token = next(
        one.split("=", 1)[1].split(";")[0]
        for name, one in page.getheaders()
        if name.lower() == "set-cookie" and "csrf" in one
    )
    form = urlencode({"username": "bench", "password": "bench-password-1", "csrfmiddlewaretoken": token})
    headers = {
        "Cookie": f"csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{PORT}/",
    }  # fmt: skip
    connection.request("POST", "/sign-in", form, headers)
    answer = connection.getresponse()
    answer.read()
    session = next(
        (one for name, one in answer.getheaders() if name.lower() == "set-cookie" and "sessionid" in one), ""
    )
    if not session:
        raise RuntimeError(f"signing in answered {answer.status}")
    return session.split(";")[0]


def line(words: str, visit: Visit, headers: dict[str, str], seconds: float, floor: float | None) -> float:
    """Measure one address at one and at eight clients, and print it."""
    shown = [rate(visit, headers, clients, seconds) for clients in CLIENTS]
    (one, one_p50), (eight, eight_p50) = shown
    share = f"{eight / floor:>13.2f}×{_aim(words, eight / floor)}" if floor else ""
    print(f"{words:<34}{one:>7.1f}/s{one_p50:>8.1f}ms{eight:>10.1f}/s{eight_p50:>8.1f}ms{share}", flush=True)
    return eight


def _aim(words: str, share: float) -> str:
    """Lists and searches aim at half of the floor; the card, the board and creating are not lists."""
    if not any(one in words for one in ("list", "filter", "search", "sort")):
        return ""
    return "  met" if share >= AIM else "  under"


def rate(visit: Visit, headers: dict[str, str], clients: int, seconds: float) -> tuple[float, float]:
    """Requests a second and their p50 in milliseconds, with so many clients that ask without a pause."""
    times: list[float] = []
    stop = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_client, args=(visit, headers, stop, times)) for _client_number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times) / seconds, statistics.median(times) * 1000 if times else 0.0


def _client(visit: Visit, headers: dict[str, str], stop: float, times: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    while time.monotonic() < stop:
        begun = time.perf_counter()
        body = json.dumps({"name": f"新建客户{time.time_ns()}有限公司"}) if visit.name == "create" else None
        status, _bytes = ask(connection, visit.address, headers, body)
        if status not in (200, 201):
            raise RuntimeError(f"{visit.address} answered {status}")
        times.append(time.perf_counter() - begun)


def ask(
    connection: http.client.HTTPConnection, address: str, headers: dict[str, str], body: str | None = None
) -> tuple[int, bytes]:
    """One request on a connection that stays open."""
    more = {"Content-Type": "application/json"} if body else {}
    connection.request("POST" if body else "GET", address, body.encode() if body else None, headers | more)
    answer = connection.getresponse()
    return answer.status, answer.read()


if __name__ == "__main__":
    main()
