"""News from the database to the browser: on commit, to those who listen, and to nobody else."""

import asyncio
import json
from typing import Any

import pytest
from django.db import connection, transaction

from zhike.config.live import CHANNEL, TOPICS_HEADER, EventStream, Hub
from zhike.config.server import libpq_parameters


class Receiver:
    """The browser's end of a stream."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def send_str(self, text: str) -> None:
        self.texts.append(text)


def tell(topics: list[str], **data: Any) -> None:
    news = json.dumps({"topics": topics, "event": "changed", "data": data})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, news])


async def heard(receiver: Receiver, text: str) -> None:
    async with asyncio.timeout(60):
        while not any(text in one for one in receiver.texts):
            await asyncio.sleep(0.02)


async def listening() -> None:
    """Wait until the hub listens: what is told before reaches nobody."""
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(somebody_listens):
            await asyncio.sleep(0.02)


def somebody_listens() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND state = 'idle' AND query = %s",
            [f"LISTEN {CHANNEL}"],
        )
        found = cursor.fetchone()[0] > 0
    connection.close()  # of a thread that ends
    return found


@pytest.mark.django_db(transaction=True)
def test_news_reaches_those_who_listen_and_nobody_else() -> None:
    async def scene() -> tuple[Receiver, Receiver]:
        hub, zhou, li = Hub(libpq_parameters()), Receiver(), Receiver()
        streams = [
            asyncio.create_task(hub.stream(["employee:1", "all"], zhou)),
            asyncio.create_task(hub.stream(["employee:2"], li)),
        ]
        await listening()
        await asyncio.to_thread(in_transaction)
        await heard(zhou, "kept")
        for task in [*streams, hub.task]:
            assert task
            task.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
        assert hub.listeners == {}
        return zhou, li

    def in_transaction() -> None:
        with transaction.atomic():
            tell(["employee:1"], what="lost")
            transaction.set_rollback(True)
        tell(["employee:1", "all"], what="kept")
        connection.close()

    zhou, li = asyncio.run(scene())
    assert zhou.texts == ["retry: 3000\n\n", 'event: changed\ndata: {"what": "kept"}\n\n']
    assert li.texts == ["retry: 3000\n\n"]


def test_a_stream_names_its_topics_for_the_server_only() -> None:
    answer = EventStream(["employee:7"])
    assert json.loads(answer[TOPICS_HEADER]) == ["employee:7"]
    assert answer["Content-Type"] == "text/event-stream"
