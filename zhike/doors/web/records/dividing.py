"""The table of a dialog that asks how much of each part of a record, and what was typed into it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.formats import number_format

from zhike.doors.web.fields import Field, Share
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Parameter
from zhike.kernel.actions.dividing import Part, Parts
from zhike.kernel.fields import parsing
from zhike.kernel.refusals import FieldError, Refused


def asked_parts(
    parameter: Parameter, parts: Parts, chosen: Chosen[Any], by: Actor, *, typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> Field:  # fmt: skip
    """The field of such a parameter: what is left of the one chosen record, with what a refused form held."""
    found = list(chosen.rows()[:2])
    offered = parts.offered(found[0], by) if len(found) == 1 else []
    return Field(
        name=parameter.name, label=str(parameter.label), help=str(parameter.ask.help), kind="shares",
        error=errors.get(parameter.name, ""),
        heads=[str(words) for words in (parts.title, parts.whole, parts.left, parts.now)],
        shares=[_share(parameter.name, part, typed, errors) for part in offered if part.left > 0],
    )  # fmt: skip


def read_parts(parameter: Parameter, wanted: Mapping[str, Any]) -> dict[str, Decimal] | None:
    """What was typed beside each part, by its id; None when the form had no such table. An empty input means none.

    Raises Refused with each input that is no number.
    """
    start, found = f"{parameter.name}.", {}
    errors: list[FieldError] = []
    for name in wanted:
        if name.startswith(start):
            try:
                found[name.removeprefix(start)] = parsing.parse_decimal(str(wanted[name]).strip() or "0")
            except parsing.ValueProblem as problem:
                errors.append(FieldError(name, problem.code, problem.message))
    if errors:
        raise Refused(errors=errors)
    return found or None


def typed_parts(parameter: Parameter, wanted: QueryDict) -> dict[str, str]:
    """What a refused form held beside each part, by the input's name."""
    return {name: str(wanted[name]) for name in wanted if name.startswith(f"{parameter.name}.")}


def _share(field: str, part: Part, typed: Mapping[str, str], errors: Mapping[str, str]) -> Share:
    name = f"{field}.{part.id}"
    proposed = part.left if part.proposed is None else part.proposed
    return Share(
        name=name, title=part.title, whole=_said(part, part.whole), left=_said(part, part.left), unit=part.unit,
        value=typed.get(name, part.written(proposed)), error=errors.get(name, ""),
    )  # fmt: skip


def _said(part: Part, amount: Decimal) -> str:
    places = len(part.written(amount).partition(".")[2])
    return number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)
