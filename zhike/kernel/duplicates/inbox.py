"""Pairs that may be the same, waiting for a person: listed under permissions, decided, and kept true to the records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import prepared
from zhike.kernel.directory import directory
from zhike.kernel.duplicates.checking import alike_many, values_of
from zhike.kernel.duplicates.models import DuplicatePair, PairState
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.refusals import NotAllowed, NotFound

PAGE = 50
NEIGHBOURS = 20


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a pair as the person sees it; without id and title when it is out of sight."""

    id: int | None
    title: str | None
    owner: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pair to decide on. `mark` is where the next page begins."""

    id: int
    score: float
    reasons: list[str]
    first: Side
    second: Side

    @property
    def mark(self) -> str:
        """The place of this pair in the inbox."""
        return f"{self.score!r}~{self.id}"


def waiting(entity: Entity, by: Actor, *, after: str = "", most: int = PAGE) -> list[Waiting]:
    """The open pairs of which the person sees at least one record, the likeliest first; `after` is the last one's mark.

    A pair whose records were merged or deleted is gone from here, and comes back when that is undone.
    """
    rows = _open(entity, by)
    if after:
        score, _sign, last = after.partition("~")
        rows = rows.filter(Q(score__lt=float(score)) | Q(score=float(score), pk__gt=int(last)))
    pairs = list(rows.order_by("-score", "pk")[:most])
    sides = _sides(entity, {one for pair in pairs for one in (pair.first_id, pair.second_id)}, by)
    return [_as_seen(pair, sides[pair.first_id], sides[pair.second_id]) for pair in pairs]


def not_the_same(pair_ids: Sequence[int], *, by: Actor) -> int:
    """Say that pairs are different records; they don't come back. Returns how many.

    Raises NotFound for a pair of which the person sees no record, NotAllowed unless both may be changed.
    """
    pairs = list(DuplicatePair.objects.filter(pk__in=list(pair_ids), state=PairState.OPEN).select_for_update())
    if not pairs:
        raise NotFound(_("There is no such pair to decide on."))
    for pair in pairs:
        entity = entity_named(pair.entity)
        rows, ids = entity.model._default_manager, {pair.first_id, pair.second_id}
        if not rows.visible_to(by).filter(pk__in=ids).exists():  # type: ignore[attr-defined]
            raise NotFound(_("There is no such pair to decide on."))
        if by.read_only or rows.visible_to(by, "change").filter(pk__in=ids).count() < len(ids):  # type: ignore[attr-defined]
            raise NotAllowed(_("You may only decide on records that you may change."))
    return DuplicatePair.objects.filter(pk__in=[pair.pk for pair in pairs]).update(
        state=PairState.DIFFERENT, decided_by=by.employee_id, decided_at=timezone.now()
    )


def recheck(entity: Entity, ids: Iterable[int]) -> int:
    """Look again at records that changed: new pairs come in, open ones no longer alike go. Returns how many are new."""
    values = values_of(entity, ids)
    ordered = sorted(values)
    found: dict[tuple[int, int], tuple[float, list[str]]] = {}
    alike = alike_many(entity, [values[one] for one in ordered], most=NEIGHBOURS)
    for one, near in zip(ordered, alike, strict=True):
        for other, score, reasons in near:
            if other != one:
                found[min(one, other), max(one, other)] = (score, reasons)
    touching = Q(first_id__in=ordered) | Q(second_id__in=ordered)
    known = {
        (pair.first_id, pair.second_id): pair
        for pair in DuplicatePair.objects.filter(touching, entity=entity.key)
    }  # fmt: skip
    stale = [pair.pk for key, pair in known.items() if key not in found and pair.state == PairState.OPEN]
    DuplicatePair.objects.filter(pk__in=stale).delete()
    keep(entity, ((*key, *said) for key, said in found.items()))
    return len(found.keys() - known.keys())


def keep(entity: Entity, found: Iterable[tuple[int, int, float, list[str]]]) -> None:
    """Write pairs into the inbox; what a person decided stays decided."""
    DuplicatePair.objects.bulk_create(
        [
            DuplicatePair(
                entity=entity.key, first_id=first, second_id=second, score=score, reasons=reasons,
                found_at=timezone.now(),
            )
            for first, second, score, reasons in found
        ],
        update_conflicts=True, unique_fields=["entity", "first_id", "second_id"],
        update_fields=["score", "reasons", "found_at"], batch_size=1000,
    )  # fmt: skip


def likeliest(entity: Entity, record_id: int, by: Actor) -> Side | None:
    """The other record of the likeliest open pair of this one, as the person sees it; None when there is no pair.

    From the pairs that are kept (see `changed`, at most two minutes behind), so that a card needs no search of its own.
    """
    pairs = _pairs(record_id, by, entity.key)
    others = [second if first == record_id else first for first, second in pairs]
    if not others:
        return None
    alive = set(entity.model._default_manager.filter(pk__in=others, deleted_at=None).values_list("pk", flat=True))
    other = next((one for one in others if one in alive), None)
    return None if other is None else _sides(entity, {other}, by)[other]


@prepared
def _pairs(record_id: int, by: Actor, key: str) -> Any:
    rows = DuplicatePair.objects.filter(
        Q(first_id=record_id) | Q(second_id=record_id), entity=key, state=PairState.OPEN
    )
    return rows.order_by("-score", "pk").values_list("first_id", "second_id")[:NEIGHBOURS]


def different(entity: Entity, record_id: int) -> set[int]:
    """The records of which somebody said that they are not the same as this one."""
    pairs = DuplicatePair.objects.filter(
        Q(first_id=record_id) | Q(second_id=record_id), entity=entity.key, state=PairState.DIFFERENT
    )
    return {one for pair in pairs.values_list("first_id", "second_id") for one in pair if one != record_id}


def _open(entity: Entity, by: Actor) -> Any:
    rows = entity.model._default_manager
    alive, seen = rows.filter(deleted_at=None), rows.visible_to(by)  # type: ignore[attr-defined]
    first, second = OuterRef("first_id"), OuterRef("second_id")
    return DuplicatePair.objects.filter(
        Exists(alive.filter(pk=first)), Exists(alive.filter(pk=second)),
        Exists(seen.filter(pk=first)) | Exists(seen.filter(pk=second)), entity=entity.key, state=PairState.OPEN,
    )  # fmt: skip


def _sides(entity: Entity, ids: set[int], by: Actor) -> dict[int, Side]:
    rows = entity.model._default_manager
    titles = dict(rows.visible_to(by).filter(pk__in=ids).values_list("pk", entity.title_field))  # type: ignore[attr-defined]
    owner = entity.access.owner
    owners = dict(rows.filter(pk__in=ids).values_list("pk", f"{owner}_id")) if owner else {}
    people = directory().people
    names = {one: people[person].name if (person := owners.get(one)) in people else "" for one in ids}
    return {one: Side(one if one in titles else None, titles.get(one), names[one]) for one in ids}


def _as_seen(pair: DuplicatePair, first: Side, second: Side) -> Waiting:
    both = first.id is not None and second.id is not None
    return Waiting(pair.pk, pair.score, pair.reasons if both else [], first, second)
