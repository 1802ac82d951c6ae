"""Masked phone numbers, and looks at guarded customers."""

import pytest

from zhike.areas.customers.actions import unmask_customer
from zhike.areas.customers.models import Customer
from zhike.kernel.access.looks import UsedUp, note_opening, unmasked_today
from zhike.kernel.access.models import Look
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.fields.masking import shown_to
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(cast: Cast) -> Customer:
    return cast.customer("苏州华宸精密机械有限公司", cast.zhou, main_phone="13812345678", finance_phone="13887654321")


def seen(cast: Cast, customer: Customer, person, field="main_phone", reason="客户来电核对") -> str:
    return str(unmask_customer(customer, field=field, reason=reason, by=cast.actor(person)).values["value"])


def test_a_seller_sees_the_middle_of_a_number_with_a_reason(cast: Cast, customer: Customer):
    by = cast.actor(cast.zhou)
    assert "****" in str(shown_to(entity_named("customers"), "main_phone", customer.main_phone, by))
    assert seen(cast, customer, cast.zhou).endswith("13812345678")
    look = Look.objects.get()
    assert (look.employee, look.kind, look.field, look.reason) == (cast.zhou, "unmask", "main_phone", "客户来电核对")


def test_without_a_reason_nothing_is_shown_and_nothing_counted(cast: Cast, customer: Customer):
    with pytest.raises(Refused) as refusal:
        seen(cast, customer, cast.zhou, reason=" ")
    assert refusal.value.errors[0].field == "reason"
    assert unmasked_today(cast.actor(cast.zhou)) == 0


def test_the_same_number_counts_once_a_day(cast: Cast, customer: Customer):
    for _time in range(3):
        seen(cast, customer, cast.zhou)
    assert unmasked_today(cast.actor(cast.zhou)) == 1
    seen(cast, customer, cast.zhou, field="finance_phone")
    assert unmasked_today(cast.actor(cast.zhou)) == 2


def test_the_twenty_first_number_of_the_day_stays_masked(cast: Cast, customer: Customer):
    Look.objects.bulk_create(
        Look(employee=cast.zhou, kind="unmask", entity="customers", record_id=10**6 + n, field="main_phone", door="web")
        for n in range(20)
    )
    with pytest.raises(UsedUp):
        seen(cast, customer, cast.zhou)
    assert unmasked_today(cast.actor(cast.zhou)) == 20


def test_a_role_without_a_quota_sees_none(cast: Cast, customer: Customer):
    observer = cast.person("observer", cast.sales, "observer")
    with pytest.raises(NotAllowed):
        seen(cast, customer, observer)


def test_nobody_unmasks_what_is_out_of_sight(cast: Cast, customer: Customer):
    with pytest.raises(NotFound):
        seen(cast, customer, cast.li)


def test_the_power_shows_numbers_without_counting(cast: Cast, customer: Customer):
    assert seen(cast, customer, cast.manager).endswith("13812345678")
    assert not Look.objects.exists()


@pytest.mark.parametrize("field", ["name", "password", "nonsense"])
def test_only_masked_fields_are_unmasked(cast: Cast, customer: Customer, field: str):
    with pytest.raises(Refused):
        seen(cast, customer, cast.zhou, field=field)


def test_opening_a_guarded_customer_is_recorded_and_an_open_one_is_not(cast: Cast, customer: Customer):
    note_opening(customer, cast.actor(cast.manager))
    assert not Look.objects.exists()
    Customer.objects.filter(pk=customer.pk).update(security_level=2)
    customer.refresh_from_db()
    note_opening(customer, cast.actor(cast.manager))
    assert Look.objects.get().kind == "open"


def test_only_people_cleared_for_it_see_a_guarded_customer_whoever_owns_it(cast: Cast, customer: Customer):
    Customer.objects.filter(pk=customer.pk).update(security_level=2)
    assert not Customer.objects.visible_to(cast.actor(cast.zhou)).filter(pk=customer.pk).exists()
    assert Customer.objects.visible_to(cast.actor(cast.manager)).filter(pk=customer.pk).exists()
