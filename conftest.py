"""Fixtures for the tests of every part.

Here and not in a plugin, because a conftest.py always wins over pytest-django's fixtures of the same name, while the
order among plugins is left to chance.
"""

from zhike.config.testing import django_db_modify_db_settings, server
from zhike.kernel.testing.fixtures import _django_db_helper, building, cast, company, pytest_runtest_setup

__all__ = [
    "_django_db_helper",
    "building",
    "cast",
    "company",
    "django_db_modify_db_settings",
    "pytest_runtest_setup",
    "server",
]
