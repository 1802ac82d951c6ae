"""Quotes that come in by a file: as drafts, or as sent on the day that they are dated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.approvals.rules import refuse_unapproved
from zhike.areas.quotes.models import Quote, QuoteLine, QuoteState
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused


def refuse_without_lines(quote: Quote, lines: Sequence[QuoteLine]) -> None:
    """Raises Refused for a quote with nothing on it."""
    if not lines:
        raise Refused(_("There is nothing on it yet: add a line first."), field="lines", code="no_lines")


def send_imported(quotes: Sequence[Quote], by: Actor) -> Mapping[int, Refused]:
    """Note that what was just brought in had been sent; what lacks its approval is refused, by id.

    Those that are valid no longer are let in: they tell of what was.
    """
    refused: dict[int, Refused] = {}
    for quote in quotes:
        try:
            refuse_unapproved(quote)
        except Refused as one:
            refused[quote.pk] = one
    if not refused:
        Quote.objects.filter(pk__in=[one.pk for one in quotes]).update(
            state=QuoteState.SENT, sent_on=F("dated"), revision=F("revision") + 1, updated_at=timezone.now()
        )
    return refused
