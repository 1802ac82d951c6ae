"""Who has a say at a customer, why, and who may read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhike.areas.activities.models import Activity
from zhike.areas.customers.actions import put_below
from zhike.areas.customers.influence.chart import Chart
from zhike.areas.customers.influence.insights import influence, key_contacts, org_chart
from zhike.areas.customers.influence.posts import rank_of
from zhike.areas.customers.influence.scoring import Known, influence_of
from zhike.areas.customers.influence.touches import Touch
from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.people.models import FieldAccess, FieldRule, Grant
from zhike.kernel.people.tokens import issue
from zhike.kernel.refusals import Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


def contact(cast: Cast, customer: Customer, name: str, **values) -> Contact:
    made = create(entity_named("contacts"), {"name": name, "customer": customer.pk, **values}, by=cast.actor(cast.zhou))
    return Contact.objects.get(pk=made.records[0])


@pytest.fixture
def board(cast: Cast) -> dict[str, Contact]:
    """The people of the drawing: a general manager, a director of purchasing below her, a section head below him."""
    customer = cast.customer_of(cast.zhou)
    head = contact(cast, customer, "顾建国", post="总经理", decision_role="decider", decision_weight=82)
    buyer = contact(
        cast, customer, "沈丽", post="采购总监", decision_role="influencer", decision_weight=61, superior=head.pk
    )
    user = contact(cast, customer, "许航", post="设备科长", decision_role="user", decision_weight=34, superior=buyer.pk)
    return {"head": head, "buyer": buyer, "user": user}


def test_who_decides_stands_above_who_only_uses(cast: Cast, board):
    shown = key_contacts(cast.customer_of(cast.zhou), cast.actor(cast.zhou))
    assert [one.title for one in shown] == ["顾建国", "沈丽", "许航"]
    scores = [float(one.second.rpartition(" · ")[2]) for one in shown]
    assert scores[0] > 0.7 > scores[1] > scores[2]
    assert shown[0].second == f"决策者 · {scores[0]:.2f}"


def test_the_reasons_add_up_to_the_figure(cast: Cast, board):
    found = influence(board["head"], cast.actor(cast.zhou))
    assert {one["part"] for one in found["reasons"]} == {"decision", "post", "place", "contact"}
    assert sum(one["value"] * one["weight"] for one in found["reasons"]) == pytest.approx(found["score"], abs=0.02)
    assert sum(one["weight"] for one in found["reasons"]) == pytest.approx(1, abs=0.02)


def test_the_formula_is_the_one_that_is_written_down():
    talk = Touch(3, timezone.now(), 3.0)
    known = Known("decider", "决策者", 80, "总经理", below=2, colleagues=4, touch=talk)
    expected = 0.40 * 0.90 + 0.25 * 1.0 + 0.20 * 0.5 + 0.15 * 0.632
    assert influence_of(known).score == pytest.approx(expected, abs=0.005)


def test_of_whom_nothing_is_written_down_nothing_is_said(cast: Cast):
    quiet = contact(cast, cast.customer_of(cast.zhou), "无名")
    Activity.objects.create(customer=quiet.customer, contact=quiet, kind="call", subject="x", owner=cast.zhou)
    assert influence(quiet, cast.actor(cast.zhou)) == {"score": None, "reasons": []}


def test_a_recent_talk_says_more_than_an_old_one(cast: Cast, board):
    for one, days in ((board["buyer"], 3), (board["user"], 400)):
        Activity.objects.create(
            customer=one.customer, contact=one, kind="visit", subject="拜访", owner=cast.zhou,
            at=timezone.now() - timedelta(days=days),
        )  # fmt: skip
    by = cast.actor(cast.zhou)
    talk = {
        name: next(one["value"] for one in influence(board[name], by)["reasons"] if one["part"] == "contact")
        for name in ("head", "buyer", "user")
    }
    assert talk["head"] == 0
    assert talk["buyer"] > 0.2
    assert talk["user"] < 0.03


@pytest.mark.parametrize(
    ("post", "height"),
    [("总经理", 1.0), ("副总经理", 0.85), ("总经理助理", 0.2), ("采购总监", 0.75), ("采购员", 0.3),
     ("Vice President", 0.85), ("Purchasing Manager", 0.6), ("设备科长", 0.45)],
)  # fmt: skip
def test_the_words_of_a_post_tell_its_rank(post: str, height: float):
    assert rank_of(post).height == height


def test_a_post_of_unknown_words_has_no_rank():
    assert rank_of("XYZ") is None
    assert rank_of("") is None


def test_the_chart_stands_in_order_and_loses_nobody_in_a_circle():
    assert list(Chart({1: None, 2: 1, 3: 2, 4: 1, 5: 99}).walk()) == [(1, 0), (2, 1), (3, 2), (4, 1), (5, 0)]
    circle = Chart({1: None, 2: 3, 3: 2, 4: 4})
    assert {one for one, _depth in circle.walk()} == {1, 2, 3, 4}
    assert circle.below[2] == 1


def test_nobody_comes_to_stand_below_themselves(cast: Cast, board):
    by = cast.actor(cast.zhou)
    with pytest.raises(Refused, match=r"上级|superior"):
        put_below(board["head"], to=board["user"], by=by)
    with pytest.raises(Refused):
        update(Chosen.of(board["head"], by=by), {"superior": board["user"].pk}, by=by)


def test_somebody_of_another_customer_is_no_superior(cast: Cast, board):
    other = contact(cast, cast.customer("另一家", cast.zhou), "外人")
    outcome = put_below(board["user"], to=other, by=cast.actor(cast.zhou))
    assert outcome.done == 0
    assert outcome.skipped[0].id == board["user"].pk


def test_a_place_in_the_chart_is_taken_back(cast: Cast, board):
    by = cast.actor(cast.zhou)
    outcome = put_below(board["user"], to=board["head"], by=by)
    assert [one["depth"] for one in org_chart(board["head"].customer, by)["people"]] == [0, 1, 1]
    undo_batch(outcome.batch, by=by)
    assert [one["depth"] for one in org_chart(board["head"].customer, by)["people"]] == [0, 1, 2]


def test_the_page_shows_the_chart_and_the_card_says_why(cast: Cast, board, client: Client):
    client.force_login(cast.zhou)
    page = client.get(f"/customers/{board['head'].customer_id}/insights/org-chart").content.decode()
    assert page.index("顾建国") < page.index("沈丽") < page.index("许航")
    assert "put_below" in page
    why = client.get(f"/contacts/{board['head'].pk}/insights/influence").content.decode()
    assert "总经理" in why
    assert "决策者" in why
    assert client.get(f"/contacts/{board['head'].pk}/insights/other").status_code == 404


def test_a_colleague_of_another_department_reads_no_chart(cast: Cast, board, client: Client):
    client.force_login(cast.li)
    assert client.get(f"/customers/{board['head'].customer_id}/insights/org-chart").status_code == 404
    assert client.get(f"/contacts/{board['head'].pk}/insights/influence").status_code == 404
    _token, text = issue(cast.li, "test", by=cast.actor(cast.li))
    for address in (f"customers/{board['head'].customer_id}/org-chart", f"contacts/{board['head'].pk}/influence"):
        assert client.get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {text}"}).status_code == 404


def test_a_program_reads_the_same_chart(cast: Cast, board, client: Client):
    _token, text = issue(cast.zhou, "test", by=cast.actor(cast.zhou))
    answer = client.get(
        f"/api/v1/customers/{board['head'].customer_id}/org-chart", headers={"Authorization": f"Bearer {text}"}
    ).json()
    assert [(one["title"], one["depth"]) for one in answer["people"]] == [("顾建国", 0), ("沈丽", 1), ("许航", 2)]
    assert answer["people"][0]["reasons"]
    assert answer["more"] is False


def test_what_a_role_hides_neither_shows_nor_counts(cast: Cast, board):
    role = cast.zhou.roles[0]
    for name in ("decision_role", "decision_weight", "superior"):
        FieldRule.objects.create(role_id=role, entity="contacts", field=name, access=FieldAccess.HIDDEN)
    Grant.objects.filter(role_id=role, entity="activities").delete()
    by = cast.actor(cast.zhou)
    assert {one["part"] for one in influence(board["head"], by)["reasons"]} == {"post"}
    people = org_chart(board["head"].customer, by)["people"]
    assert {one["depth"] for one in people} == {0}
    assert {one["decision_role"] for one in people} == {""}


def test_a_hundred_contacts_take_no_more_queries_than_three(cast: Cast, board):
    customer, by = cast.customer_of(cast.zhou), cast.actor(cast.zhou)
    with CaptureQueriesContext(connection) as few:
        org_chart(customer, by)
    Contact.objects.bulk_create(
        Contact(customer=customer, name=f"人{number}", post="经理", owner=cast.zhou, superior=board["head"])
        for number in range(100)
    )
    with CaptureQueriesContext(connection) as many:
        assert len(org_chart(customer, by)["people"]) == 103
    assert len(many) == len(few)
