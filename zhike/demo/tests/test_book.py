"""The demo book is believable, the same every time, and ends now."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone

from zhike.areas.activities.models import Activity
from zhike.areas.customers.models import Contact, Customer
from zhike.areas.finance.models import OpenItem
from zhike.areas.finance.reconciling import findings
from zhike.demo import companies, load, staff
from zhike.demo.book import SEED, is_empty
from zhike.demo.places import CITIES
from zhike.demo.staff import DEPARTMENTS, STAFF
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.filters import from_json, predicate
from zhike.kernel.people.models import Department, Employee
from zhike.kernel.regions.places import gazetteer
from zhike.kernel.search.finding import find
from zhike.kernel.text.identifiers import is_tax_number, normalise_email
from zhike.kernel.views.models import Pin, SavedView

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def book(django_db_setup, django_db_blocker) -> Iterator[dict[str, int]]:
    """A small book, loaded once for all tests of this file and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(customers=300, people=520, entries=2000)
        transaction.set_rollback(True)


def test_the_book_has_what_was_asked_for(book):
    assert (book["employees"], book["customers"], book["contacts"], book["activities"]) == (12, 300, 520, 2000)
    assert (Customer.objects.count(), Contact.objects.count(), Activity.objects.count()) == (300, 520, 2000)
    assert not is_empty()
    assert book["duplicates"] > 0


def test_the_group_has_three_levels_and_every_customer_an_owner_in_its_department(book):
    assert {key.count("/") for key in _paths()} == {2, 3, 4}
    assert not Customer.objects.exclude(owner__department_id=None).exclude(department_id__isnull=False).exists()
    assert set(Customer.objects.values_list("owner__username", flat=True)) <= {one.username for one in STAFF}


def test_places_phones_postcodes_and_tax_numbers_agree(book):
    cities = {one.code: one for one in CITIES}
    checked = 0
    for customer in Customer.objects.exclude(postcode=""):
        place = gazetteer().by_code[customer.region_id]
        city = cities.get(place.code) or cities[place.parent]
        assert customer.postcode.startswith(city.postcode)
        checked += customer.main_phone.startswith(f"{city.area_code}-")
        if customer.tax_number:
            assert is_tax_number(customer.tax_number)
    assert checked > 250


def test_every_mail_address_is_one(book):
    addresses = [*Contact.objects.values_list("email", flat=True), *Customer.objects.values_list("email", flat=True)]
    wrong = [one for one in addresses if one and normalise_email(one) != one]
    assert not wrong


def test_the_activities_lie_within_two_years_in_working_hours(book):
    now = timezone.now()
    for at in Activity.objects.values_list("at", flat=True):
        assert now - timedelta(days=740) <= at <= now
        assert 8 <= timezone.localtime(at).hour <= 18


def test_there_is_work_for_today_and_work_that_is_late(book):
    tasks, now = Activity.objects.filter(kind="task", done_at=None), timezone.now()
    assert tasks.filter(due_at__date=timezone.localdate()).exists()
    assert tasks.filter(due_at__lt=now - timedelta(days=1)).exists()


def test_some_are_frozen_confidential_quiet_or_in_a_family(book):
    assert Customer.objects.exclude(frozen_at=None).exists()
    assert Customer.objects.filter(security_level__gte=2).exists()
    assert Customer.objects.filter(last_contact_at__lt=timezone.now() - timedelta(days=100)).exists()
    assert Customer.objects.exclude(parent=None).exists()
    assert Contact.objects.filter(birthday_calendar="lunar").exists()


def test_each_sees_only_what_the_role_allows_and_finds_it_by_pinyin(book):
    zhou = Actor.of(Employee.objects.get(username="zhoumin"), door="web")
    mine = Customer.objects.visible_to(zhou)
    assert set(mine.values_list("owner__username", flat=True)) == {"zhoumin"}
    customer = mine.exclude(mnemonic="").first()
    assert customer.pk in [hit.id for hit in find(customer.name[2:6], by=zhou)]


def test_the_shared_views_can_be_opened(book):
    by = Actor.system()
    for view in SavedView.objects.all():
        entity = entity_named(view.entity)
        list(entity.model.objects.visible_to(by).filter(predicate(entity, from_json(view.where), by))[:1])
    assert SavedView.objects.filter(shared=True).count() == 5
    assert Pin.objects.count() > 20


def test_the_same_numbers_give_the_same_book(book):
    again = companies.make(Random(SEED), staff.hire(), 300, timezone.localtime())
    assert Counter((one.name, one.main_phone, one.street) for one in again) == _names()


def test_nobody_can_sign_in_with_a_password_that_everybody_knows(book):
    assert not any(
        one.has_usable_password() for one in Employee.objects.filter(username__in=[one.username for one in STAFF])
    )


def _names() -> Counter[tuple[str, str, str]]:
    return Counter(Customer.objects.values_list("name", "main_phone", "street"))


def _paths() -> list[str]:
    return [one.path for one in Department.objects.filter(name__in=[row[1] for row in DEPARTMENTS])]


def test_the_books_of_the_company_agree_to_the_cent(book):
    assert book["cash_entries"] > 80
    assert OpenItem.objects.exclude(open_amount=0).exists()
    assert [one.check.key for one in findings() if not one.well] == []
