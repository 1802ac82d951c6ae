"""Whose names and departments a person may pick from."""

from __future__ import annotations

import pytest
from django.test import Client

from zhike.kernel.people.models import Employee
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("key", "word", "found"), [("people", "李涛", "李涛"), ("departments", "华南", "华南分公司")])
def test_who_has_a_role_picks_colleagues_and_departments(cast: Cast, client: Client, key: str, word: str, found: str):
    client.force_login(cast.zhou)
    assert found in client.get(f"/lookup/{key}", {"q": word}).content.decode()


@pytest.mark.parametrize("key", ["people", "departments", "tags"])
@pytest.mark.parametrize("word", ["", "李", "华"])
def test_who_has_no_role_is_told_nobody(cast: Cast, client: Client, key: str, word: str):
    client.force_login(cast.stranger)
    assert client.get(f"/lookup/{key}", {"q": word}).content == b""


def test_who_has_left_is_not_offered(cast: Cast, client: Client):
    Employee.objects.filter(pk=cast.li.pk).update(is_active=False)
    client.force_login(cast.zhou)
    assert "李涛" not in client.get("/lookup/people", {"q": "李涛"}).content.decode()
