"""A tiny application behind our bridge from Granian to WSGI: it says what it was asked."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from granian._granian import RSGIHTTPProtocol
from granian.rsgi import Scope

from zhike.config.wsgi_in_threads import WsgiInThreads

INSTEAD = "x-instead"


class Parts:
    """A body that is made while it is sent, and notes when it is closed."""

    streaming = True

    def __init__(self, note: str) -> None:
        self.note = note

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(100):
            time.sleep(0.01)
            yield b"x" * 100_000

    def close(self) -> None:
        if self.note:
            Path(self.note).write_text("closed")


def echo(environ: dict[str, Any], start: Callable[..., None]) -> Any:
    path = environ["PATH_INFO"].encode("latin-1").decode()
    if path == "/instead":
        start("200 OK", [("Content-Length", "0"), (INSTEAD, "later")])
        return []
    start("200 OK", [("Content-Type", "text/plain")])
    if path == "/parts":
        return Parts(environ["QUERY_STRING"])
    length = sum(len(block) for block in iter(lambda: environ["wsgi.input"].read(65536), b""))
    declared = environ["CONTENT_LENGTH"]
    forged = environ.get("HTTP_X_FORWARDED_FOR", "-")
    words = [environ["REQUEST_METHOD"], path, environ["QUERY_STRING"], declared, length, environ["REMOTE_ADDR"], forged]
    return [" ".join(str(word) for word in words).encode()]


pages = WsgiInThreads(echo)


async def application(scope: Scope, protocol: RSGIHTTPProtocol) -> None:
    answered = await pages.answer(scope, protocol, INSTEAD)
    if answered:
        answer, wish = answered
        transport = protocol.response_stream(answer.status, answer.headers)
        await transport.send_str(f"{wish} instead")
