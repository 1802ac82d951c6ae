"""What is filled in and checked before a quote is saved."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from zhike.areas.quotes.models import Quote
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

USUAL_DAYS = 30


def complete_quote(quote: Quote, changed: frozenset[str], by: Actor) -> None:
    """A quote is valid for a month unless told otherwise, and not until before it was made."""
    if quote.valid_until is None:
        quote.valid_until = quote.dated + timedelta(days=USUAL_DAYS)
    if changed & {"opportunity", "customer"}:
        _refuse_foreign(quote)
    if quote.valid_until < quote.dated:
        raise Refused(_("It would end before it begins."), field="valid_until", code="out_of_range")


def _refuse_foreign(quote: Quote) -> None:
    """An opportunity that is named is one of the same customer."""
    deal = quote.opportunity
    if deal is not None and deal.customer_id not in (None, quote.customer_id):
        raise Refused(_("This opportunity is another customer's."), field="opportunity", code="another_customer")
