"""Strangers send forms; robots and floods make no leads."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from zhike.areas.selling import web_leads
from zhike.areas.selling.models import AssignmentRule, Lead, WebForm, WebSubmission
from zhike.areas.selling.web_leads import Sent, hashed, new_token, proven, receive
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.notifications.models import Notification
from zhike.kernel.refusals import Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
GOOD = {"name": "顾建国", "company": "宁波港通物流有限公司", "phone": "13912340001", "need": "三台加工中心"}


@pytest.fixture
def form(cast: Cast) -> WebForm:
    """A form of the manager's, on which two sites may build."""
    values = {
        "name": "官网留言", "title": "联系我们", "title_en": "Contact us",
        "asks": ["company", "phone", "email", "need"],
        "requires": ["company"], "origins": "https://www.junhe.example\nhttps://shop.junhe.example",
    }  # fmt: skip
    outcome = create(entity_named("web_forms"), values, by=cast.actor(cast.manager))
    return WebForm.objects.get(pk=outcome.records[0])


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits in these tests: a token may be as fresh as it likes."""
    monkeypatch.setattr(web_leads, "_waited", lambda token: True)


def sent(form: WebForm, address: str = "203.0.113.5", **values: str) -> Sent:
    """Something sent from an address."""
    return Sent(GOOD | values, new_token(form), address=address, page="https://www.junhe.example/products")


def post(form: WebForm, **values: str) -> Any:
    """The form sent by a browser without any cookie."""
    return Client().post(f"/f/{form.key}", GOOD | {"token": new_token(form)} | values)


def test_a_visitor_sends_the_form_and_its_owner_is_told(
    form: WebForm, cast: Cast, patient: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = post(form, page="https://www.junhe.example/products")
    assert answer.status_code == 200
    assert "谢谢" in answer.content.decode()
    lead = Lead.objects.get()
    assert (lead.name, lead.owner, lead.web_form, lead.source.code) == ("顾建国", cast.manager, form, "website")
    assert lead.page == "https://www.junhe.example/products"
    assert Notification.objects.get().employee == cast.manager


def test_leads_of_a_form_go_by_the_rules_first(form: WebForm, cast: Cast, patient: None) -> None:
    AssignmentRule.objects.create(name="轮流", people=[cast.zhou.pk])
    receive(form, sent(form))
    assert Lead.objects.get().owner == cast.zhou


def test_the_page_needs_no_sign_in_speaks_both_languages_and_sets_no_cookie(form: WebForm) -> None:
    chinese, english = Client().get(f"/f/{form.key}"), Client().get(f"/f/{form.key}?lang=en")
    assert "联系我们" in chinese.content.decode()
    assert "Contact us" in english.content.decode()
    assert 'lang="en"' in english.content.decode()
    assert not chinese.cookies


def test_only_the_sites_of_the_form_may_put_it_into_a_frame(form: WebForm) -> None:
    answer = Client().get(f"/f/{form.key}")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://www.junhe.example https://shop.junhe.example" in policy
    assert "X-Frame-Options" not in answer.headers
    assert "script-src 'self'" in policy


@pytest.mark.parametrize(
    "origin", ["javascript:alert(1)", "https://a.example/path", "*", "https://a.example;script-src *"]
)
def test_what_is_no_site_cannot_be_written_into_the_policy(form: WebForm, cast: Cast, origin: str) -> None:
    with pytest.raises(Refused) as refused:
        create(entity_named("web_forms"), {"name": "x", "title": "x", "origins": origin}, by=cast.actor(cast.manager))
    assert refused.value.errors[0].field == "origins"


def test_a_form_that_is_off_or_unknown_is_not_there(form: WebForm) -> None:
    WebForm.objects.update(active=False)
    assert Client().get(f"/f/{form.key}").status_code == 404
    assert Client().get("/f/nothing").status_code == 404


def test_a_robot_in_the_trap_is_thanked_and_makes_no_lead(form: WebForm, patient: None) -> None:
    answer = post(form, website="http://spam.example")
    assert answer.status_code == 200
    assert not Lead.objects.exists()
    assert WebSubmission.objects.get().verdict == "trap"


def test_who_sends_within_two_seconds_is_asked_to_send_again(form: WebForm) -> None:
    answer = post(form)
    assert answer.status_code == 422
    assert "宁波港通物流有限公司" in answer.content.decode(), "nothing typed is lost"
    assert not Lead.objects.exists()


def test_a_token_that_is_not_this_forms_is_refused(form: WebForm, patient: None) -> None:
    for token in ("", "rubbish", signing.dumps({"form": "another"}, salt="web-form")):
        assert post(form, token=token).status_code == 422
    assert not Lead.objects.exists()


def test_a_token_of_yesterday_is_refused(form: WebForm, patient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_leads, "MOST_SECONDS", -1)
    with pytest.raises(Refused):
        receive(form, sent(form))


def test_a_flood_from_one_address_is_stopped_and_others_still_get_through(form: WebForm, patient: None) -> None:
    for number in range(web_leads.PER_ADDRESS):
        receive(form, sent(form, need=f"第 {number} 次"))
    with pytest.raises(Refused) as refused:
        receive(form, sent(form, need="又一次"))
    assert (refused.value.status, refused.value.errors[0].code) == (429, "too_many")
    assert receive(form, sent(form, address="198.51.100.7", need="别人")) is not None
    assert Lead.objects.count() == web_leads.PER_ADDRESS + 1


def test_a_household_with_many_addresses_is_one() -> None:
    assert hashed("2001:db8:1:2::1") == hashed("2001:db8:1:2:ffff::9") != hashed("2001:db8:1:3::1")
    assert "203.0.113.5" not in hashed("203.0.113.5")


def test_the_same_sent_twice_is_one_lead_and_both_are_thanked(form: WebForm, patient: None) -> None:
    receive(form, sent(form))
    assert receive(form, sent(form, address="198.51.100.9", name=" 顾建国 ", company="宁波港通物流有限公司 ")) is None
    assert Lead.objects.count() == 1


def test_a_form_that_asks_for_work_takes_only_who_has_done_it(form: WebForm, patient: None) -> None:
    form.difficulty = 8
    token = new_token(form)
    with pytest.raises(Refused):
        receive(form, Sent(GOOD, token, "1", "203.0.113.5"))
    proof = next(str(number) for number in range(100_000) if proven(token, str(number), 8))
    assert receive(form, Sent(GOOD, token, proof, "203.0.113.5")) is not None
    assert not proven(token, "x" * 10_000, 8)


def test_what_is_missing_or_too_long_is_said_beside_the_field(form: WebForm, patient: None) -> None:
    page = post(form, company="", name="长" * 101).content.decode()
    assert re.search(r'id="company-wrong"', page)
    assert re.search(r'id="name-wrong"', page)
    assert not Lead.objects.exists()


def test_a_huge_request_is_not_read(form: WebForm) -> None:
    assert post(form, need="长" * 40_000).status_code == 413
    assert not WebSubmission.objects.exists()


def test_markup_and_fields_that_the_form_does_not_ask_for_do_nothing(form: WebForm, patient: None, cast: Cast) -> None:
    post(form, need="<script>alert(1)</script>", owner=str(cast.li.pk), score="100", remarks="x", state="qualified")
    lead = Lead.objects.get()
    assert (lead.owner, lead.state, lead.remarks) == (cast.manager, "new", "")
    page = post(form, need="<script>alert(1)</script>", name="").content.decode()
    assert "<script>alert" not in page


def test_the_card_of_the_form_shows_how_to_embed_it(form: WebForm, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.manager)
    page = client.get(f"/web_forms/{form.pk}/insights/embedding").content.decode()
    assert f"/f/{form.key}" in page
    assert "&lt;iframe" in page
