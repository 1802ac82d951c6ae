"""The predicate, the explanation and a slow reading of the rules in plain Python agree on every role and record."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhike.areas.customers.models import Contact, Customer
from zhike.kernel import directory
from zhike.kernel.access.presets import preset_role
from zhike.kernel.access.why import who_can, why
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.people.models import Department, Employee, Grant, Role
from zhike.kernel.refusals import NotAllowed
from zhike.kernel.testing import Cast

SCOPES = ["none", "own", "department", "below", "chosen", "all"]
VERBS = ["view", "change", "delete", "transfer", "unfreeze"]
grants = st.dictionaries(
    st.tuples(st.sampled_from(["customers", "contacts"]), st.sampled_from(VERBS)), st.sampled_from(SCOPES)
)
records = st.fixed_dictionaries(
    {
        "owner": st.sampled_from(["zhou", "li", "manager", None]),
        "department": st.sampled_from(["east", "south", "sales", "office", None]),
        "security_level": st.integers(0, 3),
        "frozen": st.booleans(),
        "deleted": st.booleans(),
    }
)


def below(unit: Department | None, top: Department | None) -> bool:
    while unit is not None:
        if top is not None and unit.pk == top.pk:
            return True
        unit = unit.parent
    return False


def reached(person: Employee, granted: dict[Any, str], chosen: Department, key: str, verb: str, record: Any) -> bool:
    """Whether a record lies in the scope, by walking up the departments one by one."""
    scope = granted.get((key, verb), "none")
    own = record.owner_id == person.pk
    same = record.department_id is not None and record.department_id == person.department_id
    return {
        "none": False,
        "own": own,
        "department": own or same,
        "below": own or below(record.department, person.department),
        "chosen": own or below(record.department, chosen),
        "all": True,
    }[scope]


def may(person: Employee, granted: dict[Any, str], chosen: Department, record: Any, verb: str) -> bool:
    """The rules as the design tells them, one record at a time."""
    if record.deleted_at is not None:
        return False
    if isinstance(record, Contact):
        return may_contact(person, granted, chosen, record, verb)
    for wanted in {"view", verb}:
        if not reached(person, granted, chosen, "customers", wanted, record):
            return False
    if record.security_level > person.clearance:
        return False
    return verb in ("view", "unfreeze") or record.frozen_at is None


def may_contact(person: Employee, granted: dict[Any, str], chosen: Department, record: Any, verb: str) -> bool:
    for wanted in {"view", verb}:
        if granted.get(("contacts", wanted), "none") == "none":
            return False
        if record.customer is None:
            if not reached(person, granted, chosen, "contacts", wanted, record):
                return False
        elif not may(person, granted, chosen, record.customer, "view") or (
            wanted != "view"
            and not (
                record.customer.frozen_at is None
                and any(reached(person, granted, chosen, "contacts", wanted, one) for one in (record, record.customer))
            )
        ):
            return False
    return True


def made(cast: Cast, kind: dict[str, Any], number: int) -> list[Any]:
    """A customer of this kind, a contact of it, and a contact without a customer."""
    place = {
        "owner": getattr(cast, kind["owner"]) if kind["owner"] else None,
        "department": getattr(cast, kind["department"]) if kind["department"] else None,
    }
    customer = Customer.objects.create(
        name=f"客户{number}",
        number=f"T{number}",
        security_level=kind["security_level"],
        frozen_at=timezone.now() if kind["frozen"] else None,
        deleted_at=timezone.now() if kind["deleted"] else None,
        **place,
    )
    return [
        customer,
        Contact.objects.create(name="王", customer=customer, **place),
        Contact.objects.create(name="周", customer=customer, owner=cast.zhou, department=cast.east),
        Contact.objects.create(name="孙", **place),
    ]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(granted=grants, kinds=st.lists(records, min_size=1, max_size=3), clearance=st.integers(0, 3), data=st.data())
def test_predicate_explanation_and_plain_reading_agree(
    cast: Cast, granted: dict[Any, str], kinds: list[dict[str, Any]], clearance: int, data: st.DataObject
) -> None:
    chosen = getattr(cast, data.draw(st.sampled_from(["east", "south", "sales", "group"])))
    person = getattr(cast, data.draw(st.sampled_from(["zhou", "manager"])))
    role = Role.objects.create(name=f"role {Role.objects.count()}")
    Grant.objects.bulk_create(
        Grant(role=role, entity=key, verb=verb, scope=scope, departments=[chosen.pk] if scope == "chosen" else [])
        for (key, verb), scope in granted.items()
    )
    person.roles, person.clearance = [role.pk], clearance
    person.save()
    Customer.objects.all().delete()
    actor, asker = cast.actor(person), cast.actor(cast.administrator)
    for number, kind in enumerate(kinds):
        for record in made(cast, kind, number):
            for verb in VERBS:
                expected = may(person, granted, chosen, record, verb)
                assert type(record).objects.visible_to(actor, verb).filter(pk=record.pk).exists() == expected
                entity = entity_named("contacts" if isinstance(record, Contact) else "customers")
                explained = why(person, entity, record.pk, verb, by=asker)
                assert explained.allowed == expected, [step.words for step in explained.steps]
    directory.directory()


def test_the_explanation_names_what_decides(cast: Cast) -> None:
    asker, customer = cast.actor(cast.administrator), cast.customer_of(cast.li)
    entity = entity_named("customers")
    told = why(cast.zhou, entity, customer.pk, by=asker)
    assert not told.allowed
    assert any(cast.li.name in step.words for step in told.steps if step.speaks is False)
    assert why(cast.stranger, entity, customer.pk, by=asker).steps[0].speaks is False
    assert why(cast.manager, entity, customer.pk, "change", by=asker).allowed
    Customer.objects.filter(pk=customer.pk).update(security_level=3)
    told = why(cast.manager, entity, customer.pk, by=asker)
    assert not told.allowed
    assert [step.speaks for step in told.steps] == [True, False]


def test_who_can_see_a_record(cast: Cast) -> None:
    seen = who_can(entity_named("customers"), cast.customer_of(cast.li).pk, by=cast.actor(cast.administrator))
    assert {one.person.username for one in seen} == {"admin", "chen", "li"}


@pytest.mark.parametrize("asker", ["zhou", "manager", "stranger"])
def test_only_who_looks_after_people_may_ask(cast: Cast, asker: str) -> None:
    by, entity = cast.actor(getattr(cast, asker)), entity_named("customers")
    customer = cast.customer_of(cast.zhou).pk
    with pytest.raises(NotAllowed):
        why(cast.zhou, entity, customer, by=by)
    with pytest.raises(NotAllowed):
        who_can(entity, customer, by=by)


def test_the_seller_may_use_what_the_preset_role_says(cast: Cast) -> None:
    assert why(
        cast.zhou,
        entity_named("customers"),
        cast.customer_of(cast.zhou).pk,
        "change",
        by=cast.actor(cast.administrator),
    ).allowed
    assert preset_role("seller").pk in cast.zhou.roles
