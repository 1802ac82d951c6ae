"""Likely duplicates of what somebody types, imports or opens.

Whoever may not see the other record learns that it exists and who owns it, and nothing more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.duplicates.keyed import hashed, sharing
from zhike.kernel.duplicates.scoring import Prepared, keys, prepare, score_prepared
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.search.documents import names_read

LIKELY = 0.5
PER_KEY = 60
"""How many records that share one key are looked at; a key that more share says little."""
AT_ONCE = 200

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be the same. `id` and `title` are None when the person may not see it; `owner` is a name."""

    id: int | None
    title: str | None
    owner: str
    score: float
    reasons: list[str]


def candidates(
    entity: Entity, values: Values, by: Actor, most: int = 5, *, leave_out: Iterable[int] = ()
) -> list[Candidate]:
    """The records that `values` (by field name, as typed) may be a duplicate of, the likeliest first.

    `leave_out` are ids that are known not to count, such as the record's own.
    """
    return candidates_many(entity, [values], by, most, leave_out=leave_out)[0]


def candidates_many(
    entity: Entity, rows: Sequence[Values], by: Actor, most: int = 5, *, leave_out: Iterable[int] = ()
) -> list[list[Candidate]]:
    """The same for many rows at once, in their order: a few queries for each two hundred rows."""
    known = frozenset(leave_out)
    found: list[list[Candidate]] = []
    for start in range(0, len(rows), AT_ONCE):
        alike = alike_many(entity, rows[start : start + AT_ONCE], leave_out=known, most=most)
        found += _as_seen(entity, alike, by)
    return found


def alike_many(
    entity: Entity, rows: Sequence[Values], *, leave_out: frozenset[int] = frozenset(), most: int = 5
) -> list[list[tuple[int, float, list[str]]]]:
    """For each row the ids, scores and reasons of likely duplicates, without regard to who asks."""
    if not entity.duplicates:
        return [[] for _row in rows]
    asked = [keys(row, entity.duplicates) for row in rows]
    sharing = _sharing(entity, {key for row in asked for key in row})
    others = _prepared(entity, {one for ids in sharing.values() for one in ids} - leave_out)
    found = []
    for row, own in zip(rows, asked, strict=True):
        near = {one for key in own for one in sharing.get(key, ()) if one in others}
        found.append(_best(prepare(row, entity.duplicates), near, others, entity, most) if near else [])
    return found


def values_of(entity: Entity, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The values that the check compares, of records that are not in the bin."""
    names = names_read(entity.key)
    columns = [entity.fields[name].column for name in names]
    rows = entity.model._default_manager.filter(pk__in=list(ids), deleted_at=None).values_list("pk", *columns)
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}


def _best(
    ours: Prepared, near: set[int], others: Mapping[int, Prepared], entity: Entity, most: int
) -> list[tuple[int, float, list[str]]]:
    scored = []
    for one in near:
        value, reasons = score_prepared(ours, others[one], entity.duplicates)
        if value >= LIKELY:
            scored.append((one, value, reasons))
    return sorted(scored, key=lambda each: (-each[1], each[0]))[:most]


def _sharing(entity: Entity, asked: set[str]) -> dict[str, list[int]]:
    """The ids of records that share each key: one look into the index for each key, of bounded length."""
    found: dict[str, list[int]] = defaultdict(list)
    words = sorted(asked)
    keys_by_hash = dict(zip(hashed(entity.key, words), words, strict=True))
    for number, record_id in sharing(keys_by_hash, most=PER_KEY):
        found[keys_by_hash[number]].append(record_id)
    return found


def _prepared(entity: Entity, ids: set[int]) -> dict[int, Prepared]:
    return {one: prepare(values, entity.duplicates) for one, values in values_of(entity, ids).items()}


def _as_seen(entity: Entity, alike: list[list[tuple[int, float, list[str]]]], by: Actor) -> list[list[Candidate]]:
    """Leave out what the person may not see, but for the owner's name."""
    ids = {one for row in alike for one, _score, _reasons in row}
    if not ids:
        return [[] for _row in alike]
    rows = entity.model._default_manager
    titles = dict(rows.visible_to(by).filter(pk__in=ids).values_list("pk", entity.title_field))  # type: ignore[attr-defined]
    owner = entity.access.owner
    owners = dict(rows.filter(pk__in=ids).values_list("pk", f"{owner}_id")) if owner else {}
    people = directory().people

    def seen(one: int, score: float, reasons: list[str]) -> Candidate:
        person = people.get(owners.get(one) or 0)
        visible = one in titles
        return Candidate(
            one if visible else None, titles.get(one), person.name if person else "",
            score if visible else round(score, 1), reasons if visible else [],
        )  # fmt: skip

    return [[seen(*each) for each in row] for row in alike]
