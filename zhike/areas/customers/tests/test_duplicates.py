"""Likely duplicates: found, told under permissions, decided."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhike.areas.customers.actions import merge_customers
from zhike.areas.customers.card import duplicates
from zhike.areas.customers.models import Customer
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import delete, update
from zhike.kernel.duplicates.changed import recheck_changed
from zhike.kernel.duplicates.checking import candidates, candidates_many
from zhike.kernel.duplicates.inbox import different, not_the_same, recheck, waiting
from zhike.kernel.duplicates.models import DuplicatePair
from zhike.kernel.duplicates.whole_book import find_all
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.refusals import NotAllowed, NotFound
from zhike.kernel.search.upkeep import catch_up
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    return entity_named("customers")


def test_the_same_company_is_found_while_typing(cast: Cast, book):
    found = candidates(book, {"name": "苏州金鸡湖精密机械"}, cast.actor(cast.zhou))
    assert [one.title for one in found] == ["苏州金鸡湖精密机械有限公司"]
    assert found[0].score > 0.9
    assert "same:name" in found[0].reasons


@pytest.mark.parametrize(
    "typed",
    [{"name": "金鸡湖（苏州）精密机械有限责任公司"}, {"name": "苏州金鸡湖精密", "main_phone": "0512 6288-1900"},
     {"name": "Ｓuzhou", "main_phone": "051262881900", "email": "info@jjh.example"}],
)  # fmt: skip
def test_other_ways_to_write_it_are_found_too(cast: Cast, book, typed):
    customer = cast.customer_of(cast.zhou)
    by = cast.actor(cast.zhou)
    update(Chosen.of(customer, by=by), {"main_phone": "0512-62881900", "email": "info@jjh.example"}, by=by)
    assert [one.id for one in candidates(book, typed, by)] == [customer.pk]


def test_another_company_is_not(cast: Cast, book):
    assert candidates(book, {"name": "苏州独墅湖精密机械有限公司"}, cast.actor(cast.zhou)) == []


def test_whoever_may_not_see_the_record_learns_that_it_exists_and_who_owns_it_and_nothing_more(cast: Cast, book):
    found = candidates(book, {"name": "苏州金鸡湖精密机械"}, cast.actor(cast.li))
    assert [(one.id, one.title, one.owner, one.reasons) for one in found] == [(None, None, "周敏", [])]


def test_a_record_in_the_bin_is_no_duplicate(cast: Cast, book):
    by = cast.actor(cast.manager)
    delete(Chosen.of(cast.customer_of(cast.zhou), by=by), by=by)
    assert candidates(book, {"name": "苏州金鸡湖精密机械"}, by) == []


def test_many_rows_are_checked_with_few_queries(cast: Cast, book):
    rows = [{"name": f"无锡测试{n}号机械有限公司"} for n in range(150)] + [{"name": "苏州金鸡湖精密机械"}]
    by = cast.actor(cast.manager)
    candidates_many(book, rows[:1], by)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = candidates_many(book, rows, by)
    assert len(found) == 151
    assert found[-1][0].title == "苏州金鸡湖精密机械有限公司"
    assert len(queries) <= 6


def test_the_whole_book_fills_the_inbox_and_is_safe_to_repeat(cast: Cast, book):
    twin = cast.customer("苏州金鸡湖精密机械", cast.zhou)
    for _time in range(2):
        assert find_all(book) == 1
    pair = DuplicatePair.objects.get()
    assert (pair.first_id, pair.second_id) == (cast.customer_of(cast.zhou).pk, twin.pk)


def test_a_crowded_key_is_compared_with_neighbours_only(cast: Cast, book):
    Customer.objects.bulk_create(
        Customer(
            name=f"{chr(0x4E00 + n * 71)}{chr(0x6E00 + n * 53)}{chr(0x5E00 + n * 37)}",
            number=f"N{n}",
            main_phone="400-800-8000",
            owner=cast.zhou,
        )
        for n in range(130)
    )
    catch_up()
    told = []
    find_all(book, lambda done, of: told.append((done, of)))
    assert 0 < told[-1][1] < 130 * 20


def test_the_inbox_shows_a_pair_to_whoever_sees_one_side_of_it(cast: Cast, book):
    cast.customer("苏州金鸡湖精密机械", cast.li)
    find_all(book)
    mine, theirs, all_ = (waiting(book, cast.actor(one)) for one in (cast.zhou, cast.li, cast.manager))
    assert (mine[0].first.title, mine[0].second.title, mine[0].second.owner) == (
        "苏州金鸡湖精密机械有限公司",
        None,
        "李涛",
    )
    assert (theirs[0].first.id, theirs[0].first.owner) == (None, "周敏")
    assert mine[0].reasons == []
    assert "same:name" in all_[0].reasons
    assert waiting(book, cast.actor(cast.stranger)) == []


def test_the_inbox_goes_on_where_the_page_ended(cast: Cast, book):
    for n in range(4):
        cast.customer("苏州金鸡湖精密机械", cast.zhou, remarks=str(n))
    find_all(book)
    by, seen, mark = cast.actor(cast.manager), [], ""
    while page := waiting(book, by, after=mark, most=3):
        seen += [one.id for one in page]
        mark = page[-1].mark
    assert len(seen) == len(set(seen)) == 10


def test_a_pair_that_was_said_to_differ_stays_away(cast: Cast, book):
    twin = cast.customer("苏州金鸡湖精密机械", cast.zhou)
    find_all(book)
    by = cast.actor(cast.zhou)
    assert not_the_same([waiting(book, by)[0].id], by=by) == 1
    find_all(book)
    assert waiting(book, by) == []
    assert different(book, twin.pk) == {cast.customer_of(cast.zhou).pk}
    assert duplicates(twin, by) == []


def test_nobody_decides_on_what_is_not_theirs(cast: Cast, book):
    cast.customer("苏州金鸡湖精密机械", cast.zhou)
    find_all(book)
    pair = DuplicatePair.objects.get()
    with pytest.raises(NotFound):
        not_the_same([pair.pk], by=cast.actor(cast.li))
    observer = cast.person("observer", cast.sales, "observer")
    with pytest.raises(NotAllowed):
        not_the_same([pair.pk], by=cast.actor(observer))


def test_a_merged_pair_leaves_the_inbox_and_comes_back_with_the_undo(cast: Cast, book):
    twin = cast.customer("苏州金鸡湖精密机械", cast.zhou)
    find_all(book)
    by = cast.actor(cast.manager)
    outcome = merge_customers(Chosen.named(Customer, [cast.customer_of(cast.zhou).pk, twin.pk], by=by), by=by)
    assert waiting(book, by) == []
    undo_batch(outcome.batch, by=by)
    assert len(waiting(book, by)) == 1


def test_changed_records_bring_new_pairs_and_take_old_ones_away(cast: Cast, book):
    other = cast.customer("无锡太湖液压有限公司", cast.zhou)
    by = cast.actor(cast.zhou)
    update(Chosen.of(other, by=by), {"name": "苏州金鸡湖精密机械"}, by=by)
    assert recheck(book, [other.pk]) == 1
    update(Chosen.of(other, by=by), {"name": "无锡太湖液压有限公司"}, by=by)
    assert recheck(book, [other.pk]) == 0
    assert not DuplicatePair.objects.exists()


def test_the_system_looks_at_what_changed_and_only_at_that(cast: Cast, book):
    recheck_changed()
    assert recheck_changed() == 0
    other = cast.customer("无锡太湖液压有限公司", cast.zhou)
    by = cast.actor(cast.zhou)
    assert recheck_changed() == 1
    update(Chosen.of(other, by=by), {"level": "A"}, by=by)
    assert recheck_changed() == 0
    update(Chosen.of(other, by=by), {"name": "苏州金鸡湖精密机械"}, by=by)
    assert recheck_changed() == 1
    assert len(waiting(book, by)) == 1


def test_the_card_warns_and_offers_to_merge(cast: Cast, book):
    twin = cast.customer("苏州金鸡湖精密机械", cast.zhou)
    recheck_changed()
    (warning,) = duplicates(twin, cast.actor(cast.zhou))
    assert warning.url == f"/customers/actions/merge?ids={twin.pk},{cast.customer_of(cast.zhou).pk}"
    other = cast.customer("苏州金鸡湖精密机械", cast.li)
    recheck_changed()
    (hidden,) = duplicates(other, cast.actor(cast.li))
    assert not hidden.url
    assert "周敏" in str(hidden.message)
    ids = [re.findall(r"\d+", one.url) for one in duplicates(other, cast.actor(cast.li)) if one.url]
    assert not [one for one in ids if str(twin.pk) in one]
