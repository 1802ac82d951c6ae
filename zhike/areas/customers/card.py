"""What stands in the head of a customer's card: key figures, and warnings where they matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zhike.areas.customers import queries
from zhike.areas.customers.influence.reading import standing_at
from zhike.areas.customers.models import Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.duplicates import inbox
from zhike.kernel.entity.parts import Figure, Shown, Warn
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.text.lunar import lunar_day, lunar_text

SILENT_DAYS = 30
BIRTHDAY_DAYS = 7
DAYS_IN_YEAR = 365.25


def contacts(customer: Customer, by: Actor) -> Shown | None:
    """How many contacts there are, and who has the most to say."""
    stood = standing_at(customer, by)
    count = f"{len(stood.people)}{'+' if stood.more else ''}"
    first = next(iter(stood.by_influence()), None)
    detail = f"{first.name} {first.post}".strip() if first else ""
    return Shown(count, detail, url=f"/customers/{customer.pk}?tab=contacts")


def credit(customer: Customer, by: Actor) -> Shown | None:
    """The credit limit, with its grade for those who may see that too."""
    if customer.credit_limit is None:
        return None
    readable = entity_of(customer).readable(by)
    grade = directory().choices.get(customer.credit_grade_id or 0) if "credit_grade" in readable else None
    return Shown(f"{customer.credit_limit:,.0f}", str(grade or ""))


def relation(customer: Customer, by: Actor) -> Shown | None:
    """How long we have known the customer."""
    since = timezone.localtime(customer.created_at).date()
    days = (timezone.localdate() - since).days
    if days < DAYS_IN_YEAR:
        age = ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    else:
        age = _("%(years)s years") % {"years": f"{days / DAYS_IN_YEAR:.1f}"}
    return Shown(age, _("since %(day)s") % {"day": date_format(since, "SHORT_DATE_FORMAT")})


def frozen(customer: Customer, by: Actor) -> Sequence[Warn]:
    """That nothing can be changed, and why."""
    if customer.frozen_at is None:
        return ()
    day = date_format(timezone.localtime(customer.frozen_at), "SHORT_DATE_FORMAT")
    return [Warn(_("Frozen since %(day)s: %(reason)s") % {"day": day, "reason": customer.frozen_reason}, "info")]


def confidential(customer: Customer, by: Actor) -> Sequence[Warn]:
    """That looking at this card is recorded."""
    if customer.security_level == 0:
        return ()
    level = customer.get_security_level_display()
    return [Warn(_("Security level “%(level)s”: every look at this card is recorded.") % {"level": level}, "info")]


def silence(customer: Customer, by: Actor) -> Sequence[Warn]:
    """That nobody has called or visited for long."""
    since = customer.last_contact_at or customer.created_at
    days = (timezone.now() - since) // timedelta(days=1)
    if days < SILENT_DAYS or customer.frozen_at is not None:
        return ()
    if customer.last_contact_at is None:
        return [Warn(_("Never contacted in %(days)s days") % {"days": days})]
    return [Warn(_("Not contacted for %(days)s days") % {"days": days})]


def duplicates(customer: Customer, by: Actor) -> Sequence[Warn]:
    """The record that this one may be a duplicate of; without its name for those who may not see it."""
    if customer.frozen_at is not None:
        return ()
    other = inbox.likeliest(entity_of(customer), customer.pk, by)
    return [_duplicate(customer, other.id, other.title, other.owner)] if other else []


def birthdays(customer: Customer, by: Actor) -> Sequence[Warn]:
    """Whose birthday comes within a week, also by the lunar calendar."""
    found = []
    for one in queries.birthdays_soon(customer, by, BIRTHDAY_DAYS):
        day = date_format(one.on, "MONTH_DAY_FORMAT")
        if one.lunar and one.contact.birthday:
            day = f"{day} ({lunar_text(lunar_day(one.contact.birthday))})"
        words = _("Birthday of %(name)s on %(day)s") % {"name": one.contact.name, "day": day}
        found.append(Warn(words, "info", url=f"/contacts/{one.contact.pk}"))
    return found


def _duplicate(customer: Customer, other: int | None, title: str | None, owner: str) -> Warn:
    if other is None:
        return Warn(_("A customer of %(owner)s may be the same.") % {"owner": owner or "—"})
    return Warn(
        _("May be the same as %(title)s") % {"title": title}, url=f"/customers/actions/merge?ids={customer.pk},{other}",
        link=_("Compare and merge"),
    )  # fmt: skip


FIGURES = (
    Figure(_("Contacts"), contacts),
    Figure(_("Credit limit"), credit, reads=("credit_limit",)),
    Figure(_("Known for"), relation),
)
WARNINGS = (frozen, confidential, duplicates, silence, birthdays)
