"""What groups and figures are called: values by their field, months by the calendar, money short where it is long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.titles import titles_by_id
from zhike.kernel.entity.parts import Words
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.reports.asking import CUTS, Question
from zhike.kernel.reports.parts import Dimension, Measure
from zhike.kernel.reports.periods import QUARTER, STEPS


def name_of(question: Question, key: str) -> Words:
    """What a dimension or a step of time is called."""
    return STEPS[key] if key in STEPS else label_of(question.dimension(key))


def label_of(dimension: Dimension) -> Words:
    """The label of a dimension: its own, else that of its field."""
    return dimension.label or dimension.bound.label


def words_of(question: Question, key: str, values: Sequence[Any], by: Actor) -> list[tuple[Any, str]]:
    """Each value of a group with what it is called; records that the actor may not see are not named."""
    if not key:
        return []
    if key in CUTS:
        return [(value, step_words(key, value)) for value in values]
    bound, reading = question.dimension(key).bound, reading_for(by)
    if bound.type.name == "reference":
        titles = titles_by_id(bound.related_model, [value for value in values if value is not None], by)
        return [
            (value, none() if value is None else titles.get(value) or _("(not yours to see)")) for value in values
        ]  # fmt: skip
    return [
        (value, none() if value in (None, "") else bound.type.text(value, bound, reading) or str(value))
        for value in values
    ]


def none() -> str:
    """What a group without a value is called."""
    return _("(none)")


def step_words(step: str, first: date | None) -> str:
    """A month, quarter or year by its first day: 2026年3月, 2026 Q1, 2026."""
    if first is None:
        return none()
    if step == "month":
        return date_format(first, "YEAR_MONTH_FORMAT")
    if step == "quarter":
        return f"{first.year} Q{(first.month - 1) // QUARTER + 1}"
    return str(first.year)


def figure(value: Any, measure: Measure) -> str:
    """A figure as people read it, by its unit."""
    if value is None:
        return "—"
    if measure.unit == "percent":
        return f"{number_format(Decimal(value) * 100, 1, use_l10n=True)} %"
    places = {"money": 2, "number": 2, "days": 1}.get(measure.unit, 0)
    return number_format(_rounded(value, places), places, use_l10n=True, force_grouping=True)


def short(value: Any, measure: Measure) -> str:
    """A figure for a chart or a tile: 128.0 万 in Chinese, 1.28 M in English."""
    if value is None or measure.unit not in ("money", "number", "count"):
        return figure(value, measure)
    number = Decimal(value)
    chinese = (get_language() or "").startswith("zh")
    for size, sign in ((Decimal(10**8), "亿"), (Decimal(10**4), "万")) if chinese else (
        (Decimal(10**9), "B"), (Decimal(10**6), "M"), (Decimal(10**4), "k"),
    ):  # fmt: skip
        if abs(number) >= size:
            shown = number / (Decimal(1000) if sign == "k" else size)
            return f"{number_format(_rounded(shown, 1), 1, use_l10n=True, force_grouping=True)} {sign}"
    return number_format(_rounded(number, 0), 0, use_l10n=True, force_grouping=True)


def _rounded(value: Any, places: int) -> Decimal:
    return round(Decimal(value), places)
