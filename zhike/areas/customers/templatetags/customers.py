"""What the templates of the customer book need beyond Django's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

register = template.Library()


@register.filter
def nested(people: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """People who stand one after the other with their depth, as a tree: each with `reports` of their own."""
    top: list[dict[str, Any]] = []
    way = [top]
    for person in people:
        node = {**person, "reports": []}
        del way[person["depth"] + 1 :]
        way[-1].append(node)
        way.append(node["reports"])
    return top
