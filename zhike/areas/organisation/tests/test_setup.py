"""Dictionaries, tags, numbers and the company profile."""

from __future__ import annotations

import pytest

from zhike.areas.customers.models import Customer
from zhike.areas.organisation.actions import choices, tags
from zhike.areas.organisation.company import company
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, update
from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.numbering.patterns import checked_pattern, preview
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.tags import ids_of
from zhike.kernel.tags.models import Tag
from zhike.kernel.testing import Cast

LEVELS = "customer_level"


def levels() -> list[Choice]:
    return list(Choice.objects.filter(dictionary=LEVELS, deleted_at=None).order_by("position", "id"))


@pytest.mark.parametrize(
    ("pattern", "good"),
    [
        ("KH-{year}-{sequence:6}", True),
        ("{sequence}", True),
        ("{year}{month}/{sequence:4}", True),
        ("合同{sequence:3}", True),
        ("KH", False),
        ("{sequence}{sequence}", False),
        ("{month}-{sequence}", False),
        ("{day}{sequence}", False),
        ("{sequence:99}", False),
        ("K H{sequence}", False),
        ("'; DROP{sequence}", False),
        ("x" * 60 + "{sequence}", False),
    ],
)
def test_a_pattern_never_gives_the_same_number_twice(pattern: str, good: bool) -> None:
    if good:
        assert preview(checked_pattern(pattern), 7) != preview(pattern, 8)
    else:
        with pytest.raises(Refused):
            checked_pattern(pattern)


def test_a_retired_entry_stays_on_old_records(cast: Cast) -> None:
    by, (first, *_rest) = cast.actor(cast.administrator), levels()
    customer = cast.customer_of(cast.zhou)
    Customer.objects.filter(pk=customer.pk).update(level=first)
    choices.retire([first], by=by)
    customer.refresh_from_db()
    assert customer.level_id == first.pk
    with pytest.raises(Refused):
        choices.make_default([first], by=by)
    with pytest.raises(Refused) as refused:
        delete(Chosen.of(first, by=by), by=by)
    assert refused.value.errors[0].code == "in_use"


def test_merging_entries_moves_their_records_and_can_be_undone(cast: Cast) -> None:
    by, (first, second, *_rest) = cast.actor(cast.administrator), levels()
    customer = cast.customer_of(cast.zhou)
    Customer.objects.filter(pk=customer.pk).update(level=first)
    outcome = choices.merge_into([first], into=second, by=by)
    assert Customer.objects.get(pk=customer.pk).level_id == second.pk
    assert first not in levels()
    undo_batch(outcome.batch or 0, by=by)
    assert Customer.objects.get(pk=customer.pk).level_id == first.pk
    assert first in levels()
    other = Choice.objects.exclude(dictionary=LEVELS).first()
    assert other is not None
    with pytest.raises(Refused):
        choices.merge_into([first], into=other, by=by)


def test_there_is_one_default_and_the_code_never_changes(cast: Cast) -> None:
    by, (first, second, *_rest) = cast.actor(cast.administrator), levels()
    choices.make_default([first], by=by)
    update(Chosen.of(second, by=by), {"is_default": True}, by=by)
    assert [one.pk for one in levels() if one.is_default] == [second.pk]
    with pytest.raises(Refused):
        update(Chosen.of(first, by=by), {"code": "other"}, by=by)


def test_merged_tags_hang_once_on_each_record(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    old, new, other = ids_of(["老客户", "重点客户", "展会"], by=by)
    customer = cast.customer_of(cast.zhou)
    Customer.objects.filter(pk=customer.pk).update(tags=sorted([old, new, other]))
    outcome = tags.merge_into([Tag.objects.get(pk=old)], into=Tag.objects.get(pk=new), by=by)
    assert outcome.done == 1
    assert Customer.objects.get(pk=customer.pk).tags == sorted([new, other])
    with pytest.raises(Refused):
        delete(Chosen.of(Tag.objects.get(pk=new), by=by), by=by)
    assert Tag.objects.get(pk=ids_of([Tag.objects.get(pk=old).name], by=by)[0]).deleted_at is None


@pytest.mark.parametrize("key", ["choices", "tags", "company", "roles", "number_patterns"])
def test_a_seller_changes_nothing_of_the_set_up(cast: Cast, key: str) -> None:
    by, entity = cast.actor(cast.zhou), entity_named(key)
    with pytest.raises(NotAllowed):
        create(entity, {"name": "x"}, by=by)
    record = entity.model._default_manager.first()
    if record is not None:
        with pytest.raises((NotAllowed, NotFound)):
            update(Chosen.of(record, by=by), {}, by=by)


def test_there_is_one_company_with_real_values(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    with pytest.raises(Refused):
        create(entity_named("company"), {"name": "第二家"}, by=by)
    for wrong in ({"tax_number": "123"}, {"time_zone": "Asia/Peking"}, {"currency": "元"}, {"fiscal_year_starts": 13}):
        with pytest.raises(Refused):
            update(Chosen.of(company(), by=by), wrong, by=by)
    update(Chosen.of(company(), by=by), {"time_zone": "Asia/Urumqi"}, by=by)
    assert company().time_zone == "Asia/Urumqi"


def test_every_entity_of_the_set_up_can_be_created_by_its_form(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    made = {
        "choices": {"dictionary": LEVELS, "label": "特级", "code": "S"},
        "tags": {"name": "新标签"},
        "roles": {"name": "实习生"},
        "departments": {"name": "新部"},
        "employees": {"name": "孙晓", "username": "sun"},
        "number_patterns": {"entity": "customers", "pattern": "C{sequence:5}"},
    }
    for key, values in made.items():
        assert create(entity_named(key), values, by=by).done == 1
    assert Employee.objects.get(username="sun").created_by_id == cast.administrator.pk
