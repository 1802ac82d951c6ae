"""Random roles, people and records: what each verb reaches is what the words of the rights mean, at every door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhike.areas.customers.models import Contact, Customer
from zhike.doors.api import rates
from zhike.kernel.access.actor import Actor
from zhike.kernel.people.models import Department, Employee, Grant, Role
from zhike.kernel.people.tokens import issue
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
VERBS = ("view", "change", "delete", "transfer")
SCOPES = ("none", "own", "department", "below", "chosen", "all")
UNITS = ("group", "sales", "east", "south", "office")
PARENTS = {"group": None, "sales": "group", "east": "sales", "south": "sales", "office": "group"}


@dataclass(frozen=True)
class Drawn:
    """One random person: roles as verb → (scope, chosen units), the unit they work in, and their clearance."""

    roles: tuple[dict[str, tuple[str, tuple[str, ...]]], ...]
    unit: str
    clearance: int


GRANT = st.tuples(st.sampled_from(SCOPES), st.lists(st.sampled_from(UNITS), max_size=2).map(tuple))
ROLES = st.lists(st.dictionaries(st.sampled_from(VERBS), GRANT, max_size=4), max_size=3).map(tuple)
PEOPLE = st.builds(Drawn, ROLES, st.sampled_from(UNITS), st.integers(0, 3))


@dataclass(frozen=True)
class Kept:
    """One record as the oracle knows it."""

    pk: int
    mine: bool
    unit: str
    level: int
    frozen: bool
    deleted: bool


def within(unit: str, root: str) -> bool:
    """Whether a unit lies in the subtree of another."""
    here: str | None = unit
    while here is not None:
        if here == root:
            return True
        here = PARENTS[here]
    return False


def reached(person: Drawn, verb: str, record: Kept) -> bool:
    """Whether any of the roles reaches the record with the verb."""
    for role in person.roles:
        scope, chosen = role.get(verb, ("none", ()))
        if scope == "none":
            continue
        own = record.mine
        there = {
            "own": False,
            "department": record.unit == person.unit,
            "below": within(record.unit, person.unit),
            "all": True,
            "chosen": any(within(record.unit, one) for one in chosen),
        }[scope]
        if own or there:
            return True
    return False


def may(person: Drawn, verb: str, record: Kept) -> bool:
    """The rule in plain words: within the grants to view and of the verb, cleared, not in the bin, not frozen."""
    if record.deleted or record.level > person.clearance or not reached(person, "view", record):
        return False
    return verb == "view" or (reached(person, verb, record) and not record.frozen)


class Stage:
    """The company and thirty customers, each with a contact; people come and go."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.units: dict[str, Department] = {name: getattr(cast, name) for name in UNITS}
        self.person = Employee.objects.create(username="someone", name="某人", department=cast.east, password="!")
        Customer.objects.all().delete()
        self.kept: list[Kept] = []
        self.contacts: dict[int, int] = {}
        for at in range(30):
            mine, unit, level = at % 4 == 0, UNITS[at % 5], at % 4
            one = Customer.objects.create(
                name=f"客{at}",
                number=f"R{at}",
                owner=self.person if mine else cast.li,
                department=self.units[unit],
                security_level=level,
                frozen_at=timezone.now() if at % 7 == 0 else None,
                deleted_at=timezone.now() if at % 11 == 5 else None,
            )
            self.kept.append(Kept(one.pk, mine, unit, level, at % 7 == 0, at % 11 == 5))
            self.contacts[one.pk] = Contact.objects.create(
                name=f"人{at}", customer=one, owner=one.owner, department=one.department
            ).pk

    def become(self, drawn: Drawn) -> Actor:
        """Give the person the drawn roles, unit and clearance."""
        Role.objects.filter(name__startswith="drawn").delete()
        ids = []
        for at, grants in enumerate(drawn.roles):
            role = Role.objects.create(name=f"drawn {at}")
            ids.append(role.pk)
            for verb, (scope, chosen) in grants.items():
                departments = [self.units[one].pk for one in chosen]
                for entity in ("customers", "contacts"):
                    Grant.objects.create(role=role, entity=entity, verb=verb, scope=scope, departments=departments)
        Employee.objects.filter(pk=self.person.pk).update(
            roles=ids, department=self.units[drawn.unit], clearance=drawn.clearance
        )
        return Actor.of(Employee.objects.get(pk=self.person.pk), door="web")


@pytest.fixture
def stage(cast: Cast) -> Stage:
    """The stage of the play."""
    return Stage(cast)


QUIET = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@QUIET
@given(drawn=PEOPLE)
def test_each_verb_reaches_exactly_what_the_rights_say(stage: Stage, drawn: Drawn) -> None:
    by = stage.become(drawn)
    for verb in VERBS:
        found = set(Customer.objects.visible_to(by, verb).values_list("pk", flat=True))
        assert found == {one.pk for one in stage.kept if may(drawn, verb, one)}, verb


@QUIET
@given(drawn=PEOPLE)
def test_contacts_are_seen_with_their_customer_and_changed_where_their_own_grant_reaches(
    stage: Stage, drawn: Drawn
) -> None:
    by = stage.become(drawn)
    has_grant = {verb: any(role.get(verb, ("none", ()))[0] not in ("none",) for role in drawn.roles) for verb in VERBS}
    for verb in ("view", "change"):
        found = set(Contact.objects.visible_to(by, verb).values_list("pk", flat=True))
        expected = {stage.contacts[one.pk] for one in stage.kept if may(drawn, verb, one) and has_grant[verb]}
        assert found == expected, verb


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=PEOPLE)
def test_the_doors_agree_with_the_rights(stage: Stage, drawn: Drawn) -> None:
    rates._unshared.clear()
    rates._known.clear()
    by = stage.become(drawn)
    person = Employee.objects.get(pk=stage.person.pk)
    seen = {one.pk for one in stage.kept if may(drawn, "view", one)}
    _token, text = issue(person, "drawn", by=by)
    program, pages = Client(headers={"Authorization": f"Bearer {text}"}), Client(raise_request_exception=False)
    pages.force_login(person)
    listed: Any = program.get("/api/v1/customers", {"limit": 200}).json()
    assert {int(one["id"]) for one in listed.get("items", [])} == seen
    for one in stage.kept[:8]:
        expected = 200 if one.pk in seen else 404
        assert program.get(f"/api/v1/customers/{one.pk}").status_code == expected
        if not one.deleted:  # one in the bin opens for who may restore it
            assert pages.get(f"/customers/{one.pk}/panel").status_code == expected
        writes = program.patch(f"/api/v1/customers/{one.pk}", {"short_name": "改"}, "application/json").status_code
        allowed = may(drawn, "change", one)
        assert (writes == 200) == allowed, writes
        assert allowed or writes in ((403, 422) if one.pk in seen else (404, 403)), writes
