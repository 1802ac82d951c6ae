"""Lists that real people made come in as they were meant."""

from collections import Counter
from typing import Any

import pytest

from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.imports.models import Reject
from zhike.kernel.imports.tests.steps import brought, checked, ran
from zhike.kernel.testing import Cast, shared_data

A_SHARES = ("a_share_listed_companies", "A股列表.xlsx")
SHANGHAI_MAPPING = {
    "A股代码": "number",
    "扩位证券简称": "name",
    "证券简称": "short_name",
    "公司英文全称": "english_name",
}
SHANGHAI = ("a_share_listed_companies", "GPLIST.xls")


def test_both_exchanges_lists_give_4571_companies_with_their_regions(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    shenzhen = brought(shared_data(*A_SHARES), "customers", by)
    assert shenzhen.mapping["公司全称"] == "name"
    assert {header for header, name in shenzhen.mapping.items() if name == "region"} == {"省份", "城市"}
    before = Customer.objects.count()
    assert checked(shenzhen, by) == ran(shenzhen, by) == {"new": 2875}
    shanghai = brought(shared_data(*SHANGHAI), "customers", by, mapping=SHANGHAI_MAPPING)
    assert checked(shanghai, by) == ran(shanghai, by) == {"new": 1696}
    assert Customer.objects.count() - before == 4571
    vanke = Customer.objects.get(number="000002")
    assert (vanke.name, vanke.region_id, vanke.owner_id) == ("万科企业股份有限公司", "440300", cast.administrator.pk)
    assert vanke.industry is not None
    assert vanke.industry.label == "房地产"
    assert Customer.objects.filter(number__gt="000", number__lt="400", region=None).count() == 0
