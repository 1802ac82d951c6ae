"""What happens to quotes: they are sent, accepted, refused, taken back, and followed by a new version."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.approvals.rules import refuse_unapproved
from zhike.areas.documents.passing_on import stored_value
from zhike.areas.quotes.models import Quote, QuoteState
from zhike.areas.quotes.versions import new_version_of
from zhike.areas.selling.models import Opportunity
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.one_by_one import locked_for_each, one_by_one
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.standard import create_checked, may_create
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.lines.wishes import Wish
from zhike.kernel.refusals import Refused

FROM_DEAL = ("product", "quantity", "price", "discount")
DRAFT, SENT = Q(state=QuoteState.DRAFT), Q(state=QuoteState.SENT)
NOT_DRAFT, NOT_SENT = _("Only a draft can be sent."), _("It has not been sent, or was answered already.")


@action(
    Quote, verb="advance", label=pgettext_lazy("verb", "Mark as sent"), icon="send", bulk=True,
    sentence=_("%(by)s sent the quote %(title)s"), when=DRAFT, otherwise=NOT_DRAFT,
)  # fmt: skip
def send(quotes: Chosen[Quote], *, by: Actor) -> Outcome:
    """Note that quotes went to their customers; from then on they can't be changed.

    One that lacks its approval, has no lines, or is valid no longer is skipped with the reason. Raises Refused with
    that when it is the only one.
    """
    found = locked_for_each(quotes)
    outcome = one_by_one(found, _refuse_unready)
    _move([one for one in found if one.pk in outcome.records], QuoteState.SENT, sent_on=timezone.localdate())
    return outcome


@action(
    Quote, verb="advance", label=pgettext_lazy("quote", "Accepted"), icon="circle-check", undoable=True,
    sentence=_("The customer accepted the quote %(title)s; noted by %(by)s"), when=SENT, otherwise=NOT_SENT,
)  # fmt: skip
def accept(quotes: Chosen[Quote], *, by: Actor) -> Outcome:
    """Note that the customer accepted a quote."""
    done = _move([quotes.one()], QuoteState.ACCEPTED, decided_on=timezone.localdate())
    return Outcome(done=1, records=done)


@action(
    Quote, verb="advance", label=_("Refused by the customer"), icon="circle-x", danger=True,
    sentence=_("The customer refused the quote %(title)s: %(reason)s"), when=SENT, otherwise=NOT_SENT,
)  # fmt: skip
def decline(quotes: Chosen[Quote], *, reason: Annotated[str, Ask(_("Reason"), multiline=True)], by: Actor) -> Outcome:
    """Note that the customer refused a quote, and why."""
    if not reason.strip():
        raise Refused(_("Say why the customer refused."), field="reason", code="required")
    done = _move(
        [quotes.one()], QuoteState.REFUSED, decided_on=timezone.localdate(), refused_because=reason.strip()[:300]
    )
    return Outcome(done=1, records=done)


@action(
    Quote, verb="advance", label=_("Take back"), icon="undo-2", sentence=_("%(by)s took back the quote %(title)s"),
    when=SENT, otherwise=NOT_SENT,
)  # fmt: skip
def take_back(quotes: Chosen[Quote], *, by: Actor) -> Outcome:
    """Make a draft again of a quote that was marked as sent too early."""
    return Outcome(done=1, records=_move([quotes.one()], QuoteState.DRAFT, sent_on=None))


@action(
    Quote, verb="advance", label=_("New version"), icon="copy-plus",
    sentence=_("%(by)s made a new version of the quote %(title)s"),
    when=Q(state__in=[QuoteState.DRAFT, QuoteState.SENT, QuoteState.REFUSED]),
    otherwise=_("An accepted quote has no further version, and a superseded one has it already."),
)  # fmt: skip
def new_version(quotes: Chosen[Quote], *, by: Actor) -> Outcome:
    """Begin a new version with the same lines; this one is superseded and stays to be read."""
    return new_version_of(quotes.one(), by=by)


@action(
    Opportunity, verb="view", label=_("Make a quote"), icon="file-plus-2",
    sentence=_("%(by)s made a quote for %(title)s"),
    when=Q(closed_on=None), otherwise=_("It is closed: no quote comes of it any more."),
)  # fmt: skip
def make_quote(opportunities: Chosen[Opportunity], *, by: Actor) -> Outcome:
    """Begin a quote for the customer of an opportunity, with the products that stand on it; it is in the answer."""
    opportunity = opportunities.one()
    if opportunity.customer_id is None:
        raise Refused(_("It has no customer yet."), field="customer", code="required")
    entity = entity_of(Quote)
    may_create(entity, by)
    values = {
        "customer": opportunity.customer_id, "contact": opportunity.contact_id, "subject": opportunity.name,
        "opportunity": opportunity.pk, "currency": opportunity.currency,
    }  # fmt: skip
    wishes = [Wish(None, {name: stored_value(line, name) for name in FROM_DEAL}) for line in opportunity.products.all()]
    made = create_checked(entity, values, {"lines": wishes}, by=by).records[0]
    number = Quote.objects.values_list("number", flat=True).get(pk=made)
    message = _("Quote %(number)s is a draft now.") % {"number": number}
    return Outcome(
        done=1, records=[opportunity.pk], message=message, values={"quote": str(made), "url": entity.url(made)}
    )


def _refuse_unready(quote: Quote) -> None:
    refuse_unapproved(quote)
    if not quote.lines.exists():
        raise Refused(_("There is nothing on it yet: add a line first."), code="no_lines")
    if quote.valid_until is not None and quote.valid_until < timezone.localdate():
        raise Refused(_("It is valid no longer: choose a later day."), field="valid_until", code="out_of_date")


def _move(quotes: list[Quote], state: QuoteState, **values: Any) -> list[int]:
    ids = [quote.pk for quote in quotes]
    Quote.objects.filter(pk__in=ids).update(
        state=state, revision=F("revision") + 1, updated_at=timezone.now(), **values
    )
    return ids
