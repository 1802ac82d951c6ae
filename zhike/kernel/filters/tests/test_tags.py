"""Looking for tags: by their names, and without making any."""

from __future__ import annotations

import pytest

from zhike.areas.customers.models import Customer
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.filters import from_json, predicate
from zhike.kernel.tags import ids_of
from zhike.kernel.tags.models import Tag
from zhike.kernel.testing import Cast


@pytest.mark.parametrize(
    ("operator", "names", "found"),
    [
        ("any", ["展会"], ["tagged"]),
        ("any", "展会，没有人用过", ["tagged"]),
        ("any", ["没有人用过"], []),
        ("all", ["展会", "没有人用过"], []),
        ("none", ["没有人用过"], ["plain", "tagged"]),
        ("none", ["展会"], ["plain"]),
    ],
)
def test_looking_for_a_tag_that_nobody_used_finds_nothing_and_makes_no_tag(
    cast: Cast, operator: str, names: object, found: list[str]
) -> None:
    by = cast.actor(cast.zhou)
    customers = {"tagged": cast.customer("松鹤楼餐饮有限公司", cast.zhou), "plain": cast.customer_of(cast.zhou)}
    Customer.objects.filter(pk=customers["tagged"].pk).update(tags=ids_of(["展会"], by=by))
    before = set(Tag.objects.values_list("name", flat=True))
    where = from_json({"and": [{"field": "tags", "op": operator, "value": names}]})
    rows = Customer.objects.visible_to(by).filter(predicate(entity_named("customers"), where, by))
    assert {one.pk for one in rows} == {customers[name].pk for name in found}
    assert set(Tag.objects.values_list("name", flat=True)) == before
