"""Giving leads that nobody owns to people, by the administrator's rules; and rehearsing the rules on past leads.

The first rule that matches and has somebody there decides. Rules are locked in the order of their ids while they give
leads out, so that two web forms sent at the same moment don't hit the same person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, F
from django.utils import timezone

from zhike.areas.selling.models import AssignmentRegion, AssignmentRule, Lead, LeadState, Method
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.filters import from_json, predicate
from zhike.kernel.people.models import Employee

OPEN = (LeadState.NEW, LeadState.WORKING)
REHEARSED_DAYS = 90
MOST_REHEARSED = 5000


class Given(NamedTuple):
    """Which lead goes to whom, by which rule."""

    lead: int
    person: int
    rule: int


@dataclass(slots=True)
class Rehearsal:
    """What the rules would have done: leads by rule and person, and how many nobody would have got."""

    leads: int = 0
    by_rule: Counter[int] = field(default_factory=Counter)
    by_person: Counter[int] = field(default_factory=Counter)
    unassigned: int = 0


def assign(lead_ids: Sequence[int], *, by: Actor) -> list[Given]:
    """Give those of the leads that have no owner to people; returns what was given. Runs within a batch."""
    unowned = list(Lead.objects.filter(pk__in=lead_ids, owner=None).order_by("pk").values_list("pk", flat=True))
    if not unowned:
        return []
    rules = list(AssignmentRule.objects.filter(active=True, deleted_at=None).order_by("pk").select_for_update())
    given = _decide(unowned, rules)
    for person in {one.person for one in given}:
        for rule in {one.rule for one in given if one.person == person}:
            ids = [one.lead for one in given if (one.person, one.rule) == (person, rule)]
            department = directory().people[person].department_id
            Lead.objects.filter(pk__in=ids).update(owner_id=person, department_id=department, assigned_by_id=rule)
    for rule in rules:
        count = sum(1 for one in given if one.rule == rule.pk)
        if count:
            AssignmentRule.objects.filter(pk=rule.pk).update(turn=F("turn") + count)
    return given


def rehearse(*, by: Actor, only: AssignmentRule | None = None, days: int = REHEARSED_DAYS) -> Rehearsal:
    """What the rules (or one of them alone) would have done with the leads of the last days that the actor sees.

    At most five thousand of them, the latest. Nothing is written.
    """
    since = timezone.now() - timedelta(days=days)
    rows = Lead.objects.visible_to(by).filter(created_at__gte=since).order_by("-pk")
    ids = sorted(rows.values_list("pk", flat=True)[:MOST_REHEARSED])
    rules = [only] if only else list(AssignmentRule.objects.filter(active=True, deleted_at=None).order_by("pk"))
    given = _decide(ids, rules)
    return Rehearsal(
        leads=len(ids), by_rule=Counter(one.rule for one in given), by_person=Counter(one.person for one in given),
        unassigned=len(ids) - len(given),
    )  # fmt: skip


def _decide(lead_ids: Sequence[int], rules: Sequence[AssignmentRule]) -> list[Given]:
    """Whom each lead goes to. A few statements for each rule, however many leads there are."""
    left, given = list(lead_ids), []
    there = _present({person for rule in rules for person in rule.people} | _of_regions(rules))
    for rule in sorted(rules, key=lambda one: (one.position, one.pk)):
        matching = _matching(rule, left)
        chosen = _choose(rule, matching, there)
        given += [Given(lead, person, rule.pk) for lead, person in chosen.items()]
        left = [lead for lead in left if lead not in chosen]
    return given


def _matching(rule: AssignmentRule, lead_ids: Sequence[int]) -> list[int]:
    group = from_json(rule.where)
    rows = Lead.objects.filter(pk__in=lead_ids)
    if group.parts:
        rows = rows.filter(predicate(entity_of(Lead), group, Actor.system()))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _present(people: set[int]) -> frozenset[int]:
    """Those who work here, may sign in, and are not on leave."""
    rows = Employee.objects.filter(pk__in=people, is_active=True, on_leave=False, left_on=None, deleted_at=None)
    return frozenset(rows.values_list("pk", flat=True))


def _of_regions(rules: Sequence[AssignmentRule]) -> set[int]:
    ids = [rule.pk for rule in rules if rule.method == Method.REGION]
    return set(AssignmentRegion.objects.filter(rule__in=ids, deleted_at=None).values_list("person_id", flat=True))


def _choose(rule: AssignmentRule, lead_ids: Sequence[int], there: frozenset[int]) -> Mapping[int, int]:
    people = [one for one in rule.people if one in there]
    match rule.method:
        case Method.REGION:
            return _by_region(rule, lead_ids, there)
        case Method.LOAD if people:
            return _by_load(lead_ids, people)
    if not people:
        return {}
    return {lead: people[(rule.turn + place) % len(people)] for place, lead in enumerate(lead_ids)}


def _by_region(rule: AssignmentRule, lead_ids: Sequence[int], there: frozenset[int]) -> Mapping[int, int]:
    """The person of the smallest region in which the lead lies."""
    rows = AssignmentRegion.objects.filter(rule=rule, deleted_at=None, person__in=there).order_by("position", "pk")
    paths = [(directory().regions[one.region_id].path, one.person_id) for one in rows]
    found = {}
    for lead, region in Lead.objects.filter(pk__in=lead_ids).exclude(region=None).values_list("pk", "region"):
        path = directory().regions[region].path
        fitting = [(len(above), person) for above, person in paths if path.startswith(above)]
        if fitting:
            found[lead] = max(fitting, key=lambda one: one[0])[1]
    return found


def _by_load(lead_ids: Sequence[int], people: Sequence[int]) -> Mapping[int, int]:
    """Each lead to whoever has the fewest open leads by then; among equals the first of the rule's people."""
    rows = Lead.objects.filter(owner__in=people, state__in=OPEN, deleted_at=None)
    load = Counter(dict.fromkeys(people, 0)) + Counter(dict(rows.values_list("owner").annotate(Count("pk"))))
    busy = {person: load[person] for person in people}
    found = {}
    for lead in lead_ids:
        person = min(people, key=lambda one: busy[one])
        found[lead] = person
        busy[person] += 1
    return found
