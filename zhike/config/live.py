"""Live updates: the database tells every web process, and each tells the browsers that listen.

A view answers with `EventStream(["employee:7", ...])` after it has made sure that the person may hear those topics.
Whoever has news runs, within the transaction that makes it true, `SELECT pg_notify('zhike', json)` with
`{"topics": ["employee:7"], "event": "name", "data": {...}}`, under 8,000 bytes. It arrives on commit, or not at all.
"""

import asyncio
import json
import logging
from collections.abc import Iterable
from typing import Any, Final

import psycopg
from django.http import HttpResponse
from granian._granian import RSGIProtocolClosed as ProtocolClosed

CHANNEL: Final = "zhike"
TOPICS_HEADER: Final = "x-zhike-topics"
HEARTBEAT: Final = 20.0  # seconds; proxies cut a stream that is silent for a minute
MOST_WAITING: Final = 100
LOG: Final = logging.getLogger(__name__)


class EventStream(HttpResponse):
    """An answer that stays open and carries the events of some topics as server-sent events."""

    def __init__(self, topics: Iterable[str]) -> None:
        super().__init__(content_type="text/event-stream")
        self[TOPICS_HEADER] = json.dumps(list(topics))
        self["Cache-Control"] = "no-store"
        self["X-Accel-Buffering"] = "no"
        self["Content-Encoding"] = "identity"


class Hub:
    """Listens to the database with one connection and hands each piece of news to the streams that want it."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        """`parameters` are libpq's, of the database to listen to."""
        self.parameters = parameters
        self.listeners: dict[str, set[asyncio.Queue[str]]] = {}
        self.task: asyncio.Task[None] | None = None

    async def stream(self, topics: list[str], transport: Any) -> None:
        """Send the events of these topics until the browser goes away, as it does at every change of page."""
        queue: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        for topic in topics:
            self.listeners.setdefault(topic, set()).add(queue)
        self.task = self.task or asyncio.create_task(self.listen())
        try:
            await transport.send_str("retry: 3000\n\n")
            while True:
                await transport.send_str(await next_message(queue))
        except ProtocolClosed:
            return
        finally:
            for topic in topics:
                self.listeners[topic].discard(queue)
                if not self.listeners[topic]:
                    del self.listeners[topic]

    async def listen(self) -> None:
        """Listen for ever; when the database goes away, look for it again every second."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**self.parameters, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    async for notice in connection.notifies():
                        self.hand_out(notice.payload)
            except psycopg.Error as error:
                LOG.warning("Live updates wait for the database: %s", type(error).__name__)
            await asyncio.sleep(1)

    def hand_out(self, payload: str) -> None:
        """Give one piece of news to each stream once, however many of its topics it names."""
        news = json.loads(payload)
        message = f"event: {news['event']}\ndata: {json.dumps(news['data'], ensure_ascii=False)}\n\n"
        for queue in {queue for topic in news["topics"] for queue in self.listeners.get(topic, ())}:
            if not queue.full():  # a browser that doesn't read misses news rather than filling our memory
                queue.put_nowait(message)


async def next_message(queue: asyncio.Queue[str]) -> str:
    """The next event, or a comment that keeps the stream open."""
    try:
        return await asyncio.wait_for(queue.get(), HEARTBEAT)
    except TimeoutError:
        return ": still here\n\n"
