"""How good a deal is: the answers of its evaluation sheet, weighed. Pure but for reading the criteria.

score = 100 × Σ weight × rating ÷ (3 × Σ weight), over all criteria in use; one that was not answered counts as not met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from zhike.areas.selling.models import Criterion, OpportunityAnswer, Rating
from zhike.kernel.directory import directory


class Answer(NamedTuple):
    """A criterion with its answer: the rating (None when nobody answered), the note, the points and the most."""

    criterion: str
    question: str
    weight: int
    rating: int | None
    note: str
    points: int


class Evaluation(NamedTuple):
    """The score out of a hundred, how many criteria were answered, and each of them."""

    score: int
    answered: int
    answers: Sequence[Answer]


def criteria() -> list[Criterion]:
    """The criteria in use, in their order."""
    found = [one for one in directory().few(Criterion).values() if not one.retired]
    return sorted(found, key=lambda one: (one.position, one.pk))


def evaluated(asked: Sequence[Criterion], given: Mapping[int, tuple[int, str]]) -> Evaluation:
    """The evaluation of answers `{criterion id: (rating, note)}`."""
    total = sum(one.weight for one in asked)
    answers = []
    for one in asked:
        rating, note = given.get(one.pk, (None, ""))
        points = round(100 * one.weight * (rating or 0) / (3 * total)) if total else 0
        answers.append(Answer(one.name, one.question, one.weight, rating, note, points))
    reached = sum(one.weight * (given.get(one.pk, (0, ""))[0] or 0) for one in asked)
    score = round(100 * reached / (3 * total)) if total else 0
    return Evaluation(score, sum(1 for one in answers if one.rating is not None), answers)


def evaluation_of(opportunity_id: int) -> Evaluation:
    """The evaluation of a deal."""
    rows = OpportunityAnswer.objects.filter(opportunity=opportunity_id, deleted_at=None)
    given: dict[int, tuple[int, str]] = {
        criterion: (rating, note) for criterion, rating, note in rows.values_list("criterion_id", "rating", "note")
    }
    return evaluated(criteria(), given)


def rating_label(rating: int | None) -> Any:
    """A rating in words."""
    return "" if rating is None else Rating(rating).label
