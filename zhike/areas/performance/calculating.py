"""Reckons the statements of a month.

What a person is entitled to on a line by the end of the month, less what earlier statements hold of it, is what the
month brings. So nothing counts twice, parts add up to the whole to the cent whatever the order in which it was paid,
and what changes after a statement is settled (a credit note, a receipt that was reversed) stands in the next one.

The terms on which a line was first settled hold for all that follows on it: rule, rate and shares.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import F, Min, Q, Sum
from django.utils import timezone

from zhike.areas.finance.currencies import base_currency
from zhike.areas.finance.money import ZERO, half_up, places_of, split
from zhike.areas.organisation.company import parameters
from zhike.areas.performance.earning import Earned, earned
from zhike.areas.performance.models import (
    CommissionLine,
    CommissionRule,
    CommissionShare,
    CommissionStatement,
    Method,
    StatementState,
)
from zhike.areas.performance.periods import month_of
from zhike.areas.performance.ruling import rule_for, rules_in_force
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.standard import create_checked
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_of

WHOLE: Final = Decimal(100)
MOST_TOLD: Final = 200
People = Collection[int] | None


class Terms(NamedTuple):
    """How a line is paid: by which rule, and whose how much of it is, in per cent and always 100 together."""

    rule: int
    method: str
    rate: Decimal
    shares: Mapping[int, Decimal]


@dataclass(slots=True)
class Before:
    """What statements of earlier months hold of lines: what counted and was paid, and the terms that were settled."""

    counted: dict[tuple[int, int], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    paid: dict[tuple[int, int], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    terms: dict[int, CommissionLine] = field(default_factory=dict)
    shares: dict[int, dict[int, Decimal]] = field(default_factory=lambda: defaultdict(dict))


def calculate(month: date, *, by: Actor, people: People = None) -> list[int]:
    """Reckon the drafts of a month anew, of all people or of some, and return their ids; runs within a batch.

    All other drafts of these people are reckoned with it, month by month, for each stands on those before. Statements
    that are confirmed or paid stay as they are.
    """
    _one_at_a_time()
    drafts = CommissionStatement.objects.filter(state=StatementState.DRAFT)
    if people is not None:
        drafts = drafts.filter(owner__in=people)
    first = month.replace(day=1)
    months = {first, *drafts.values_list("month", flat=True).distinct()}
    return {one: _calculate(one, people, by) for one in sorted(months)}[first]


def first_day_that_counts(month: date) -> date:
    """From when on commissions are reckoned: as the parameters say, else from the first month reckoned."""
    first: date | None = CommissionStatement.objects.aggregate(first=Min("month"))["first"]
    return parameters().commission_from or min(filter(None, (first, month.replace(day=1))))


def _one_at_a_time() -> None:
    """Two reckonings at the same moment would both make the statements of a month."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('commissions'))")


def _calculate(month: date, people: People, by: Actor) -> list[int]:
    first, last = month_of(month)
    drafts = _drafts(first, people)
    settled = set(
        CommissionStatement.objects.filter(month=first).exclude(pk__in=drafts.values()).values_list("owner", flat=True)
    )
    CommissionLine.objects.filter(statement__in=drafts.values()).delete()
    rules = rules_in_force()
    unruled: dict[int, list[Earned]] = defaultdict(list)
    for some in earned(parameters().commission_basis, first_day_that_counts(month), first, last):
        found: dict[int, list[CommissionLine]] = defaultdict(list)
        for line in _due(some, first, rules, unruled):
            if line.owner_id not in settled and (people is None or line.owner_id in people):
                found[line.owner_id].append(line)  # type: ignore[index]
        for person in sorted(found.keys() - drafts.keys()):
            drafts[person] = _new_statement(person, first, by)
        _write(found, drafts)
    # Who sold and gets nothing for it is told to which sales no rule applies; where nobody has rules, nobody is.
    for person in sorted(unruled.keys() - drafts.keys() - settled) if rules else ():
        if (people is None or person in people) and any(one.counts for one in unruled[person]):
            drafts[person] = _new_statement(person, first, by)
    _add_up(drafts.values())
    _tell_unruled(drafts, unruled)
    return sorted(drafts.values())


def _drafts(first: date, people: People) -> dict[int, int]:
    """The drafts of a month by person, locked."""
    rows = CommissionStatement.objects.filter(month=first, state=StatementState.DRAFT)
    if people is not None:
        rows = rows.filter(owner__in=people)
    return {one.owner_id: one.pk for one in rows.order_by("pk").select_for_update(of=("self",))}


def _new_statement(person: int, first: date, by: Actor) -> int:
    values = {"owner": person, "department": _department(person), "month": first}
    return int(create_checked(entity_of(CommissionStatement), values, by=by).records[0])


def _department(person: int) -> int | None:
    known = directory().people.get(person)
    return known.department_id if known is not None else None


def _due(
    lines: Sequence[Earned], first: date, rules: Sequence[CommissionRule], unruled: dict[int, list[Earned]]
) -> Iterable[CommissionLine]:
    """What the lines bring each person in a month; those to which no rule applies are put to their people instead."""
    before, splits = _before(lines, first), _splits(lines)
    places = places_of(base_currency())
    for one in lines:
        terms = _terms(one, before, splits, rules)
        if terms is None:
            for person in _shares(one, before, splits):
                unruled[person].append(one)
            continue
        for person, part in entitled(one, terms, places).items():
            key = (person, one.line.pk)
            basis, amount = one.counts - before.counted[key], part - before.paid[key]
            if basis or amount:
                yield _line(one, terms, person, before.counted[key], basis, amount)


def entitled(line: Earned, terms: Terms, places: int) -> dict[int, Decimal]:
    """What a line has brought each person by now: the rate of what counts, rounded once, in parts that add up to it."""
    base = line.counts if terms.method == Method.REVENUE else _part_of_profit(line, line.counts)
    people = sorted(terms.shares)
    pot = half_up(base * terms.rate / WHOLE, places)
    return dict(zip(people, split(pot, [terms.shares[one] for one in people], places), strict=True))


def _part_of_profit(line: Earned, counts: Decimal) -> Decimal:
    return (line.profit or ZERO) * counts / line.whole


def _terms(
    line: Earned, before: Before, splits: Mapping[int, Mapping[int, Decimal]], rules: Sequence[CommissionRule]
) -> Terms | None:
    """The terms that were settled once, else the first rule that fits and the shares of today; None without either."""
    settled, shares = before.terms.get(line.origin.pk), _shares(line, before, splits)
    if not shares:
        return None
    if settled is not None:
        return Terms(settled.rule_id, settled.method, settled.rate, shares)
    rule = rule_for(line, rules)
    return None if rule is None else Terms(rule.pk, rule.method, rule.rate, shares)


def _shares(line: Earned, before: Before, splits: Mapping[int, Mapping[int, Decimal]]) -> dict[int, Decimal]:
    """Who shares in a line: as it was settled once, else as its order is split, else its owner alone."""
    settled = before.shares.get(line.origin.pk, {})
    if sum(settled.values()) == WHOLE:
        return settled
    owner = line.invoice.order.owner_id if line.invoice.order else line.invoice.owner_id
    return dict(splits.get(line.invoice.order_id or 0, {})) or ({owner: WHOLE} if owner else {})


def _splits(lines: Sequence[Earned]) -> Mapping[int, Mapping[int, Decimal]]:
    """The shares of orders that are split, by order and person."""
    orders = {one.invoice.order_id for one in lines if one.invoice.order_id}
    rows = CommissionShare.objects.filter(split__order__in=orders, split__deleted_at=None, deleted_at=None)
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for order, person, share in rows.values_list("split__order", "person", "share"):
        found[order][person] = share
    return found


def _before(lines: Sequence[Earned], first: date) -> Before:
    """What earlier statements hold of the lines, and the terms that are settled for them."""
    found, ids, origins = Before(), [one.line.pk for one in lines], {one.origin.pk for one in lines}
    rows = CommissionLine.objects.filter(Q(invoice_line__in=ids) | Q(origin__in=origins), statement__month__lt=first)
    for one in rows.order_by("statement__month", "pk").annotate(state=F("statement__state")):
        key = (one.owner_id, one.invoice_line_id)
        found.counted[key] += one.basis
        found.paid[key] += one.amount
        if one.state != StatementState.DRAFT:
            found.terms.setdefault(one.origin_id, one)
            found.shares[one.origin_id].setdefault(one.owner_id, one.share)
    return found


def _line(one: Earned, terms: Terms, person: int, before: Decimal, basis: Decimal, amount: Decimal) -> CommissionLine:
    profit = None if one.profit is None else half_up(_part_of_profit(one, basis), places_of(base_currency()))
    return CommissionLine(
        owner_id=person, description=_description(one), invoice=one.invoice, invoice_line=one.line,
        origin_id=one.origin.pk, order_id=one.invoice.order_id, customer_id=one.invoice.customer_id,
        product_id=one.line.product_id, rule_id=terms.rule, method=terms.method, rate=terms.rate, whole=one.whole,
        before=before, basis=basis, margin=profit, margin_percent=one.margin, share=terms.shares[person],
        amount=amount,
    )  # fmt: skip


def _description(one: Earned) -> str:
    return f"{one.invoice.number} · {one.line.description}"[:500]


def _write(found: Mapping[int, Sequence[CommissionLine]], statements: Mapping[int, int]) -> None:
    for person, lines in found.items():
        for place, one in enumerate(lines):
            one.statement_id, one.position, one.department_id = statements[person], place, _department(person)
    CommissionLine.objects.bulk_create([one for lines in found.values() for one in lines], batch_size=1000)


def _tell_unruled(drafts: Mapping[int, int], unruled: Mapping[int, Sequence[Earned]]) -> None:
    """Write into drafts which lines of their people no rule applies to."""
    for person in sorted(drafts):
        told = [{"description": _description(one), "whole": str(one.whole)} for one in unruled.get(person, ())]
        CommissionStatement.objects.filter(pk=drafts[person]).update(without_rule=told[:MOST_TOLD])


def _add_up(statements: Collection[int]) -> None:
    """Write the sums of their lines into statements."""
    sums = CommissionLine.objects.filter(statement__in=statements).values("statement").annotate(
        earned=Sum("amount", filter=Q(amount__gt=0)), taken_back=Sum("amount", filter=Q(amount__lt=0))
    )  # fmt: skip
    by_id = {row["statement"]: row for row in sums.order_by()}
    for pk in sorted(statements):
        row = by_id.get(pk, {})
        came, went = row.get("earned") or ZERO, row.get("taken_back") or ZERO
        CommissionStatement.objects.filter(pk=pk).update(
            earned=came, taken_back=went, amount=came + went, calculated_at=timezone.now(),
            updated_at=timezone.now(), revision=F("revision") + 1,
        )  # fmt: skip
