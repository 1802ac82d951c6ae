"""What the card says."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.contracts.clerks import clerk
from tests.contracts.doors import Pages
from zhike.areas.customers import card, queries
from zhike.areas.customers.actions import copy_customer
from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.perform import perform
from zhike.kernel.actions.standard import create, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.refusals import Refused
from zhike.kernel.testing import Cast
from zhike.kernel.text.lunar import next_birthday

pytestmark = pytest.mark.django_db


def contact(cast: Cast, customer: Customer, name: str, **values) -> Contact:
    made = create(entity_named("contacts"), {"name": name, "customer": customer.pk, **values}, by=cast.actor(cast.zhou))
    return Contact.objects.get(pk=made.records[0])


def test_the_figures_and_warnings_of_the_card_can_all_be_asked(cast: Cast):
    customer, by, entity = cast.customer_of(cast.zhou), cast.actor(cast.zhou), entity_named("customers")
    contact(cast, customer, "顾建国", post="总经理")
    shown = {str(figure.label): figure.value(customer, by) for figure in entity.card.figures}
    assert len(shown) == len(entity.card.figures) >= 5
    assert [one for warning in entity.card.warnings for one in warning(customer, by)] == []


def test_figures_and_warnings_of_fields_that_somebody_may_not_read_are_not_shown(cast: Cast):
    customer, entity = cast.customer_of(cast.zhou), entity_named("customers")
    Customer.objects.filter(pk=customer.pk).update(credit_limit=777_000)
    told, hidden = clerk(cast, entity), clerk(cast, entity, hidden={"credit_limit"})
    pages = [Pages(person).get(f"/customers/{customer.pk}").content.decode() for person in (told, hidden)]
    assert ["777,000" in page for page in pages] == [True, False]
    names = [names_of(entity, cast.actor(person)) for person in (told, hidden)]
    assert [{"credit", "over_limit"} & one for one in names] == [{"credit", "over_limit"}, set()]


def names_of(entity, by):
    return {getattr(one, "value", one).__name__ for one in (*entity.figures_for(by), *entity.warnings_for(by))}


def test_silence_is_said_after_thirty_days(cast: Cast):
    customer, by = cast.customer_of(cast.zhou), cast.actor(cast.zhou)
    assert card.silence(customer, by) == ()
    customer.last_contact_at = timezone.now() - timedelta(days=45)
    assert "45" in str(card.silence(customer, by)[0].message)


def test_birthdays_of_the_week_are_said_by_either_calendar(cast: Cast):
    customer, by = cast.customer_of(cast.zhou), cast.actor(cast.zhou)
    soon = timezone.localdate() + timedelta(days=3)
    born = next(
        day for year in (1980, 1981, 1982) for n in range(366) if (day := date(year, 1, 1) + timedelta(days=n))
        and next_birthday(day, timezone.localdate(), lunar=True) == soon
    )  # fmt: skip
    contact(cast, customer, "阳历", birthday=soon.replace(year=1988).isoformat() if soon.day < 29 else "1988-01-01")
    contact(cast, customer, "农历", birthday=born.isoformat(), birthday_calendar="lunar")
    contact(cast, customer, "还早", birthday=(soon + timedelta(days=60)).replace(year=1988).isoformat())
    names = {one.contact.name for one in queries.birthdays_soon(customer, by, 7)}
    assert "农历" in names
    assert "还早" not in names
    assert any("农历" in str(one.message) for one in card.birthdays(customer, by))


def test_the_family_is_a_tree_and_hides_what_is_out_of_sight(cast: Cast):
    top = cast.customer("华宸集团", cast.li)
    middle = cast.customer_of(cast.zhou)
    update(Chosen.of(middle, by=cast.actor(cast.manager)), {"parent": top.pk}, by=cast.actor(cast.manager))
    cast.customer("华宸售后", cast.zhou, parent=middle.pk)
    tree = queries.family(middle, cast.actor(cast.zhou))
    assert [(one.title, one.depth, one.itself) for one in tree] == [
        (None, 0, False), ("苏州金鸡湖精密机械有限公司", 1, True), ("华宸售后", 2, False),
    ]  # fmt: skip


def test_a_company_is_not_its_own_parent_not_even_by_way_of_others(cast: Cast):
    by = cast.actor(cast.zhou)
    top = cast.customer("华宸集团", cast.zhou)
    middle = cast.customer("华宸机械", cast.zhou, parent=top.pk)
    low = cast.customer("华宸售后", cast.zhou, parent=middle.pk)
    for parent in (top, middle, low):
        with pytest.raises(Refused) as refusal:
            update(Chosen.of(top, by=by), {"parent": parent.pk}, by=by)
        assert refusal.value.errors[0].code == "circle"


def test_a_copy_begins_as_the_other_is_but_for_its_number_and_tax_number(cast: Cast):
    customer = cast.customer("苏州华宸", cast.zhou, level="A", tags="战略")
    made = copy_customer(customer, by=cast.actor(cast.zhou))
    copied = Customer.objects.get(pk=made.records[0])
    assert (copied.level, copied.tags, copied.owner) == (customer.level, customer.tags, cast.zhou)
    assert copied.number != customer.number
    assert copied.name.startswith("苏州华宸")


def test_tags_are_hung_on_many_and_taken_off_again(cast: Cast):
    actions, by = entity_named("customers").actions, cast.actor(cast.manager)
    ids = [cast.customer_of(one).pk for one in (cast.zhou, cast.li)]
    done = perform(actions["add_tags"], Chosen.named(Customer, ids, by=by), {"tags": ["重点", "展会"]}, by=by)
    again = perform(actions["add_tags"], Chosen.named(Customer, ids, by=by), {"tags": ["展会"]}, by=by)
    assert (done.done, again.done) == (2, 0)
    perform(actions["remove_tags"], Chosen.named(Customer, ids, by=by), {"tags": ["展会"]}, by=by)
    assert {len(one.tags) for one in Customer.objects.filter(pk__in=ids)} == {1}
