"""The arguments of an action, from what a form held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_origin
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _

from zhike.doors.web.records.asking import unwrapped
from zhike.doors.web.records.dividing import read_parts
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.declaration import Action, Parameter
from zhike.kernel.entity.registry import has_entity
from zhike.kernel.fields import parsing
from zhike.kernel.people.models import Department, Employee
from zhike.kernel.refusals import FieldError, Refused


def read_arguments(action: Action, wanted: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """An action's arguments from what a form held, each by its parameter's type. Raises Refused with each mistake."""
    arguments: dict[str, Any] = {}
    errors: list[FieldError] = []
    for parameter in action.parameters:
        try:
            value = read_argument(parameter, wanted, by)
        except (Refused, parsing.ValueProblem) as problem:
            errors += _errors_of(problem, parameter)
            continue
        if value is None and parameter.required and not unwrapped(parameter.type)[1]:
            errors.append(
                FieldError(parameter.name, "required", _("“%(field)s” must be filled in.") % {"field": parameter.label})
            )
        elif value is not None or not parameter.default:
            arguments[parameter.name] = parameter.default if value is None and not parameter.required else value
    if errors:
        raise Refused(errors=errors)
    return arguments


def read_argument(parameter: Parameter, wanted: Mapping[str, Any], by: Actor) -> Any:
    """One argument; None when the form left it empty."""
    kind, _optional = unwrapped(parameter.type)
    if parameter.ask.parts is not None:
        return read_parts(parameter, wanted)
    if kind is bool:
        return parameter.name in wanted and wanted[parameter.name] not in ("", "false", "0")
    if get_origin(kind) is list:
        return (
            wanted.getlist(parameter.name) if isinstance(wanted, QueryDict) else list(wanted.get(parameter.name) or [])
        )
    raw = wanted.get(parameter.name, "")
    if raw in (None, ""):
        return None
    if isinstance(kind, type) and issubclass(kind, Model):
        return _record(kind, str(raw), by, parameter)
    if kind is datetime:
        return parsing.parse_datetime(str(raw), zone=ZoneInfo(settings.TIME_ZONE))
    if kind is date:
        return parsing.parse_date(str(raw))
    if kind is int:
        return parsing.parse_integer(str(raw))
    return parsing.parse_decimal(str(raw)) if kind is Decimal else str(raw)


def _errors_of(problem: Refused | parsing.ValueProblem, parameter: Parameter) -> Sequence[FieldError]:
    if isinstance(problem, Refused):
        return problem.errors
    return (FieldError(parameter.name, "wrong", problem.message),)


def _record(model: type[Model], raw: str, by: Actor, parameter: Parameter) -> Model:
    rows = model._default_manager.all()
    if has_entity(model) and model not in (Employee, Department):
        rows = rows.visible_to(by)  # type: ignore[attr-defined]
    found = rows.filter(pk=int(raw)).first() if raw.isascii() and raw.isdigit() and len(raw) < 19 else None
    if found is None:
        raise Refused(
            _("“%(field)s” is not known.") % {"field": parameter.label}, field=parameter.name, code="unknown_reference"
        )
    return found
