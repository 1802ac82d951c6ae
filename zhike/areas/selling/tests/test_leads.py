"""Leads are given out, scored, qualified and discarded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tests.contracts.doors import Pages, Programs
from zhike.areas.activities.models import Activity
from zhike.areas.customers.models import Contact, Customer
from zhike.areas.selling.actions import discard, give, qualify, reopen_lead
from zhike.areas.selling.assigning import assign, rehearse
from zhike.areas.selling.models import AssignmentRegion, AssignmentRule, Lead, Opportunity
from zhike.areas.selling.scoring import Facts, score
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.perform import batch
from zhike.kernel.actions.standard import create, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.notifications.models import Notification
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import NotAllowed, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
Made = Callable[..., Lead]


@pytest.fixture
def lead(cast: Cast) -> Made:
    """A lead, made as every door makes it."""

    def made(by: Actor | None = None, **values: Any) -> Lead:
        wished = {"name": "顾建国", "company": "宁波港通物流有限公司", "phone": "13912340001"} | values
        outcome = create(entity_named("leads"), wished, by=by or cast.actor(cast.zhou))
        return Lead.objects.get(pk=outcome.records[0])

    return made


def rule(*people: Employee, **values: Any) -> AssignmentRule:
    """A rule for these people."""
    return AssignmentRule.objects.create(**{"name": "轮流", "people": [one.pk for one in people]} | values)


def test_a_lead_that_a_seller_enters_without_any_rule_is_hers(cast: Cast, lead: Made) -> None:
    assert lead().owner == cast.zhou


def test_rules_give_leads_out_in_turn_and_tell_the_owners(
    cast: Cast, lead: Made, django_capture_on_commit_callbacks: Any
) -> None:
    rule(cast.zhou, cast.li)
    with django_capture_on_commit_callbacks(execute=True):
        owners = [lead(Actor.system(), name=f"客户{n}", phone=f"1391234000{n}").owner for n in range(4)]
    assert owners == [cast.zhou, cast.li, cast.zhou, cast.li]
    assert Notification.objects.filter(employee=cast.li).count() == 2


def test_the_first_rule_that_matches_decides_and_people_on_leave_are_passed_over(cast: Cast, lead: Made) -> None:
    rule(cast.li, name="展会", position=0, where={"and": [{"field": "source", "op": "eq", "value": "exhibition"}]})
    rule(cast.zhou, cast.manager, name="其余", position=1)
    assert lead(Actor.system(), source="exhibition").owner == cast.li
    Employee.objects.filter(pk=cast.zhou.pk).update(on_leave=True)
    assert lead(Actor.system(), phone="13912340009").owner == cast.manager


def test_a_rule_by_region_takes_the_smallest_region(cast: Cast, lead: Made) -> None:
    by_region = rule(method="region", name="按地区")
    for place, (region, person) in enumerate((("320000", cast.li), ("320500", cast.zhou))):
        AssignmentRegion.objects.create(rule=by_region, position=place, region_id=region, person=person)
    assert lead(Actor.system(), region="320505").owner == cast.zhou
    assert lead(Actor.system(), region="320100", phone="13912340002").owner == cast.li
    assert lead(Actor.system(), region="440300", phone="13912340003").owner is None


def test_a_rule_by_load_gives_to_whoever_has_least_to_do(cast: Cast, lead: Made) -> None:
    lead(owner=str(cast.zhou.pk))
    rule(cast.zhou, cast.li, method="load")
    assert [lead(Actor.system(), phone=f"1391234010{n}").owner for n in range(3)] == [cast.li, cast.zhou, cast.li]


def test_an_import_gives_its_leads_out_too_in_a_few_statements(cast: Cast, django_assert_max_num_queries: Any) -> None:
    rule(cast.zhou, cast.li)
    Lead.objects.bulk_create(Lead(name=f"客户{n}", phone="1", number=f"X{n}") for n in range(50))
    ids = list(Lead.objects.values_list("pk", flat=True))
    with batch(Actor.system(), "test", "leads", {}), django_assert_max_num_queries(12):
        assign(ids, by=Actor.system())
    assert Counter(Lead.objects.values_list("owner", flat=True)) == {cast.zhou.pk: 25, cast.li.pk: 25}


def test_a_rehearsal_says_who_would_have_got_what_and_writes_nothing(cast: Cast, lead: Made) -> None:
    for n in range(4):
        lead(phone=f"1391234020{n}")
    one = rule(cast.li, cast.manager)
    found = rehearse(by=cast.actor(cast.administrator), only=one)
    assert (found.leads, found.unassigned, found.by_person) == (4, 0, {cast.li.pk: 2, cast.manager.pk: 2})
    assert set(Lead.objects.values_list("owner", flat=True)) == {cast.zhou.pk}
    assert AssignmentRule.objects.get(pk=one.pk).turn == 0
    assert "李涛" in Pages(cast.manager).get(f"/assignment_rules/{one.pk}/insights/rehearsal").content.decode()


def test_a_score_says_what_it_is_made_of() -> None:
    found = score(
        Facts("宁波港通物流有限公司", "总经理", "13912340001", "gu@gangtong.com", "预算已批，急需报价", "referral")
    )
    assert found.points == sum(one.points for one in found.reasons) == 90
    assert score(Facts()) == (0, [])
    assert score(Facts(email="a@qq.com")).points == 5


def test_a_lead_that_nobody_could_reach_is_refused(lead: Made) -> None:
    with pytest.raises(Refused) as refused:
        lead(phone="", company="")
    assert refused.value.errors[0].field == "phone"


def test_qualifying_makes_customer_contact_and_opportunity_that_belong_to_the_owner(cast: Cast, lead: Made) -> None:
    one = lead(need="三台加工中心，预算 200 万。下月招标", email="gu@gangtong.com", post="设备科长")
    Pages(cast.zhou).post(f"/leads/{one.pk}/log", {"kind": "call", "text": "先寄样本"})
    qualify(one, by=cast.actor(cast.zhou))
    one.refresh_from_db()
    assert one.state == "qualified"
    assert (one.customer.name, one.customer.owner) == ("宁波港通物流有限公司", cast.zhou)
    assert (one.contact.name, one.contact.customer, one.contact.post) == ("顾建国", one.customer, "设备科长")
    assert (one.opportunity.name, one.opportunity.customer) == ("三台加工中心，预算 200 万", one.customer)
    assert Activity.objects.get().customer == one.customer


def test_qualifying_takes_the_customer_that_is_there_already(cast: Cast, lead: Made) -> None:
    known = cast.customer("宁波港通物流有限公司", cast.zhou, main_phone="13912340001")
    one = lead(company="宁波港通物流有限公司")
    before = Customer.objects.count()
    qualify(one, with_opportunity=False, by=cast.actor(cast.zhou))
    one.refresh_from_db()
    assert (one.customer, one.opportunity, Customer.objects.count()) == (known, None, before)


def test_a_person_may_choose_another_customer_or_a_new_one(cast: Cast, lead: Made) -> None:
    chosen, one = cast.customer_of(cast.zhou), lead()
    qualify(one, customer=chosen, by=cast.actor(cast.zhou))
    one.refresh_from_db()
    assert one.customer == chosen


def test_a_colleagues_customer_is_not_told_and_not_doubled_by_accident(cast: Cast, lead: Made) -> None:
    cast.customer("宁波港通物流有限公司", cast.li, main_phone="13912340001")
    one = lead()
    with pytest.raises(Refused) as refused:
        qualify(one, by=cast.actor(cast.zhou))
    assert (refused.value.errors[0].field, "李涛" in refused.value.message) == ("as_new", True)
    assert not Opportunity.objects.exists()
    assert not Contact.objects.exists()
    qualify(one, as_new=True, by=cast.actor(cast.zhou))
    assert Customer.objects.filter(name="宁波港通物流有限公司").count() == 2


def test_a_discarded_lead_is_neither_qualified_nor_changed_until_taken_up_again(cast: Cast, lead: Made) -> None:
    one, by = lead(), cast.actor(cast.zhou)
    with pytest.raises(Refused):
        discard(one, reason="because", by=by)
    discard(one, reason="no_need", note="已买", by=by)
    with pytest.raises(Refused):
        qualify(one, by=by)
    program = Programs(cast, cast.zhou)
    assert program.post(f"/leads/{one.pk}/actions/qualify", {}).status_code == 422
    assert program.patch(f"/leads/{one.pk}", {"name": "改"}).status_code == 422
    assert Pages(cast.zhou).post("/leads/actions/qualify", {"ids": str(one.pk)}).status_code in (409, 422)
    with pytest.raises(Refused):
        update(Chosen.of(one, by=by), {"name": "改"}, by=by)


def test_the_seller_takes_a_discarded_lead_up_again(cast: Cast, lead: Made) -> None:
    one = lead()
    discard(one, reason="no_need", by=cast.actor(cast.zhou))
    reopen_lead(one, by=cast.actor(cast.zhou))
    one.refresh_from_db()
    assert (one.state, one.discard_reason, one.closed_on) == ("working", None, None)


def test_a_seller_sees_no_other_sellers_lead_and_gives_none_away(cast: Cast, lead: Made) -> None:
    theirs, own = lead(cast.actor(cast.li), name="深圳甲", phone="13800001111"), lead()
    program = Programs(cast, cast.zhou)
    assert program.get(f"/leads/{theirs.pk}").status_code == 404
    assert "深圳甲" not in Pages(cast.zhou).get("/leads", view="all").content.decode()
    assert program.post(f"/leads/{theirs.pk}/actions/qualify", {}).status_code == 404
    with pytest.raises(NotAllowed):
        give(own, to=cast.li, by=cast.actor(cast.zhou))


def test_a_sellers_view_of_a_phone_number_is_masked(cast: Cast, lead: Made) -> None:
    one = lead()
    assert "13912340001" not in Programs(cast, cast.zhou).get(f"/leads/{one.pk}").content.decode()
    assert "13912340001" in Programs(cast, cast.manager).get(f"/leads/{one.pk}").content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_forms_sent_at_the_same_moment_go_to_two_people(cast: Cast) -> None:
    rule(cast.zhou, cast.li)

    def send(number: int) -> None:
        values = {"name": f"并发{number}", "phone": f"1390000{number:04d}"}
        create(entity_named("leads"), values, by=Actor.system(door="portal"))
        connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(send, range(24)))
    assert Counter(Lead.objects.values_list("owner", flat=True)) == {cast.zhou.pk: 12, cast.li.pk: 12}
