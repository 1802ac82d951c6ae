"""What Granian loads in each web process: Django in threads, and event streams beside it."""

import json
import os
import signal
from typing import Any, cast

from granian._granian import RSGIHTTPProtocol as HTTPProtocol
from granian.rsgi import Scope

from zhike.config.lifeline import follow_parent

follow_parent(signal.SIGTERM)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhike.config.settings")

from django.db import connection  # noqa: E402  (Django reads the line above)
from django.urls import get_resolver  # noqa: E402

from zhike.config.live import TOPICS_HEADER, Hub  # noqa: E402
from zhike.config.memory import settle  # noqa: E402
from zhike.config.wsgi import application as django_application  # noqa: E402
from zhike.config.wsgi_in_threads import Application, WsgiInThreads  # noqa: E402

NOT_LIBPQ = frozenset({"pool", "cursor_factory", "context", "prepare_threshold", "server_side_binding"})


def libpq_parameters() -> dict[str, Any]:
    """How to reach the database without Django's pool."""
    return {name: value for name, value in connection.get_connection_params().items() if name not in NOT_LIBPQ}


pages = WsgiInThreads(cast(Application, django_application))
hub = Hub(libpq_parameters())
_ = get_resolver().url_patterns  # so that a page that can't be loaded fails here and the first visitor does not wait
settle()


async def application(scope: Scope, protocol: HTTPProtocol) -> None:
    """Answer one request."""
    answered = await pages.answer(scope, protocol, TOPICS_HEADER)
    if answered:
        answer, topics = answered
        await hub.stream(json.loads(topics), protocol.response_stream(answer.status, answer.headers))
