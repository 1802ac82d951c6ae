"""Makes ready what a sub-command needs: Django, a running database, tables that fit the code."""

import os
from contextlib import ExitStack
from typing import Final

import django
import psycopg

from zhike.config.embedded.using import using
from zhike.config.environment import environment
from zhike.doors.command.answer import Failed, Needs

OLDEST_SERVER: Final = 150000
MIGRATING: Final = 7_102_514  # any number, the same in every Zhike: an advisory lock of PostgreSQL


def make_ready(needs: Needs, things: ExitStack) -> None:
    """Make ready what is needed, and hang on `things` what must be ended afterwards.

    Raises Failed, or NoServer, with what to do about it.
    """
    if needs >= Needs.DJANGO:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhike.config.settings")
        django.setup()
    if needs >= Needs.DATABASE:
        if environment().database_url is None:
            things.enter_context(using(environment().home))
        things.callback(close_connections)
        check_server()
    if needs >= Needs.MIGRATED:
        migrate()


def close_connections() -> None:
    """Give the connections back before the server that we started stops."""
    from django.db import connections  # noqa: PLC0415  (only after django.setup())

    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool:
            close_pool()


def check_server() -> None:
    """Raise Failed when the database can't be reached or is too old. The pool would hide why, and wait longer."""
    from django.db import connection  # noqa: PLC0415

    parameters = {key: value for key, value in connection.get_connection_params().items() if key not in NOT_LIBPQ}
    try:
        with psycopg.connect(**parameters, connect_timeout=10) as server:
            version = server.info.server_version
    except psycopg.OperationalError as error:
        raise Failed(f"The database can't be reached: {str(error).strip()}") from error
    if version < OLDEST_SERVER:
        raise Failed(f"PostgreSQL {version // 10000} is too old; version {OLDEST_SERVER // 10000} or later is needed.")


NOT_LIBPQ: Final = frozenset({"pool", "cursor_factory", "context", "prepare_threshold", "server_side_binding"})


def pending() -> list[str]:
    """Names of the migrations that have not been applied."""
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def up_to_date() -> bool:
    """Whether tables, triggers and first entries are those of this code."""
    from zhike.kernel.history.install import in_step  # noqa: PLC0415

    return not pending() and in_step()


def migrate() -> list[str]:
    """Bring the tables up to the code and return what was applied; several programs at once wait for each other."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    if up_to_date():
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            names = pending()
            if not up_to_date():
                call_command("createcachetable", verbosity=0)
                call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
    return names
