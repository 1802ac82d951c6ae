"""What tests of selling lean on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from zhike.areas.selling.models import Opportunity, Pipeline, Stage
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.people.models import Employee
from zhike.kernel.testing import Cast


@pytest.fixture
def stage() -> Callable[[str], Stage]:
    """A stage of the first pipeline by its name."""

    def named(name: str) -> Stage:
        return Stage.objects.get(name=name, pipeline=Pipeline.objects.order_by("position").first())

    return named


@pytest.fixture
def deal(cast: Cast) -> Callable[..., Opportunity]:
    """A deal of somebody with their own customer, made as every door makes it."""

    def made(owner: Employee | None = None, **values: Any) -> Opportunity:
        person = owner or cast.zhou
        wished = {"name": "三号车间五轴线", "customer": str(cast.customer_of(person).pk), "amount": Decimal(860000)}
        outcome = create(entity_named("opportunities"), wished | values, by=cast.actor(person))
        return Opportunity.objects.get(pk=outcome.records[0])

    return made
