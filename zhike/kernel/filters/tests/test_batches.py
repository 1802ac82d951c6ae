"""The condition `batch`: a list of just what one import, or any other batch, created or changed."""

from __future__ import annotations

import pytest

from zhike.areas.customers.models import Customer
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.filters import from_json, from_parameters, predicate
from zhike.kernel.imports.models import Import
from zhike.kernel.imports.tests.steps import brought_text, ran
from zhike.kernel.refusals import Refused
from zhike.kernel.testing import Cast


@pytest.fixture
def importing(cast: Cast) -> Import:
    """Two new customers and one that was changed, brought in by Zhou Min on a day on which she made another by hand."""
    cast.customer("松鹤楼餐饮有限公司", cast.zhou)
    cast.customer("得月楼餐饮有限公司", cast.zhou)
    lines = ["客户名称,电话", "松鹤楼餐饮有限公司,0512-67700000", "新聚丰餐饮有限公司,", "同得兴面馆有限公司,"]
    by = cast.actor(cast.zhou)
    brought = brought_text("\n".join(lines), "customers", by, duplicates="update")
    assert ran(brought, by) == {"new": 2, "changed": 1}
    return brought


def test_a_batch_is_looked_at_as_a_list_of_what_it_created_or_changed(importing: Import, cast: Cast) -> None:
    by, customers = cast.actor(cast.zhou), entity_named("customers")
    for where in (
        from_parameters([("filter[batch]", str(importing.batch_id))]),
        from_json({"and": [{"field": "batch", "op": "eq", "value": importing.batch_id}]}),
    ):
        found = Customer.objects.visible_to(by).filter(predicate(customers, where, by))
        assert sorted(found.values_list("name", flat=True)) == [
            "同得兴面馆有限公司", "新聚丰餐饮有限公司", "松鹤楼餐饮有限公司",
        ]  # fmt: skip


@pytest.mark.parametrize("value", ["0", "x", "", "-1", "99999999999999999999999"])
def test_a_batch_that_is_not_there_is_refused(cast: Cast, value: str) -> None:
    by, where = cast.actor(cast.zhou), from_parameters([("filter[batch]", value)])
    with pytest.raises(Refused) as refused:
        predicate(entity_named("customers"), where, by)
    assert refused.value.errors[0].code == "unknown_batch"


def test_a_colleagues_batch_is_not_there_for_those_who_may_not_see_what_others_did(
    importing: Import, cast: Cast
) -> None:
    where = from_parameters([("filter[batch]", str(importing.batch_id))])
    with pytest.raises(Refused):
        predicate(entity_named("customers"), where, cast.actor(cast.li))
    predicate(entity_named("customers"), where, cast.actor(cast.administrator))
