"""Versions of a quote: a new one takes over everything and supersedes the one before."""

from __future__ import annotations

from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.documents.passing_on import FROM_DOCUMENT, FROM_LINE
from zhike.areas.quotes.models import Quote, QuoteLine, QuoteState
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.standard import create_checked, may_create
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.lines.wishes import Wish

TERMS = ("opportunity", "valid_until", "delivery_terms", "payment_terms", "remarks")


def new_version_of(quote: Quote, *, by: Actor) -> Outcome:
    """A draft that is the next version of a quote, which the caller holds locked; the quote is superseded.

    Its number is that of the first version with the version behind it: `BJ-2026-00012-2`.
    """
    entity = entity_of(Quote)
    may_create(entity, by)
    first = quote.first or quote
    version = _latest(first) + 1
    # The place must be free before another takes it: only one version of a quote is not superseded.
    Quote.objects.filter(pk=quote.pk).update(
        state=QuoteState.SUPERSEDED, revision=F("revision") + 1, updated_at=timezone.now()
    )
    values = {name: getattr(quote, Quote._meta.get_field(name).attname) for name in (*FROM_DOCUMENT, *TERMS)}  # type: ignore[union-attr]
    values |= {"first": first.pk, "version": version, "number": f"{first.number}-{version}"}
    made = create_checked(entity, values, {"lines": _lines(quote)}, by=by)
    message = _("Version %(version)s is a draft now.") % {"version": version}
    return Outcome(done=1, records=made.records, message=message, values={"id": str(made.records[0])})


def versions_of(quote: Quote) -> Q:
    """All versions of the quote, itself too."""
    first = quote.first_id or quote.pk
    return Q(pk=first) | Q(first=first)


def _latest(first: Quote) -> int:
    found = Quote.objects.filter(Q(pk=first.pk) | Q(first=first)).aggregate(latest=Max("version"))
    return int(found["latest"])


def _lines(quote: Quote) -> list[Wish]:
    columns = {name: QuoteLine._meta.get_field(name).attname for name in FROM_LINE}  # type: ignore[union-attr]
    rows = QuoteLine.objects.filter(quote=quote, deleted_at=None).order_by("position", "pk")
    return [Wish(None, {name: getattr(line, column) for name, column in columns.items()}) for line in rows]
