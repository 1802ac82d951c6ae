"""What a role allows is in its history, and what was saved on its sheet can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from zhike.areas.organisation.roles import Reaches, Sheet, set_rights, sheet_of
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.reading import history_of
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.people.models import Employee, FieldAccess, Role
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


def seller(cast: Cast) -> Role:
    return Role.objects.get(pk=cast.zhou.roles[0])


@pytest.fixture
def saved(cast: Cast) -> tuple[Sheet, Outcome]:
    """The sheet of the sellers before, and what came of changing a power, two scopes, a field rule and the areas."""
    role = seller(cast)
    before = sheet_of(role)
    grants = dict(before.grants) | {("customers", "view"): Reaches("chosen", (cast.east.pk,))}
    del grants["contacts", "delete"]
    wanted = Sheet(
        before.powers | {"customers.export"}, grants,
        {**before.fields, ("customers", "credit_limit"): FieldAccess.HIDDEN}, frozenset(["customers"]),
    )  # fmt: skip
    return before, set_rights(role.pk, wanted, by=cast.actor(cast.administrator))


def test_the_history_tells_each_right_in_one_entry(cast: Cast, saved):
    entries = history_of(entity_named("roles"), seller(cast).pk, by=cast.actor(cast.administrator))
    changed = {one.field: one for one in entries[0].changes}
    assert entries[0].whole
    assert changed["grants.customers.view"].words == ("本人", "指定部门 (华东分公司)")
    assert changed["grants.contacts.delete"].after is None
    assert changed["fields.customers.credit_limit"].words[1] == "隐藏"
    assert {"powers", "areas"} <= set(changed)


def test_its_page_says_powers_and_areas_in_words(cast: Cast, saved, client: Client):
    client.force_login(cast.administrator)
    page = client.get(f"/roles/{seller(cast).pk}/history").content.decode()
    assert "导出：客户" in page
    assert "customers.export" not in page
    assert "customers.see_phones" not in page


def test_the_page_shows_it_with_undo(cast: Cast, saved, client: Client):
    client.force_login(cast.administrator)
    page = client.get(f"/roles/{seller(cast).pk}/history").content.decode()
    assert "客户 · 查看" in page
    assert f"/batches/{saved[1].batch}/undo" in page
    batch = client.get(f"/batches/{saved[1].batch}").content.decode()
    assert "客户 · 查看" in batch
    assert seller(cast).name in batch


def test_taking_it_back_gives_the_role_what_it_had_and_can_itself_be_taken_back(cast: Cast, saved):
    before, outcome = saved
    by, after = cast.actor(cast.administrator), sheet_of(seller(cast))
    undone = undo_batch(outcome.batch, by=by)
    assert sheet_of(seller(cast)) == before
    undo_batch(undone.batch, by=by)
    assert sheet_of(seller(cast)) == after


def test_what_was_changed_again_since_is_not_overwritten(cast: Cast, saved):
    by, role = cast.actor(cast.administrator), seller(cast)
    now = sheet_of(role)
    set_rights(role.pk, replace(now, grants={**now.grants, ("customers", "view"): Reaches("all")}), by=by)
    with pytest.raises(Refused, match=r"再次|again|又"):
        undo_batch(saved[1].batch, by=by)
    assert sheet_of(role).grants["customers", "view"] == Reaches("all")


def test_a_role_that_was_deleted_since_gets_nothing_back(cast: Cast, saved):
    Role.objects.filter(pk=seller(cast).pk).update(deleted_at="2026-01-01T00:00:00Z")
    with pytest.raises(NotFound):
        undo_batch(saved[1].batch, by=cast.actor(cast.administrator))


def test_nobody_gets_rights_by_an_undo_that_they_could_not_give(cast: Cast, saved):
    """A keeper of people who may undo what others did still can't give what she doesn't have."""
    Role.objects.filter(pk=seller(cast).pk).update(areas=["customers"])
    keeper = Role.objects.create(name="keeper", powers=["organisation.people", "history.undo_others"])
    personnel = cast.person("hr", cast.office)
    Employee.objects.filter(pk=personnel.pk).update(roles=[keeper.pk])
    with pytest.raises(NotAllowed):
        undo_batch(saved[1].batch, by=cast.actor(personnel))
    with pytest.raises(NotFound):
        undo_batch(saved[1].batch, by=cast.actor(cast.zhou))


def test_a_seller_reads_no_history_of_roles(cast: Cast, saved, client: Client):
    client.force_login(cast.zhou)
    assert client.get(f"/roles/{seller(cast).pk}/history").status_code == 404
    assert client.get(f"/batches/{saved[1].batch}").status_code == 404
