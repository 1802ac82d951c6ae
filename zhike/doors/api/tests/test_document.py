"""The OpenAPI document: committed, complete, and readable as a page under the strictest policy."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from zhike.doors.api.description.document import document
from zhike.doors.api.snapshot import difference
from zhike.kernel.entity.registry import entities


def test_the_interface_is_the_one_that_is_committed():
    changed = difference()
    assert not changed, (
        f"The REST interface has changed. If that is meant: python -m zhike.doors.api.snapshot\n\n{changed}"
    )


def test_it_is_openapi_3_1_and_every_operation_has_its_own_id():
    made = document()
    assert made["openapi"].startswith("3.1")
    ids = [one["operationId"] for methods in made["paths"].values() for one in methods.values()]
    assert len(ids) == len(set(ids))


def test_every_entity_is_a_resource():
    paths = document()["paths"]
    for entity in entities():
        if entity.document is not None:  # lines are read alone and written with their document
            assert {"get"} == set(paths[f"/api/v1/{entity.key}"])
            continue
        alone = entity.document is None  # lines are written with their document
        assert ({"get", "post"} if alone else {"get"}) == set(paths[f"/api/v1/{entity.key}"])
        assert ({"get", "patch"} if alone else {"get"}) <= set(paths[f"/api/v1/{entity.key}/{{id}}"])
        for action in entity.actions.values():
            if action.bulk:
                assert f"/api/v1/{entity.key}/actions/{action.name}" in paths


@pytest.mark.django_db
def test_the_document_and_its_page_are_served_to_everybody():
    client = Client()
    assert client.get("/api/v1/openapi.json").json() == document()
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "unsafe" not in page["Content-Security-Policy"]


@pytest.mark.django_db
def test_the_page_needs_nothing_from_outside_and_no_script():
    text = Client().get("/api/v1/docs").content.decode()
    assert "<script" not in text
    assert not re.search(r'(src|href)="(https?:)?//', text)
    assert not re.search(r"\sstyle=|\son\w+=", text)
