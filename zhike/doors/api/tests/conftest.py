"""Programs that call the REST door as people of the cast."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from zhike.doors.api import rates
from zhike.kernel.people.models import Employee
from zhike.kernel.people.tokens import issue
from zhike.kernel.testing import Cast


class Program:
    """A program with a person's token."""

    def __init__(self, cast: Cast, person: Employee, **options: Any) -> None:
        self.token, self.text = issue(person, "test", by=cast.actor(person), **options)
        self.client = Client(headers={"Authorization": f"Bearer {self.text}"}, raise_request_exception=True)

    def get(self, path: str, query: Any = None, **headers: str) -> Any:
        """GET below /api/v1."""
        return self.client.get(f"/api/v1{path}", query or {}, headers=_named(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST JSON below /api/v1."""
        return self.client.post(f"/api/v1{path}", body or {}, "application/json", headers=_named(headers))

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        """PATCH JSON below /api/v1."""
        return self.client.patch(f"/api/v1{path}", body, "application/json", headers=_named(headers))

    def put(self, path: str, body: Any, **headers: str) -> Any:
        """PUT JSON below /api/v1."""
        return self.client.put(f"/api/v1{path}", body, "application/json", headers=_named(headers))

    def delete(self, path: str, **headers: str) -> Any:
        """DELETE below /api/v1."""
        return self.client.delete(f"/api/v1{path}", headers=_named(headers))


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture(autouse=True)
def no_calls_yet() -> None:
    """Each test begins with nobody having called."""
    rates._unshared.clear()
    rates._known.clear()


@pytest.fixture
def within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still for those who count calls, so that no new minute begins between two of them."""
    now = time.time()
    monkeypatch.setattr(rates, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture
def program(cast: Cast) -> Callable[..., Program]:
    """Make a program for a person."""
    return lambda person, **options: Program(cast, person, **options)


@pytest.fixture
def zhou(cast: Cast) -> Program:
    """Zhou Min's program: she sells in the East."""
    return Program(cast, cast.zhou)


@pytest.fixture
def admin(cast: Cast) -> Program:
    """The administrator's program."""
    return Program(cast, cast.administrator)
