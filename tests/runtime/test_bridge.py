"""The bridge from Granian to Django: bodies, paths, streams, and clients that go away."""

import http.client
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.runtime.house import PROJECT, free_port, wait_until

pytestmark = pytest.mark.xdist_group("bridge")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "rsgi",
        "--port",
        str(port),
        "tests.runtime.echo:application",
    ]
    server = subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.DEVNULL)
    wait_until(lambda: answers(port), "the server answers")
    yield port
    server.terminate()
    server.wait()


def answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/") is not None
    except OSError:
        return False


def ask(port: int, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body, headers or {})  # type: ignore[arg-type]
    return connection.getresponse().read().decode()


def test_paths_and_questions_arrive_as_they_were_typed(port: int) -> None:
    assert ask(port, "GET", f"/{quote('华宸 a')}?q=%E5%AE%B8") == "GET /华宸 a q=%E5%AE%B8 0 0 127.0.0.1 -"


def test_a_large_body_arrives_whole(port: int) -> None:
    assert ask(port, "POST", "/", b"x" * 5_000_000) == "POST /  5000000 5000000 127.0.0.1 -"


def test_a_body_of_unannounced_length_arrives_whole(port: int) -> None:
    assert ask(port, "PUT", "/", (b"x" * 1000 for _ in range(50))) == "PUT /  50000 50000 127.0.0.1 -"


def test_a_header_with_an_underscore_does_not_pass_for_a_proxys(port: int) -> None:
    assert ask(port, "GET", "/", headers={"X_Forwarded_For": "6.6.6.6"}).endswith(" -")


def test_a_long_answer_is_sent_part_by_part(port: int) -> None:
    assert len(ask(port, "GET", "/parts")) == 10_000_000


def test_when_the_client_goes_away_the_application_is_told(port: int, tmp_path: Path) -> None:
    note = tmp_path / "note"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", f"/parts?{note}")
    connection.getresponse().read(1000)
    connection.close()
    wait_until(note.exists, "closed")


def test_a_wish_to_stream_is_handed_to_the_server(port: int) -> None:
    assert ask(port, "GET", "/instead") == "later instead"
