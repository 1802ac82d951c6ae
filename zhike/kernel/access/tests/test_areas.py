"""Department permission: an area that a role does not open is closed at every door."""

from __future__ import annotations

import pytest
from django.test import Client

from zhike.areas.activities.actions import log_activity
from zhike.areas.activities.models import Activity
from zhike.areas.organisation.roles import Sheet, set_rights, sheet_of
from zhike.kernel.access.why import why
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.exports.service import export
from zhike.kernel.history.reading import history_of
from zhike.kernel.people.models import Employee, Role
from zhike.kernel.people.tokens import issue
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.search.finding import find
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
OPEN = ["customers", "organisation"]


def role_of(person: Employee) -> Role:
    return Role.objects.get(pk=person.roles[0])


@pytest.fixture
def call(cast: Cast) -> Activity:
    """A call that Zhou Min made before the area of the activities was closed to sellers; she may even export them."""
    outcome = log_activity(cast.customer_of(cast.zhou), kind="call", text="蓝鲸项目", by=cast.actor(cast.zhou))
    assert outcome.done == 1
    Role.objects.filter(pk=cast.zhou.roles[0]).update(areas=OPEN, powers=["activities.export", "activities.import"])
    return Activity.objects.get(subject="蓝鲸项目")


def test_an_empty_list_of_areas_opens_all(cast: Cast):
    assert role_of(cast.zhou).areas == []
    assert cast.actor(cast.zhou).rights.reach("activities", "view")


def test_a_closed_area_gives_neither_rows_nor_powers(cast: Cast, call: Activity):
    by = cast.actor(cast.zhou)
    assert not Activity.objects.visible_to(by).exists()
    assert not by.may("activities.export")
    assert by.rights.reach("customers", "view")
    assert by.rights.reach("employees", "view")


def test_by_no_action_search_export_or_history_either(cast: Cast, call: Activity):
    by, entity = cast.actor(cast.zhou), entity_named("activities")
    assert not [hit for hit in find("蓝鲸", by=by) if hit.entity == "activities"]
    with pytest.raises(NotFound):
        update(Chosen.of(call, by=by), {"subject": "x"}, by=by)
    with pytest.raises(NotFound):
        delete(Chosen.of(call, by=by), by=by)
    with pytest.raises(NotAllowed):
        create(entity, {"kind": "note", "subject": "x"}, by=by)
    with pytest.raises(NotAllowed):
        export(entity, by=by)
    with pytest.raises(NotFound):
        history_of(entity, call.pk, by=by)
    with pytest.raises(Refused):
        log_activity(cast.customer_of(cast.zhou), kind="note", text="x", by=by)


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/panel", "/{id}/edit", "/{id}/history", "/new", "/export"])
def test_no_page_opens(cast: Cast, call: Activity, client: Client, path: str):
    client.force_login(cast.zhou)
    assert client.get(f"/activities{path.format(id=call.pk)}").status_code in (403, 404)


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/history", "?bin=true", "?q=蓝鲸"])
def test_no_program_reads_it(cast: Cast, call: Activity, client: Client, path: str):
    _token, text = issue(cast.zhou, "test", by=cast.actor(cast.zhou))
    answer = client.get(f"/api/v1/activities{path.format(id=call.pk)}", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code in (403, 404) or answer.json()["items"] == []
    known = client.get("/api/v1/entities", headers={"Authorization": f"Bearer {text}"}).json()["items"]
    assert "activities" not in {one["key"] for one in known}
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {text}"}).json()["areas"] == sorted(
        OPEN, reverse=True
    )


def test_rail_palette_card_and_lookup_do_not_speak_of_it(cast: Cast, call: Activity, client: Client):
    client.force_login(cast.zhou)
    card = client.get(f"/customers/{cast.customer_of(cast.zhou).pk}").content.decode()
    assert "蓝鲸" not in card
    assert 'href="/activities' not in card.replace('href="/activities?view=todo"', "")
    for address in ("/search?q=蓝鲸", "/search?q=", "/lookup/activities?q=蓝鲸", "/"):
        assert "蓝鲸" not in client.get(address).content.decode()
    assert client.get(f"/employees/{cast.zhou.pk}/related/activities").status_code == 404


def test_a_second_role_that_opens_the_area_opens_it(cast: Cast, call: Activity):
    second = Role.objects.create(name="second", areas=["activities"])
    cast.zhou.roles = [*cast.zhou.roles, second.pk]
    cast.zhou.save()
    # It opens the area only for what it gives itself, and it gives nothing.
    assert not cast.actor(cast.zhou).rights.reach("activities", "view")
    second.grants.create(entity="activities", verb="view", scope="own")
    assert Activity.objects.visible_to(cast.actor(cast.zhou)).exists()


def test_the_administrator_is_never_shut_out(cast: Cast):
    Role.objects.filter(pk__in=cast.administrator.roles).update(areas=["customers"])
    assert cast.actor(cast.administrator).may("organisation.people")


def test_why_names_the_area_that_is_closed(cast: Cast, call: Activity):
    told = why(cast.zhou, entity_named("activities"), call.pk, by=cast.actor(cast.administrator))
    assert not told.allowed
    assert any("活动" in step.words and role_of(cast.zhou).name in step.words for step in told.steps)


def test_areas_are_saved_with_the_sheet_and_no_unknown_one(cast: Cast, client: Client):
    role, by = role_of(cast.li), cast.actor(cast.administrator)
    sheet = sheet_of(role)
    client.force_login(cast.administrator)
    page = client.get(f"/settings/roles/{role.pk}").content.decode()
    assert {'name="area"', 'value="activities"'} <= set(page.replace(">", " ").split())
    set_rights(role.pk, Sheet(sheet.powers, sheet.grants, sheet.fields, frozenset(["customers"])), by=by)
    assert role_of(cast.li).areas == ["customers"]
    with pytest.raises(Refused):
        set_rights(role.pk, Sheet(areas=frozenset(["moon"])), by=by)


def test_opening_an_area_is_giving_a_right(cast: Cast):
    """Who looks after people can't open by an area what they may not do themselves."""
    keeper = Role.objects.create(name="keeper", powers=["organisation.people"])
    personnel = cast.person("hr", cast.office)
    Employee.objects.filter(pk=personnel.pk).update(roles=[keeper.pk])
    role = role_of(cast.zhou)
    Role.objects.filter(pk=role.pk).update(areas=["organisation"])
    sheet = sheet_of(role_of(cast.zhou))
    with pytest.raises(NotAllowed):
        set_rights(role.pk, Sheet(sheet.powers, sheet.grants, sheet.fields), by=cast.actor(personnel))
