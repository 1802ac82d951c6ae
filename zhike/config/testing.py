"""Gives every test a real PostgreSQL: embedded, started once a run, shared by parallel workers and left clean.

A pytest plugin, not a conftest.py: pytest-django reads the settings before any conftest.py is loaded.
"""

import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

from zhike.config.environment import ELSEWHERE

PROJECT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("ZHIKE_TEST_HOME") or PROJECT / "build" / "test-home").absolute()
KEPT_FROM_THE_CALLER = ELSEWHERE | {"ZHIKE_LOG_LEVEL"}
AT_HOME: Final = ZoneInfo("Asia/Shanghai")
END_OF_DAY: Final = 20.0
"""Seconds before midnight in which no test begins."""

# The same examples in each run, however long the machine takes for one: what fails has failed because of a change.
settings.register_profile(
    "house", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

for name in [name for name in os.environ if name.startswith("ZHIKE_") and name not in KEPT_FROM_THE_CALLER]:
    del os.environ[name]
os.environ.pop("DATABASE_REPLICA_URL", None)
os.environ |= {"ZHIKE_HOME": str(HOME), "ZHIKE_SECRET_KEY": "only-for-tests-" * 4, "ZHIKE_DEMO": "0"}

from zhike.config.embedded.using import using  # noqa: E402  (the variables come first)
from zhike.config.translations import compile_all  # noqa: E402


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations once, before Django reads them."""
    if not hasattr(config, "workerinput"):
        compile_all()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let every test begin in the language of the house, and end on the day on which it began."""
    translation.deactivate()
    wait_for_midnight(datetime.now(AT_HOME))


def wait_for_midnight(now: datetime) -> None:
    """Wait for the new day when it is about to begin: "today" must not change between two lines of a test."""
    left = 86_400.0 - (now - now.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()
    if left < END_OF_DAY:
        time.sleep(left)


@pytest.fixture(scope="session")
def server() -> Iterator[None]:
    """The embedded server, or the one that DATABASE_URL names, for as long as any worker of this run needs it."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with using(HOME, durable=False):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(server: None, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the server before pytest-django makes its database in it, one for each parallel worker."""
