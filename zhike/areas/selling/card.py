"""What stands in the head of an opportunity's card, and what deals say on the card of their customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from zhike.areas.organisation.company import company
from zhike.areas.selling import queries
from zhike.areas.selling.models import Opportunity, StageKind, State
from zhike.areas.selling.stages import stage_of, stages_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.parts import Figure, Shown, Warn, Warned
from zhike.kernel.entity.paths import Step
from zhike.kernel.text.amounts import short_amount


def steps(deal: Opportunity, by: Actor) -> Sequence[Step]:
    """The stages of the deal's pipeline; those that it went through with the days that it stood there."""
    now, spent = stage_of(deal.stage_id), queries.days_by_stage(deal.pk)
    if now is None:
        return ()
    found: list[Step] = []
    for one in stages_of(deal.pipeline_id):
        if one.kind == StageKind.LOST and one.pk != now.pk:
            continue
        if deal.state == State.LOST and one.kind == StageKind.WON:
            continue
        days = _days(spent[one.pk]) if one.pk in spent and one.kind == StageKind.OPEN else ""
        if one.pk == now.pk:
            ended = {StageKind.WON: "won", StageKind.LOST: "lost"}
            found.append(Step(one.name, ended.get(StageKind(one.kind), "now"), str(one.pk), days))  # type: ignore[arg-type]
        elif deal.state == State.LOST:
            found.append(Step(one.name, "done" if one.pk in spent else "later", str(one.pk), days))
        else:
            found.append(Step(one.name, "done" if one.position < now.position else "later", str(one.pk), days))
    return found


def amount(deal: Opportunity, by: Actor) -> Shown | None:
    """The amount, and what it counts for."""
    if deal.amount is None:
        return Shown("—", _("No amount yet"))
    words = short_amount(deal.amount)
    value = words if deal.currency == company().currency else f"{deal.currency} {words}"
    if deal.state != State.OPEN or deal.amount_base is None:
        return Shown(value)
    share = short_amount(deal.amount_base * (deal.probability or 0) / 100)
    return Shown(value, _("Weighted %(amount)s · %(percent)s%%") % {"amount": share, "percent": deal.probability})


def closing(deal: Opportunity, by: Actor) -> Shown | None:
    """When it is expected to close, or when it did."""
    if deal.closed_on is not None:
        day = date_format(deal.closed_on, "Y-m-d")
        cycle = max((deal.closed_on - deal.began_on).days, 0)
        return Shown(day, _("%(state)s after %(days)s") % {"state": deal.get_state_display(), "days": _days(cycle)})
    if deal.expected_on is None:
        return Shown("—", _("Not expected for any day"), "warning")
    left = (deal.expected_on - timezone.localdate()).days
    words = _("in %(days)s") % {"days": _days(left)} if left >= 0 else _("%(days)s late") % {"days": _days(-left)}
    return Shown(date_format(deal.expected_on, "Y-m-d"), words, "danger" if left < 0 else "")


def age(deal: Opportunity, by: Actor) -> Shown | None:
    """How long the deal stands in its stage, against the stage's patience."""
    stage = stage_of(deal.stage_id)
    if stage is None or deal.state != State.OPEN:
        return None
    days = days_in_stage(deal)
    patience = _("stalled after %(days)s") % {"days": _days(stage.patience)} if stage.patience else ""
    return Shown(_days(days), patience, "danger" if stage.patience and days > stage.patience else "")


def next_step(deal: Opportunity, by: Actor) -> Shown | None:
    """What is to be done next, and when."""
    if deal.state != State.OPEN:
        return None
    if not deal.next_step:
        return Shown("—", _("No next step"), "warning")
    late = deal.next_on is not None and deal.next_on < timezone.localdate()
    day = date_format(deal.next_on, "MONTH_DAY_FORMAT") if deal.next_on else _("Without a day")
    return Shown(day, deal.next_step, "danger" if late else "")


def stalled(deal: Opportunity, by: Actor) -> Sequence[Warn]:
    """That the deal stands still."""
    stage = stage_of(deal.stage_id)
    if stage is None or deal.state != State.OPEN or not stage.patience or days_in_stage(deal) <= stage.patience:
        return ()
    words = _("Stalled: %(days)s in “%(stage)s”, %(patience)s at most.")
    return [Warn(words % {
        "days": _days(days_in_stage(deal)), "stage": stage.name, "patience": _days(stage.patience),
    }, "danger")]  # fmt: skip


def overdue(deal: Opportunity, by: Actor) -> Sequence[Warn]:
    """That the day on which it should close is over."""
    if deal.state != State.OPEN or deal.expected_on is None or deal.expected_on >= timezone.localdate():
        return ()
    day = date_format(deal.expected_on, "Y-m-d")
    return [Warn(_("It should have closed on %(day)s: expect it for another day, or close it.") % {"day": day})]


def days_in_stage(deal: Opportunity) -> int:
    """How many days ago the deal came into its stage, by the calendar of the company."""
    return max((timezone.localdate() - timezone.localtime(deal.stage_since).date()).days, 0)


def open_of_customer(customer: Any, by: Actor) -> Shown | None:
    """The open deals of a customer: their sum, how many, and what they count for."""
    if not by.rights.reach("opportunities", "view"):
        return None
    found = queries.open_deals(customer.pk, by)
    if not found.number:
        return Shown("—", _("No open opportunity"), url=f"/customers/{customer.pk}/related/opportunities")
    words = ngettext("%(count)s deal · weighted %(amount)s", "%(count)s deals · weighted %(amount)s", found.number)
    detail = words % {"count": found.number, "amount": short_amount(found.weighted)}
    return Shown(short_amount(found.amount), detail, url=f"/customers/{customer.pk}/related/opportunities")


def won_of_customer(customer: Any, by: Actor) -> Shown | None:
    """What was won from a customer until now."""
    found = queries.won_deals(customer.pk, by) if by.rights.reach("opportunities", "view") else None
    if not found or not found.number:
        return None
    detail = ngettext("%(count)s deal won", "%(count)s deals won", found.number) % {"count": found.number}
    return Shown(short_amount(found.amount), detail)


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


FIGURES = (
    Figure(_("Amount"), amount, reads=("amount", "probability")),
    Figure(pgettext_lazy("deal", "Closing"), closing, reads=("expected_on", "closed_on", "began_on")),
    Figure(_("In this stage"), age),
    Figure(_("Next step"), next_step, reads=("next_step", "next_on")),
)
WARNINGS = (stalled, Warned(overdue, reads=("expected_on",)))
