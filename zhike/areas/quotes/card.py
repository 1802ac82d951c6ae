"""What stands in the head of a quote's card."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.documents.card import FIGURES as COMMON
from zhike.areas.quotes.models import Quote, QuoteState
from zhike.areas.quotes.versions import versions_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.parts import Figure, Shown, Warn


def version(quote: Quote, by: Actor) -> Shown | None:
    """Which version it is, of how many."""
    number = Quote.objects.visible_to(by).filter(versions_of(quote)).count()
    if number < 2:
        return None
    return Shown(str(quote.version), _("of %(number)s") % {"number": number})


def expired(quote: Quote, by: Actor) -> Sequence[Warn]:
    """That the customer has not answered while it was valid."""
    open_states = (QuoteState.DRAFT, QuoteState.SENT)
    if quote.state not in open_states or quote.valid_until is None or quote.valid_until >= timezone.localdate():
        return ()
    return [Warn(_("Valid no longer since %(day)s") % {"day": quote.valid_until.isoformat()})]


def superseded(quote: Quote, by: Actor) -> Sequence[Warn]:
    """That there is a later version, with the way to it."""
    if quote.state != QuoteState.SUPERSEDED:
        return ()
    latest = Quote.objects.visible_to(by).filter(versions_of(quote)).order_by("-version").first()
    if latest is None or latest.pk == quote.pk:
        return [Warn(_("A later version has taken its place."), "info")]
    words = _("Version %(version)s has taken its place.") % {"version": latest.version}
    return [Warn(words, "info", url=f"/quotes/{latest.pk}", link=_("Open it"))]


FIGURES = (*COMMON, Figure(_("Version"), version, reads=("version",)))
WARNINGS = (superseded, expired)
