"""The set-up pages: who may open them, and what they do."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from zhike.areas.organisation.company import company
from zhike.areas.organisation.roles import sheet_of
from zhike.kernel.access.areas import areas
from zhike.kernel.access.powers import powers, verbs_of
from zhike.kernel.access.presets import preset_role
from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.numbering.models import NumberPattern
from zhike.kernel.numbering.numbers import next_number
from zhike.kernel.people.models import Employee
from zhike.kernel.testing import Cast

PAGES = [
    "/settings",
    "/settings/departments",
    "/settings/people",
    "/settings/roles",
    "/settings/dictionaries",
    "/settings/sign-ins",
    "/settings/dictionaries/customer_level",
    "/settings/numbering",
    "/settings/why",
    "/settings/numbering/customers",
]


def browser_of(person: Employee) -> Client:
    browser = Client()
    browser.force_login(person, backend="zhike.kernel.people.backend.DirectoryBackend")
    return browser


@pytest.mark.parametrize("page", PAGES)
def test_the_administrator_opens_every_page_and_a_seller_none(cast: Cast, page: str) -> None:
    assert browser_of(cast.administrator).get(page).status_code == 200
    assert browser_of(cast.zhou).get(page).status_code == 404


def test_pages_about_one_person_and_one_role_are_closed_to_sellers_too(cast: Cast) -> None:
    role = preset_role("seller")
    for page in (
        f"/settings/people/{cast.li.pk}",
        f"/settings/people/{cast.li.pk}/password",
        f"/settings/roles/{role.pk}",
    ):
        assert browser_of(cast.administrator).get(page).status_code == 200
        assert browser_of(cast.zhou).get(page).status_code == 404
        assert browser_of(cast.zhou).post(page).status_code in (404, 405)


def test_the_company_profile_is_there_from_the_beginning_and_changes_at_once(cast: Cast) -> None:
    browser = browser_of(cast.administrator)
    assert browser.get("/settings/company")["Location"] == f"/company/{company().pk}/edit"
    values = {"shown": ["name", "tax_number"], "name": "华宸集团", "tax_number": "91310000132200821"}
    assert browser.post(f"/company/{company().pk}/edit", values).status_code == 422
    browser.post(f"/company/{company().pk}/edit", values | {"tax_number": "91310000132200821H"})
    assert company().name == "华宸集团"


@pytest.mark.parametrize("kind", ["company", "parameters"])
def test_there_is_one_of_it_and_nobody_makes_a_second_or_throws_it_away(cast: Cast, kind: str) -> None:
    browser, model = browser_of(cast.administrator), entity_named(kind).model
    pk = model._default_manager.get().pk
    assert browser.get(f"/{kind}/new").status_code == 404
    assert browser.post(f"/{kind}/new", {"name": "第二家"}).status_code == 404
    browser.post(f"/{kind}/{pk}/delete")
    assert model._default_manager.filter(deleted_at=None).count() == 1
    assert f"/{kind}/new" not in browser.get(f"/{kind}").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sheet_of_a_role_calls_every_right_by_its_name(cast: Cast, language: str) -> None:
    with translation.override(language):
        rights = [(one.key, str(one.label)) for one in (*areas(), *powers())]
        rights += [(verb, str(label)) for one in entities() for verb, label in verbs_of(one).items()]
    assert [key for key, label in rights if label == key or not label] == []
    if language == "zh-hans":
        assert [key for key, label in rights if label.isascii()] == []


def test_the_sheet_of_a_role_is_saved_as_it_is_shown(cast: Cast) -> None:
    role, browser = preset_role("observer"), browser_of(cast.administrator)
    before = sheet_of(role)
    posted = {
        "power": ["customers.export"],
        "scope:customers:view": "chosen",
        "chosen:customers:view": [str(cast.east.pk)],
        "scope:contacts:view": "none",
        "field:customers:credit_limit": "0",
        "field:customers:name": "2",
    }
    assert browser.post(f"/settings/roles/{role.pk}", posted).status_code == 302
    after = sheet_of(preset_role("observer"))
    assert after != before
    assert after.powers == {"customers.export"}
    assert after.grants == {("customers", "view"): ("chosen", (cast.east.pk,))}
    assert after.fields == {("customers", "credit_limit"): 0}


def test_the_rules_of_a_kind_come_when_they_are_opened_and_are_kept_unopened(
    cast: Cast,
) -> None:
    role, browser = preset_role("observer"), browser_of(cast.administrator)
    browser.post(f"/settings/roles/{role.pk}", {"field:customers:credit_limit": "0", "scope:customers:view": "all"})
    sheet = browser.get(f"/settings/roles/{role.pk}").content.decode()
    assert '<input type="hidden" name="field:customers:credit_limit" value="0">' in sheet
    assert "field:customers:name" not in sheet
    assert len(sheet) < 300_000
    held = {"field:customers:credit_limit": "0", "field:customers:email": "1"}
    opened = browser.get(f"/settings/roles/{role.pk}/rules/customers", held).content.decode()
    assert opened.count("<select") == len(entity_named("customers").fields)
    assert 'value="1" selected' in opened.partition("field:customers:email")[2].partition("</select>")[0]
    assert browser.get(f"/settings/roles/{role.pk}/rules/nothing").status_code == 404
    assert browser_of(cast.zhou).get(f"/settings/roles/{role.pk}/rules/customers").status_code == 404


def test_a_new_pattern_gives_the_next_number(cast: Cast) -> None:
    browser = browser_of(cast.administrator)
    assert browser.post("/settings/numbering/customers", {"pattern": "K{year}"}).status_code == 422
    assert browser.post("/settings/numbering/customers", {"pattern": "K{month}-{sequence:3}"}).status_code == 422
    assert browser.post("/settings/numbering/customers", {"pattern": "K.{sequence:3}"}).status_code == 204
    assert NumberPattern.objects.get().pattern == "K.{sequence:3}"

    assert next_number(entity_named("customers")) == "K.001"


def test_entries_are_ordered_retired_and_merged(cast: Cast) -> None:
    browser = browser_of(cast.administrator)
    first, second, *_rest = Choice.objects.filter(dictionary="customer_level").order_by("position", "id")
    browser.post("/settings/dictionaries/customer_level/order", {"id": second.pk, "to": "up"})
    assert Choice.objects.filter(dictionary="customer_level").order_by("position", "id").first() == second
    customer = cast.customer_of(cast.zhou)
    type(customer).objects.filter(pk=customer.pk).update(level=first)
    answer = browser.post("/choices/actions/merge_into", {"ids": first.pk, "into": second.pk})
    assert answer.status_code == 204, answer.content.decode()[:300]
    customer.refresh_from_db()
    assert customer.level_id == second.pk


def test_the_screen_says_why(cast: Cast) -> None:
    customer, browser = cast.customer_of(cast.li), browser_of(cast.administrator)
    page = browser.get(f"/settings/why?entity=customers&id={customer.pk}&person={cast.zhou.pk}")
    assert page.context["explanation"].allowed is False
    page = browser.get(f"/settings/why?entity=customers&id={customer.pk}")
    assert {one.person.username for one in page.context["seers"]} == {"admin", "chen", "li"}
    assert browser.get("/settings/why?entity=customers&id=999999999").context["problem"]
