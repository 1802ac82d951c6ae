"""What leaves the house: only what the person may see, recorded, harmless, and the same when it comes back."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.access.models import Look
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.exports.models import Export
from zhike.kernel.exports.service import export
from zhike.kernel.filters.tree import Condition, Group
from zhike.kernel.imports import service
from zhike.kernel.imports.tests.steps import checked, ran
from zhike.kernel.lists.page import Wish
from zhike.kernel.people.models import FieldRule, Role
from zhike.kernel.refusals import NotAllowed, Refused
from zhike.kernel.testing import Cast, shared_data

CUSTOMERS, CONTACTS = "customers", "contacts"


def exported(cast: Cast, person: Any, entity: str = CUSTOMERS, **wishes: Any) -> bytes:
    return b"".join(export(entity_named(entity), by=cast.actor(person), **wishes).chunks)


def table_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def exporter(cast: Cast) -> Any:
    """A seller who may export."""
    role = Role.objects.create(name="Exporter", powers=["customers.export", "contacts.export"])
    cast.zhou.roles = [*cast.zhou.roles, role.pk]
    cast.zhou.save()
    return cast.zhou


def test_who_may_not_export_gets_nothing(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        exported(cast, cast.zhou)
    assert not Export.objects.exists()


def test_a_seller_exports_only_what_she_sees(cast: Cast, exporter: Any) -> None:
    rows = table_of(exported(cast, exporter))
    assert [row["客户名称"] for row in rows] == [cast.customer_of(cast.zhou).name]
    theirs = cast.customer_of(cast.li)
    assert table_of(exported(cast, exporter, ids=[theirs.pk])) == []


def test_phones_leave_masked_and_come_back_unharmed(cast: Cast, exporter: Any) -> None:
    customer = cast.customer("宁波海天塑机有限公司", cast.zhou, main_phone="0574-86180000")
    content = exported(cast, exporter)
    row = next(row for row in table_of(content) if row["客户名称"] == customer.name)
    assert "*" in row["主要电话"]
    by = cast.actor(exporter)
    importing = service.begin(entity_named(CUSTOMERS), [content], "back.csv", by=by, options={"duplicates": "update"})
    assert ran(importing, by) == {"same": 2}
    customer.refresh_from_db()
    assert customer.main_phone == "0574-86180000"
    assert not Export.objects.get(employee=exporter).unmasked


def test_a_hidden_field_is_no_column(cast: Cast, exporter: Any) -> None:
    FieldRule.objects.create(role_id=cast.zhou.roles[0], entity=CUSTOMERS, field="credit_limit", access=0)
    FieldRule.objects.create(role=Role.objects.get(name="Exporter"), entity=CUSTOMERS, field="credit_limit", access=0)
    assert "信用额度" not in table_of(exported(cast, exporter))[0]
    with pytest.raises(Refused):
        exported(cast, exporter, columns=["credit_limit"])


def test_an_export_is_recorded_with_what_was_asked_for(cast: Cast) -> None:
    wish = Wish(where=Group("and", (Condition("level", "eq", "B"),)))
    exported(cast, cast.manager, wish=wish, columns=["name", "level"])
    record = Export.objects.get()
    assert (record.employee_id, record.rows, record.columns) == (cast.manager.pk, 3, ["name", "level"])
    assert record.where["filter"] == {"and": [{"field": "level", "op": "eq", "value": "B"}]}
    assert record.ended_at is not None


def test_guarded_records_that_leave_are_looked_at(cast: Cast) -> None:
    secret = cast.customer_of(cast.manager)
    Customer.objects.filter(pk=secret.pk).update(security_level=2)
    exported(cast, cast.manager)
    assert list(Look.objects.values_list("record_id", "kind", "employee_id")) == [
        (secret.pk, "export", cast.manager.pk)
    ]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_leaves_and_comes_back_changes_nothing(cast: Cast, suffix: str) -> None:
    by = cast.actor(cast.administrator)
    parent = cast.customer_of(cast.manager)
    cast.customer(
        "宁波海天塑机有限公司", cast.administrator, main_phone="0574-86180000", credit_limit="1234567.89",
        tags=["展会", "重点"], registered_on="2024-02-29", vip=True, region="330200", street="鼓楼路1号",
        parent=str(parent.pk), remarks="第一行\n第二行",
        industry="manufacturing", email="a@b.cn",
    )  # fmt: skip
    content = exported(cast, cast.administrator, format=suffix)
    importing = service.begin(
        entity_named(CUSTOMERS), [content], f"back.{suffix}", by=by, options={"duplicates": "update"}
    )
    assert checked(importing, by) == ran(importing, by) == {"same": 4}


def test_a_formula_leaves_as_text_and_comes_back_as_it_was(cast: Cast) -> None:
    formula = '=HYPERLINK("http://evil.example","x")'
    customer = cast.customer("宁波海天塑机有限公司", cast.zhou, remarks=formula)
    content = exported(cast, cast.administrator)
    assert f"'{formula}" in next(row["备注"] for row in table_of(content) if row["客户名称"] == customer.name)
    by = cast.actor(cast.administrator)
    importing = service.begin(entity_named(CUSTOMERS), [content], "back.csv", by=by, options={"duplicates": "update"})
    assert ran(importing, by) == {"same": 4}


def test_people_leave_as_cards(cast: Cast) -> None:
    Contact.objects.create(
        name="王芳", customer=cast.customer_of(cast.zhou), mobile="13800138000", sex="female", owner=cast.zhou
    )
    card = exported(cast, cast.administrator, CONTACTS, format="vcf").decode()
    assert "FN:王芳" in card
    assert "ORG:苏州金鸡湖精密机械有限公司" in card
    assert "TEL;TYPE=cell:13800138000" in card
    with pytest.raises(Refused):
        exported(cast, cast.administrator, CUSTOMERS, format="vcf")


def test_naughty_strings_in_every_text_field_come_in_and_leave_unharmed(cast: Cast) -> None:
    strings = [one for one in json.loads(shared_data("naughty_strings", "blns.json").read_text()) if one.strip()]
    fields = {
        "客户名称": "name", "简称": "short_name", "英文名称": "english_name", "街道地址": "street",
        "主营产品": "main_products", "备注": "remarks", "主页": "home_page", "主要电话": "main_phone",
        "邮编": "postcode",
    }  # fmt: skip
    entity = entity_named(CUSTOMERS)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([*fields, "客户编号"])
    for place, text in enumerate(strings):
        fitting = [text if (entity.fields[name].max_length or 10**6) >= len(text) else "x" for name in fields.values()]
        writer.writerow([*fitting, f"N{place}"])
    by = cast.actor(cast.administrator)
    options = {"placeholders": False, "duplicates": "create"}
    importing = service.begin(
        entity, [buffer.getvalue().encode("utf-8", "surrogatepass")], "naughty.csv", by=by, options=options
    )
    counts = ran(importing, by)
    assert counts.get("new", 0) >= len(strings) - 5, counts
    kept = {one.number: one for one in Customer.objects.filter(number__startswith="N")}
    for place, text in enumerate(strings):
        if f"N{place}" in kept:
            assert kept[f"N{place}"].remarks == storable(text)
    back = service.begin(
        entity, [exported(cast, cast.administrator)], "back.csv", by=by, options=options | {"duplicates": "update"}
    )
    assert ran(back, by) == {"same": Customer.objects.count()}


def storable(text: str) -> str:
    """Without what no database stores and what nobody can see; other signs stay."""
    return "".join(each for each in text.strip() if each in "\t\n\r" or (ord(each) >= 32 and ord(each) != 127)).strip()


def test_a_record_that_she_cannot_see_is_not_named_by_one_that_she_can(cast: Cast, exporter: Any) -> None:
    mine, theirs = cast.customer_of(cast.zhou), cast.customer_of(cast.li)
    Customer.objects.filter(pk=mine.pk).update(parent=theirs)
    assert theirs.name not in exported(cast, exporter).decode()
    assert theirs.name in exported(cast, cast.administrator).decode()
