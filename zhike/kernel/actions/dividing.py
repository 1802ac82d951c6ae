"""A parameter that says how much of each part of a record: so much of every line of an order, so much for each invoice.

    Quantities = Annotated[Mapping[str, Decimal] | None, Ask(_("Quantities"), parts=Parts(still_to_be_packed))]

The dialog shows a table of what is offered, with what is left as proposal; REST takes `{"quantities": {"12": "3"}}`.
The action itself asks `wished_parts` what is meant, so no door can take more than is left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.parts import Words
from zhike.kernel.fields.parsing import ValueProblem, fitting
from zhike.kernel.refusals import FieldError, Refused

GOODS, ORDERED = pgettext_lazy("parts", "Goods"), pgettext_lazy("parts", "Ordered")
LEFT, NOW = pgettext_lazy("parts", "Left"), pgettext_lazy("parts", "Now")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a record: what it is, how much it is in all and how much of that is left.

    `proposed` is what the dialog fills in, all that is left unless told otherwise. `unit` stands behind the amounts,
    which are shown with at least so many decimal `places` and have at most so many `decimals`.
    """

    id: int
    title: str
    whole: Decimal
    left: Decimal
    unit: str = ""
    places: int = 0
    decimals: int = 4
    proposed: Decimal | None = None

    def written(self, amount: Decimal) -> str:
        """An amount as it is typed and said: 3, 2.5, or 1200.00 where two decimals are usual."""
        text = f"{amount.normalize():f}"
        decimals = len(text.partition(".")[2])
        return text if decimals >= self.places else f"{amount:.{self.places}f}"


@dataclass(frozen=True, slots=True)
class Parts:
    """Which parts of a record are offered (`offered(record, by)`), and what the columns of their table are called."""

    offered: Callable[[Any, Actor], Sequence[Part]]
    title: Words = GOODS
    whole: Words = ORDERED
    left: Words = LEFT
    now: Words = NOW


def wished_parts(
    offered: Sequence[Part], wished: Mapping[str, Decimal] | None, *, field: str = "quantities"
) -> dict[int, Decimal]:
    """How much of each part is meant, by its id: all that is left, or what was named; 0 leaves a part out.

    Raises Refused with each part of which more is wished than is left (`quantities.12`), for a part that is not there,
    and when it comes to nothing.
    """
    if not any(part.left > 0 for part in offered):
        raise Refused(_("Nothing of it is left."), code="nothing_left")
    if wished is None:
        return {part.id: part.left for part in offered if part.left > 0}
    parts = named_parts(offered, wished, field=field)
    if not parts:
        raise Refused(_("Say how much of it: nothing was named."), field=field, code="required")
    return parts


def named_parts(offered: Sequence[Part], wished: Mapping[str, Decimal], *, field: str) -> dict[int, Decimal]:
    """The parts that were named, by their ids; those of which nothing is wished are left out.

    Raises Refused with each part of which more is wished than is left, and for one that is not there.
    """
    left = {str(part.id): part for part in offered if part.left > 0}
    errors = [
        FieldError(f"{field}.{key}", code, message)
        for key, amount in wished.items()
        if (problem := _problem(left.get(key), amount)) is not None
        for code, message in [problem]
    ]
    if errors:
        raise Refused(errors=errors)
    return {left[key].id: amount for key, amount in wished.items() if amount}


def _problem(part: Part | None, amount: Decimal) -> tuple[str, Words] | None:
    """What is wrong with one wish: its code and words. What is not there may be wished none of."""
    if not amount:
        return None
    if part is None:
        return "more_than_left", _("Nothing of it is left.")
    if amount < 0:
        return "below_zero", _("It can't be below zero.")
    try:
        fitting(amount, part.decimals, amount)
    except ValueProblem as problem:
        return problem.code, problem.message
    if amount > part.left:
        said = {"left": part.written(part.left), "line": part.title}
        return "more_than_left", _("Only %(left)s of “%(line)s” is left.") % said
    return None
