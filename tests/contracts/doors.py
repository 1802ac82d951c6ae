"""A person at the two doors that most people use: the pages and the REST interface."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from zhike.kernel.entity.declaration import Entity
from zhike.kernel.people.models import Employee
from zhike.kernel.people.tokens import issue
from zhike.kernel.testing import Cast

SPACES = re.compile(r"\s+")


class Pages:
    """A browser in which a person is signed in. Answers are as Django's test client gives them."""

    def __init__(self, person: Employee) -> None:
        self.client = Client(raise_request_exception=False)
        self.client.force_login(person)
        self.headers = {"HX-Request": "true"}

    def get(self, path: str, **query: Any) -> Any:
        """GET a page."""
        return self.client.get(f"{path}?{urlencode(query)}" if query else path)

    def post(self, path: str, values: dict[str, Any] | None = None) -> Any:
        """POST a form as htmx does."""
        return self.client.post(path, values or {}, headers=self.headers)

    def form(self, entity: Entity, values: dict[str, Any], record: Any = None) -> Any:
        """Fill in and send the form of a new record, or of one that exists."""
        url = f"/{entity.key}/new" if record is None else f"/{entity.key}/{record.pk}/edit"
        sent = {name: value for name, value in values.items() if value is not False}
        revision = {} if record is None else {"revision": record.revision}
        return self.post(url, sent | revision | {"shown": list(values)})


class Programs:
    """A program with a person's token, at the REST door."""

    def __init__(self, cast: Cast, person: Employee, *, read_only: bool = False) -> None:
        _token, text = issue(person, "contract", by=cast.actor(person), read_only=read_only)
        self.client = Client(headers={"Authorization": f"Bearer {text}"}, raise_request_exception=False)

    def get(self, path: str, **query: Any) -> Any:
        """GET below /api/v1."""
        return self.client.get(f"/api/v1{path}", query)

    def post(self, path: str, body: Any = None) -> Any:
        """POST JSON below /api/v1."""
        return self.client.post(f"/api/v1{path}", body or {}, "application/json")

    def patch(self, path: str, body: Any) -> Any:
        """PATCH JSON below /api/v1."""
        return self.client.patch(f"/api/v1{path}", body, "application/json")

    def put(self, path: str) -> Any:
        """PUT without a body below /api/v1."""
        return self.client.put(f"/api/v1{path}")

    def delete(self, path: str) -> Any:
        """DELETE below /api/v1."""
        return self.client.delete(f"/api/v1{path}")


def tree_of(answer: Any) -> LexborHTMLParser:
    """The HTML of an answer, whole page or fragment, as a browser parses it."""
    text = answer.content.decode() if hasattr(answer, "content") else str(answer)
    return LexborHTMLParser(text)


def words_of(answer: Any) -> str:
    """All text and all attributes of an answer: whatever a person or a program could read in it."""
    tree = tree_of(answer)
    values = [value for element in tree.css("*") for value in element.attributes.values() if value]
    return "\n".join([tree.root.text() if tree.root else "", *values])


def one_line(text: str) -> str:
    """Text with each run of white space as one blank, as HTML shows it."""
    return SPACES.sub(" ", text).strip()
