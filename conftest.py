"""Fixtures for the tests of every part.

Here and not in a plugin, because a conftest.py always wins over pytest-django's fixtures of the same name, while the
order among plugins is left to chance.
"""

from zhike.config.testing import django_db_modify_db_settings, server
from zhike.kernel.testing.fixtures import cast

__all__ = ["cast", "django_db_modify_db_settings", "server"]
