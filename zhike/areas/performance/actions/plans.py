"""Splitting plans over time and over people, and taking the parts away again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from zhike.areas.performance import splitting
from zhike.areas.performance.models import Cycle, SalesTarget
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import Refused

HOW = (("even", _("Evenly")), ("last_year", _("As last year went")))
INTO = ((Cycle.MONTH.value, _("Months")), (Cycle.QUARTER.value, _("Quarters")))
People = Annotated[list[str], Ask(_("People"), help=_("Leave it empty for all of the department"), of="employees")]
Weights = Annotated[str, Ask(pgettext_lazy("plan", "How"), choices=HOW)]


@action(
    SalesTarget, label=_("Split over months"), icon="calendar-range", undoable=True,
    sentence=_("%(by)s split %(title)s over time"), when=~Q(cycle=Cycle.MONTH),
    otherwise=_("A month is not split any further."),
)  # fmt: skip
def split_over_time(
    targets: Chosen[SalesTarget],
    *,
    into: Annotated[str, Ask(pgettext_lazy("plan", "Into"), choices=INTO)] = "month",
    how: Weights = "even",
    by: Actor,
) -> Outcome:
    """Make the plans of the months or quarters, which add up to the plan to the cent."""
    target = targets.one()
    _refuse_unknown(into, INTO, "into")
    _refuse_unknown(how, HOW, "how")
    made = splitting.over_time(target, into, as_last_year=how == "last_year", by=by)
    return _outcome(target, made)


@action(
    SalesTarget, label=_("Split over people"), icon="users", undoable=True,
    sentence=_("%(by)s split %(title)s over people"), when=Q(owner=None),
    otherwise=_("This plan is one person's already."),
)  # fmt: skip
def split_over_people(
    targets: Chosen[SalesTarget],
    *,
    people: People = [],  # noqa: B006  (read, never written)
    how: Weights = "even",
    by: Actor,
) -> Outcome:
    """Make the plans of people, which add up to the plan to the cent."""
    target = targets.one()
    _refuse_unknown(how, HOW, "how")
    chosen = _named(people, by) if people else splitting.members(target)
    made = splitting.over_people(target, chosen, as_last_year=how == "last_year", by=by)
    return _outcome(target, made)


@action(
    SalesTarget, label=_("Split over departments"), icon="network", undoable=True,
    sentence=_("%(by)s split %(title)s over departments"), when=Q(owner=None),
    otherwise=_("This plan is one person's already."),
)  # fmt: skip
def split_over_departments(targets: Chosen[SalesTarget], *, how: Weights = "even", by: Actor) -> Outcome:
    """Make the plans of the departments right below, which add up to the plan to the cent."""
    target = targets.one()
    _refuse_unknown(how, HOW, "how")
    below = splitting.departments_below(target)
    made = splitting.over_departments(target, below, as_last_year=how == "last_year", by=by)
    return _outcome(target, made)


def _named(ids: Sequence[str], by: Actor) -> list[Employee]:
    """The active employees with these ids. Raises Refused when one is not there."""
    wanted = {int(one) for one in ids if one.isdecimal()}
    found = list(Employee.objects.visible_to(by).filter(pk__in=wanted, is_active=True).order_by("name", "pk"))
    if len(found) != len(set(ids)):
        raise Refused(_("One of them is not there, or has left."), field="people", code="unknown_reference")
    return found


def _refuse_unknown(value: str, among: tuple[tuple[str, object], ...], field: str) -> None:
    if value not in dict(among):
        raise Refused(_("This is none of the choices."), field=field, code="unknown_choice")


def _outcome(target: SalesTarget, made: list[int]) -> Outcome:
    words = ngettext("%(count)s part has been made.", "%(count)s parts have been made.", len(made))
    return Outcome(done=1, records=[target.pk], message=words % {"count": len(made)})
