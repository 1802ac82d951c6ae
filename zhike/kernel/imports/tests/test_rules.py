"""What becomes of rows: by the rule for duplicates, by rights, by what is wrong with them."""

from __future__ import annotations

import csv
import io

import pytest

from zhike.areas.customers.actions.freezing import freeze
from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.duplicates.models import DuplicatePair
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.models import Batch, Change
from zhike.kernel.imports import service
from zhike.kernel.imports.models import Import, ImportState, Reject
from zhike.kernel.imports.rejects import rejects_as_csv
from zhike.kernel.imports.templates import save_template
from zhike.kernel.imports.tests.steps import brought_text, checked, ran
from zhike.kernel.people.models import FieldRule, Role
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.testing import Cast

LIST = """客户名称,电话,级别
苏州金鸡湖精密机械有限公司,0512-67001111,A
宁波海天塑机有限公司,0574-86180000,B
宁波海天塑机有限公司,0574-86180001,C
-,0571-88880000,B
杭州西溪印务有限公司,0571-87650000,特级
"""


def rejects_of(importing: Import) -> list[tuple[int, str, str]]:
    return list(Reject.objects.filter(of=importing).order_by("line").values_list("line", "column", "code"))


@pytest.mark.parametrize(
    ("rule", "counts"),
    [
        ("skip", {"new": 1, "duplicate": 2, "wrong": 2}),
        ("update", {"new": 1, "changed": 2, "wrong": 2}),
        ("create", {"new": 3, "wrong": 2}),
        ("ask", {"new": 1, "duplicate": 2, "wrong": 2}),
    ],
)
def test_the_plan_says_what_the_run_then_does(cast: Cast, rule: str, counts: dict[str, int]) -> None:
    by = cast.actor(cast.zhou)
    importing = brought_text(LIST, "customers", by, duplicates=rule)
    before = Customer.objects.count()
    assert checked(importing, by) == counts
    assert Customer.objects.count() == before
    assert ran(importing, by) == counts
    assert Customer.objects.count() == before + counts["new"]


def test_the_last_row_for_a_record_has_the_last_word(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    ran(brought_text(LIST, "customers", by, duplicates="update"), by)
    assert Customer.objects.get(name="宁波海天塑机有限公司").main_phone == "0574-86180001"
    assert cast.customer_of(cast.zhou).main_phone == ""
    assert Customer.objects.get(pk=cast.customer_of(cast.zhou).pk).main_phone == "0512-67001111"


def test_each_bad_row_names_its_line_its_column_and_the_choices_that_there_are(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    importing = brought_text(LIST, "customers", by)
    ran(importing, by)
    assert [one for one in rejects_of(importing) if one[2] != "duplicate"] == [
        (5, "客户名称", "required"),
        (6, "级别", "unknown_choice"),
    ]
    assert "A, B, C, D" in Reject.objects.get(code="unknown_choice").reason


def test_mended_rejects_come_in_as_they_are(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    importing = brought_text(LIST, "customers", by)
    ran(importing, by)
    text = b"".join(rejects_as_csv(importing)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][3:] == ["客户名称", "电话", "级别"]
    mended = text.replace("-,0571", "杭州钱潮轴承有限公司,0571").replace("特级", "A")
    again = brought_text(mended, "customers", by, name="mended.csv")
    assert again.mapping == {"客户名称": "name", "电话": "main_phone", "级别": "level"}
    assert ran(again, by) == {"new": 2}


def test_set_aside_rows_say_what_they_are_like(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    importing = brought_text("客户名称\n苏州金鸡湖精密机械有限公司\n", "customers", by, duplicates="ask")
    ran(importing, by)
    aside = Reject.objects.get(of=importing)
    assert aside.code == "set_aside"
    assert "苏州金鸡湖精密机械有限公司" in aside.reason


def test_a_record_that_she_cannot_see_is_a_duplicate_that_is_not_shown(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    theirs = cast.customer_of(cast.li)
    for rule in ("skip", "update", "ask"):
        importing = brought_text(f"客户名称,电话\n{theirs.name},0755-26990000\n", "customers", by, duplicates=rule)
        assert ran(importing, by) == {"duplicate": 1}
        reason = Reject.objects.get(of=importing).reason
        assert theirs.name not in reason
        assert str(theirs.pk) not in reason
        assert cast.li.name in reason
    theirs.refresh_from_db()
    assert theirs.main_phone == ""


def test_she_cannot_reach_a_record_by_its_id_either(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    theirs, mine = cast.customer_of(cast.li), cast.customer_of(cast.zhou)
    importing = brought_text(f"ID,备注\n{theirs.pk},改过\n{mine.pk},改过\n", "customers", by, duplicates="update")
    assert importing.mapping == {"ID": "id", "备注": "remarks"}
    assert ran(importing, by) == {"changed": 1, "wrong": 1}
    assert rejects_of(importing) == [(2, "ID", "not_found")]


def test_a_frozen_customer_is_not_updated(cast: Cast) -> None:
    by = cast.actor(cast.manager)
    freeze(Chosen.of(cast.customer_of(cast.manager), by=by), reason="欠款", by=by)
    importing = brought_text("客户名称,备注\n北京中关村智联股份有限公司,改过\n", "customers", by, duplicates="update")
    assert ran(importing, by) == {"duplicate": 1}


def test_a_field_that_she_may_only_read_cannot_be_mapped(cast: Cast) -> None:
    role = Role.objects.get(pk=cast.zhou.roles[0])
    FieldRule.objects.create(role=role, entity="customers", field="credit_limit", access=1)
    by = cast.actor(cast.zhou)
    importing = brought_text("客户名称,信用额度\n宁波海天塑机有限公司,1万\n", "customers", by)
    assert "信用额度" not in importing.mapping
    with pytest.raises(Refused) as refused:
        service.set_mapping(importing, {"客户名称": "name", "信用额度": "credit_limit"}, by=by)
    assert refused.value.errors[0].field == "信用额度"


def test_who_may_not_create_may_not_import(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        brought_text(LIST, "customers", cast.actor(cast.stranger))


def test_an_import_of_another_is_not_there(cast: Cast) -> None:
    importing = brought_text(LIST, "customers", cast.actor(cast.zhou))
    with pytest.raises(NotFound):
        service.import_named(importing.pk, by=cast.actor(cast.li))


def test_new_dictionary_entries_are_made_by_those_who_may_and_listed_in_the_plan(cast: Cast) -> None:
    text = "客户名称,行业\n宁波海天塑机有限公司,注塑机\n"
    seller, chief = cast.actor(cast.zhou), cast.actor(cast.administrator)
    assert checked(brought_text(text, "customers", seller), seller) == {"wrong": 1}
    importing = brought_text(text, "customers", chief)
    assert service.check(importing, by=chief, wait=True).plan["new_entries"] == {"industry": ["注塑机"]}
    ran(importing, chief)
    assert Customer.objects.get(name="宁波海天塑机有限公司").industry.label == "注塑机"


def test_contacts_find_their_customer_by_number_or_name(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    mine = cast.customer_of(cast.zhou)
    text = (
        f"姓名,公司,手机\n王芳,{mine.name},13800138000\n赵强,{mine.number},13900139000\n孙丽,不存在公司,13700137000\n"
    )
    importing = brought_text(text, "contacts", by)
    assert ran(importing, by) == {"new": 2, "wrong": 1}
    assert set(Contact.objects.filter(customer=mine).values_list("name", flat=True)) == {"王芳", "赵强"}
    assert rejects_of(importing) == [(4, "公司", "unknown_reference")]
    theirs = brought_text(f"姓名,公司\n周杰,{cast.customer_of(cast.li).name}\n", "contacts", by)
    assert ran(theirs, by) == {"wrong": 1}


def test_day_or_month_first_is_decided_by_the_whole_column(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    rows = [f"宁波{place}厂,{day}/3/2024" for place, day in enumerate([4, 5, 6, 25])]
    importing = brought_text("\n".join(["客户名称,登记日期", *rows]), "customers", by)
    assert ran(importing, by) == {"new": 4}
    assert Customer.objects.get(name="宁波0厂").registered_on.isoformat() == "2024-03-04"
    unsure = brought_text("客户名称,登记日期\n温州一厂,4/3/2024\n", "customers", by)
    assert ran(unsure, by) == {"wrong": 1}
    assert rejects_of(unsure) == [(2, "登记日期", "ambiguous_date")]
    said = brought_text("客户名称,登记日期\n温州一厂,4/3/2024\n", "customers", by, day_first=True)
    assert ran(said, by) == {"new": 1}


def test_likely_duplicates_that_are_made_all_the_same_come_into_the_inbox(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    importing = brought_text("客户名称\n苏州金鸡湖精密机械有限公司\n", "customers", by, duplicates="create")
    assert ran(importing, by) == {"new": 1}
    assert DuplicatePair.objects.filter(entity="customers", second_id=Customer.objects.latest("pk").pk).exists()


def test_an_empty_cell_empties_a_field_only_where_that_was_asked_for(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    mine = cast.customer("宁波海天塑机有限公司", cast.zhou, email="a@b.cn", level="A")
    text = f"ID,客户名称,邮箱,级别,性质\n{mine.pk},,,,\n"
    assert ran(brought_text(text, "customers", by, duplicates="update"), by) == {"same": 1}
    assert ran(brought_text(text, "customers", by, duplicates="update", blank_clears=True), by) == {"changed": 1}
    mine.refresh_from_db()
    assert (mine.name, mine.email, mine.level_id, mine.kind) == ("宁波海天塑机有限公司", "", None, "enterprise")


def test_departments_are_known_again_though_no_index_helps(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    importing = brought_text("名称,上级部门\n华东分公司,销售中心\n西北分公司,销售中心\n", "departments", by)
    assert ran(importing, by) == {"new": 1, "duplicate": 1}


def test_a_template_is_found_again_by_its_name(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    first = brought_text("单位,热线\n宁波海天塑机有限公司,0574-86180000\n", "customers", by)
    service.set_mapping(first, {"单位": "name", "热线": "main_phone"}, by=by, duplicates="update")
    save_template(first, "老系统", by=by)
    second = brought_text(
        "单位,热线\n宁波海天塑机有限公司,0574-86180000\n", "customers", cast.actor(cast.li), template="老系统"
    )
    assert (second.mapping, second.duplicates) == ({"单位": "name", "热线": "main_phone"}, "update")


def test_a_small_file_is_checked_at_once_and_run_by_a_job(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    importing = service.check(brought_text(LIST, "customers", by), by=by)
    assert importing.state == ImportState.READY
    started = service.start(importing, by=by)
    assert started.job.state == "waiting"
    with pytest.raises(Refused):
        service.start(started, by=by)


def test_every_row_of_an_import_knows_its_batch_and_its_door(cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    importing = brought_text(LIST, "customers", by)
    ran(importing, by)
    made = Change.objects.filter(batch_id=importing.batch_id)
    assert set(made.values_list("kind", "verb")) == {("customer", "I")}
    assert Batch.objects.get(pk=importing.batch_id).done == 1
    assert entity_named("customers").model.objects.get(name="宁波海天塑机有限公司").created_by_id == cast.zhou.pk
