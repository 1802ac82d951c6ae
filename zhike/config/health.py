"""What a watchdog asks: alive, ready, and figures for Prometheus."""

from collections.abc import Callable

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

JOBS_BY_STATE = "SELECT status, count(*) FROM procrastinate_jobs WHERE status <> 'succeeded' GROUP BY status"
FAILED_JOBS = (
    "SELECT count(DISTINCT job_id) FROM procrastinate_events JOIN procrastinate_jobs j ON j.id = job_id "
    "WHERE type = 'failed' AND j.status = 'failed' AND at > now() - interval '7 days'"
)
WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'"


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing about the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when database, migrations and jobs are in order, else 503; each with its state."""
    states = {"database": state(database_answers)}
    if states["database"] == "ok":
        states |= {"migrations": state(nothing_to_migrate), "jobs": state(worker_lives)}
    return JsonResponse(states, status=200 if set(states.values()) == {"ok"} else 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in Prometheus' text format; 404 unless ZHIKE_METRICS=1."""
    if not settings.METRICS:
        raise Http404
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(JOBS_BY_STATE)
        jobs = [f'zhike_jobs{{state="{status}"}} {count}' for status, count in cursor.fetchall()]
        cursor.execute(WORKERS)
        workers = cursor.fetchone()[0]
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    lines = [
        "# HELP zhike_jobs Jobs in the background that are not done.",
        "# TYPE zhike_jobs gauge",
        *jobs,
        "# HELP zhike_workers Processes that work on jobs.",
        "# TYPE zhike_workers gauge",
        f"zhike_workers {workers}",
        "# HELP zhike_database_bytes Size of the database.",
        "# TYPE zhike_database_bytes gauge",
        f"zhike_database_bytes {size}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")


def state(check: Callable[[], bool]) -> str:
    """Run a check: "ok", "not ready", or "failed" when the database refuses."""
    try:
        return "ok" if check() else "not ready"
    except Error:
        return "failed"


def database_answers() -> bool:
    """Whether a statement comes back."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def nothing_to_migrate() -> bool:
    """Whether the tables are those that this code expects."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def worker_lives() -> bool:
    """Whether a worker has been heard within a minute."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(WORKERS)
        return bool(cursor.fetchone()[0])
