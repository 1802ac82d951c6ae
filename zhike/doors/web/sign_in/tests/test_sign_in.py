"""Signing in, the lock, sessions and tokens, by way of the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from zhike.areas.organisation.actions.employees import close_access, unlock
from zhike.config.environment import networks
from zhike.kernel.access.actor import Actor
from zhike.kernel.people.models import AccessToken, Employee, SignIn
from zhike.kernel.people.passwords import give_password
from zhike.kernel.people.tokens import actor_for, issue, revoke
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.testing.cast import PASSWORD, Cast

NEW = "harvest-moon-over-suzhou-7"


def signed_in(username: str, password: str = PASSWORD, **extra: str) -> Client:
    browser = Client(**extra)
    answer = browser.post("/sign-in", {"username": username, "password": password})
    assert answer.status_code == 302, answer.status_code
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/me").status_code == 200


def wrong(browser: Client, username: str, times: int = 1, password: str = "wrong") -> int:
    return [
        browser.post("/sign-in", {"username": username, "password": password}).status_code for _try in range(times)
    ][-1]


def test_the_right_password_opens_and_the_page_that_was_wanted_comes_first(cast: Cast) -> None:
    browser = Client()
    answer = browser.get("/customers?q=a")
    assert answer["Location"] == "/sign-in?next=%2Fcustomers%3Fq%3Da"
    answer = browser.post("/sign-in?next=/me", {"username": " ZHOU ", "password": PASSWORD})
    assert answer["Location"] == "/me"
    assert is_in(browser)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/sign-in"])
def test_nobody_is_sent_elsewhere_after_signing_in(cast: Cast, elsewhere: str) -> None:
    answer = Client().post("/sign-in", {"username": "zhou", "password": PASSWORD, "next": elsewhere})
    assert answer["Location"] == "/"


def test_what_a_form_was_sending_stays_on_the_screen_when_the_session_is_over(cast: Cast) -> None:
    assert Client().post("/customers/1/edit", headers={"HX-Request": "true"}).status_code == 401


def test_ten_wrong_passwords_lock_the_account_even_for_the_right_one(cast: Cast) -> None:
    browser = Client()
    assert wrong(browser, "zhou", 10) == 422
    assert wrong(browser, "zhou", password=PASSWORD) == 429
    assert is_in(signed_in("li"))
    SignIn.objects.filter(username="zhou").update(at=timezone.now() - timedelta(minutes=16))
    assert is_in(signed_in("zhou"))


def test_nine_wrong_passwords_and_a_right_one_begin_the_count_anew(cast: Cast) -> None:
    for _round in range(2):
        wrong(Client(), "zhou", 9)
        assert is_in(signed_in("zhou"))


def test_tries_at_a_locked_door_do_not_lock_it_for_longer(cast: Cast) -> None:
    wrong(Client(), "zhou", 10)
    SignIn.objects.filter(username="zhou").update(at=timezone.now() - timedelta(minutes=14))
    wrong(Client(), "zhou", 5)
    SignIn.objects.filter(username="zhou", ended_at=None).update(at=timezone.now() - timedelta(minutes=16))
    assert is_in(signed_in("zhou"))


def test_an_unknown_name_is_answered_and_locked_like_a_known_one(cast: Cast) -> None:
    browser = Client()
    known, unknown = (browser.post("/sign-in", {"username": name, "password": "wrong"}) for name in ("zhou", "nobody"))
    assert known.status_code == unknown.status_code == 422
    assert known.context["problem"] == unknown.context["problem"]
    wrong(browser, "nobody", 9)
    assert wrong(browser, "nobody") == 429


def test_an_address_that_tries_many_names_is_slowed_down(cast: Cast) -> None:
    SignIn.objects.bulk_create(SignIn(username=f"n{one}", succeeded=False, address="203.0.113.7") for one in range(60))
    assert wrong(Client(REMOTE_ADDR="203.0.113.7"), "zhou", password=PASSWORD) == 429
    assert is_in(signed_in("zhou", REMOTE_ADDR="203.0.113.8"))


def test_only_a_proxy_on_this_machine_says_for_whom_it_asks(cast: Cast) -> None:
    wrong(Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 198.51.100.9"), "zhou")
    wrong(Client(REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="198.51.100.1"), "zhou")
    assert list(SignIn.objects.order_by("pk").values_list("address", flat=True)) == ["198.51.100.9", "203.0.113.7"]


def test_a_chain_of_proxies_is_believed_as_far_as_it_was_named(cast: Cast, settings) -> None:
    settings.TRUSTED_PROXIES = networks("127.0.0.1, 10.0.0.0/8")
    chain = "198.51.100.66, 198.51.100.9, 10.1.2.3"  # the first entry could be anybody's invention
    wrong(Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=chain), "zhou")
    wrong(Client(REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR=chain), "zhou")
    wrong(Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="nonsense"), "zhou")
    addresses = list(SignIn.objects.order_by("pk").values_list("address", flat=True))
    assert addresses == ["198.51.100.9", "198.51.100.1", "127.0.0.1"]


def test_an_administrator_unlocks(cast: Cast) -> None:
    wrong(Client(), "zhou", 10)
    with pytest.raises(NotAllowed):
        unlock([cast.zhou], by=cast.actor(cast.li))
    unlock([cast.zhou], by=cast.actor(cast.administrator))
    assert is_in(signed_in("zhou"))


def test_a_session_that_was_ended_is_over_at_the_next_request(cast: Cast) -> None:
    office, home = signed_in("zhou"), signed_in("zhou")
    at_home = SignIn.objects.get(session_key=home.session.session_key)
    assert office.post(f"/me/sessions/{at_home.pk}/end").status_code == 302
    assert is_in(office)
    assert not is_in(home)


def test_nobody_ends_the_sessions_of_others(cast: Cast) -> None:
    zhou, li = signed_in("zhou"), signed_in("li")
    hers = SignIn.objects.get(session_key=zhou.session.session_key)
    li.post(f"/me/sessions/{hers.pk}/end")
    assert is_in(zhou)


def test_all_other_sessions_end_at_once(cast: Cast) -> None:
    here, *others = [signed_in("zhou") for _browser in range(3)]
    here.post("/me/sessions/end")
    assert is_in(here)
    assert not any(is_in(other) for other in others)


def test_closing_the_access_ends_sessions_and_tokens(cast: Cast) -> None:
    browser = signed_in("zhou")
    _token, text = issue(cast.zhou, "report", by=cast.actor(cast.zhou))
    close_access([cast.zhou], by=cast.actor(cast.administrator))
    assert not is_in(browser)
    assert actor_for(text) is None
    assert wrong(Client(), "zhou", password=PASSWORD) == 422


def test_signing_out_ends_the_session(cast: Cast) -> None:
    browser = signed_in("zhou")
    key = browser.session.session_key
    browser.post("/sign-out")
    assert not is_in(browser)
    assert SignIn.objects.get(session_key=key).ended_at is not None


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(cast: Cast) -> None:
    here, other = signed_in("zhou"), signed_in("zhou")
    answer = here.post("/me/password", {"old": PASSWORD, "new": NEW, "again": NEW})
    assert answer["Location"] == "/me"
    assert is_in(here)
    assert not is_in(other)
    assert here.session.session_key in SignIn.objects.filter(employee=cast.zhou, ended_at=None).values_list(
        "session_key", flat=True
    )
    assert is_in(signed_in("zhou", NEW))


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong", NEW, NEW, "old"),
        (PASSWORD, "short", "short", "new"),
        (PASSWORD, "1234567890", "1234567890", "new"),
        (PASSWORD, "password123", "password123", "new"),
        (PASSWORD, NEW, "other", "again"),
        (PASSWORD, PASSWORD, PASSWORD, "new"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_in_words(
    cast: Cast, old: str, new: str, again: str, field: str
) -> None:
    answer = signed_in("zhou").post("/me/password", {"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert [one.name for one in answer.context["fields"] if one.error] == [field]


def test_a_password_that_somebody_else_gave_must_be_changed_first(cast: Cast) -> None:
    password = give_password(cast.zhou, by=cast.actor(cast.administrator))
    browser = signed_in("zhou", password)
    assert browser.get("/customers")["Location"] == "/me/password"
    browser.post("/me/password", {"old": password, "new": NEW, "again": NEW})
    assert is_in(browser)
    with pytest.raises(NotAllowed):
        give_password(cast.li, by=cast.actor(cast.zhou))


def test_a_token_works_until_it_is_revoked(cast: Cast) -> None:
    token, text = issue(cast.zhou, "report", by=cast.actor(cast.zhou), read_only=True)
    assert token.digest not in text
    actor = actor_for(text)
    assert actor is not None
    assert (actor.employee_id, actor.read_only, actor.door) == (cast.zhou.pk, True, "api")
    with pytest.raises(NotFound):
        revoke(token.pk, by=cast.actor(cast.li))
    revoke(token.pk, by=cast.actor(cast.zhou))
    assert actor_for(text) is None


def test_a_token_ends_with_its_time_and_nobody_makes_one_for_others(cast: Cast) -> None:
    token, text = issue(cast.zhou, "report", by=cast.actor(cast.zhou), expires_at=timezone.now() + timedelta(days=1))
    AccessToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert actor_for(text) is None
    assert actor_for("zhike_unknown") is None
    with pytest.raises(NotAllowed):
        issue(cast.zhou, "mine", by=cast.actor(cast.administrator))
    with pytest.raises(Refused):
        issue(cast.zhou, "", by=cast.actor(cast.zhou))
    assert issue(cast.zhou, "command line", by=Actor.system(door="command"))[1].startswith("zhike_")


def test_the_text_of_a_token_is_shown_once_and_kept_nowhere(cast: Cast) -> None:
    browser = signed_in("zhou")
    page = browser.post("/me/tokens/new", {"name": "report", "days": "30"}).content.decode()
    token = AccessToken.objects.get(employee=cast.zhou)
    text = page.split('value="zhike_')[1].split('"')[0]
    assert actor_for(f"zhike_{text}") is not None
    assert token.expires_at is not None
    assert text not in browser.get("/me").content.decode()


def test_the_page_speaks_the_language_of_the_person(cast: Cast) -> None:
    Employee.objects.filter(pk=cast.zhou.pk).update(language="en")
    browser = signed_in("zhou", HTTP_ACCEPT_LANGUAGE="zh-CN")
    assert "My set-up" in browser.get("/me").content.decode()
