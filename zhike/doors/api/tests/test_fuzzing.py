"""Schemathesis calls everything that the document describes, rightly and wrongly, as two people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from zhike.config.wsgi import application
from zhike.doors.api.description.document import document

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# A well-formed wish may still break a rule of the trade: an id that leads nowhere, a tax number with a wrong digit.
RULES_MAY_REFUSE = ["2xx", "304", "400", "401", "403", "404", "409", "422"]
PLAIN = {"Accept-Encoding": "identity"}  # the WSGI client of schemathesis does not unpack
CONFIG = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": RULES_MAY_REFUSE},
        "negative_data_rejection": {"expected-statuses": ["4xx"]},
    },
}
# All entities are served by the same code. Customers and what is no entity are tried whole and by every case that
# schemathesis can think of (`thorough`); of the others what differs, a few times each (`brief`): how their fields are
# listed, taken in and changed. Every case of every entity were fifty thousand calls, half the time of all tests.
WHOLE = r"^/api/v1/(customers|me|entities|search|duplicates|batches|notifications|jobs|files|imports|exports)"
OPEN = r"^/api/v1/\w+(/{id})?$"
CALLS = ["GET", "POST", "PATCH"]


def described(*, thoroughly: bool) -> Any:
    """The calls of the document, with or without a case for each way in which an argument can be right or wrong."""
    phases = {"phases": {"coverage": {"enabled": thoroughly}}}
    calls = schemathesis.openapi.from_dict(document(), config=SchemathesisConfig.from_dict(CONFIG | phases))
    calls.app = application
    return calls


thorough, brief = described(thoroughly=True), described(thoroughly=False)
bounded = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the test's connection open between calls, as Django's own test client does."""
    request_finished.disconnect(close_old_connections)
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@thorough.include(path_regex=WHOLE).parametrize()
@bounded
def test_the_administrator_may_send_anything(case: Any, admin: Any) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {admin.text}", **PLAIN})


@brief.include(path_regex=OPEN, method=CALLS).exclude(path_regex=WHOLE).parametrize()
@bounded
def test_the_administrator_may_send_anything_about_any_kind_of_record(case: Any, admin: Any) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {admin.text}", **PLAIN})


@brief.include(path_regex=WHOLE).parametrize()
@bounded
def test_a_seller_may_send_anything(case: Any, zhou: Any) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {zhou.text}", **PLAIN})
