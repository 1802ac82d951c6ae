"""What watchdogs ask, and the headers that every answer carries."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client


@pytest.mark.django_db
def test_alive_says_nothing_about_the_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_not_ready_without_a_worker(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "migrations": "ok", "jobs": "not ready"}


@pytest.mark.django_db
def test_ready_when_a_worker_has_been_heard(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert client.get("/readyz").json() == {"database": "ok", "migrations": "ok", "jobs": "ok"}


@pytest.mark.django_db
def test_metrics_are_off_unless_enabled(client: Client, settings: Any) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS = True
    assert b"zhike_workers 0" in client.get("/metrics").content


@pytest.mark.django_db
def test_every_answer_forbids_what_no_page_needs(client: Client) -> None:
    headers = client.get("/healthz").headers
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
