"""Which database Django speaks to: the embedded one, or the server that DATABASE_URL names."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from zhike.config.embedded.place import Place
from zhike.config.environment import Environment

# Requests are short, so a handful of connections serves many people; the rest wait a moment instead of failing.
POOL = {"min_size": 1, "max_size": 16, "timeout": 15, "max_idle": 120}
ASKED_BEFORE_PLANNED = 5
"""So often a statement of constant text is asked on a connection before its plan is kept (`kernel/statements.py`)."""


def databases(environment: Environment) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for these variables; the replica, if any, is called "replica"."""
    primary = from_url(environment.database_url) if environment.database_url else embedded(environment.home)
    found = {"default": primary}
    if environment.database_replica_url:
        found["replica"] = from_url(environment.database_replica_url) | {"TEST": {"MIRROR": "default"}}
    return found


def embedded(home: Path) -> dict[str, Any]:
    """The embedded server of a data directory, by its socket."""
    place = Place.of(home)
    return described(name=place.database, user=place.role, host=str(place.sockets), port=str(place.port))


def from_url(url: str) -> dict[str, Any]:
    """Read postgresql://user:password@host:port/name?sslmode=…; what follows the question mark goes to libpq.

    All but `kept_plans=off`, which is ours.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return described(
        name=unquote(parts.path.lstrip("/")) or "zhike",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=unquote(options.pop("host", parts.hostname or "")),
        port=str(parts.port or ""),
        **options,
    )


def described(
    *, name: str, user: str, host: str, port: str, password: str = "", kept_plans: str = "on", **options: str
) -> dict[str, Any]:
    """One entry of DATABASES with what all of ours share.

    `kept_plans=off` is for poolers between us and the server that can't keep prepared statements apart.
    """
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "HOST": host,
        "PORT": port,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": POOL,
            "application_name": f"zhike {os.getpid()}",
            "prepare_threshold": ASKED_BEFORE_PLANNED if kept_plans == "on" else None,
            **options,
        },
    }
