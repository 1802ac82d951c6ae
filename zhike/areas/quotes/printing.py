"""What a quote says on paper."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhike.areas.documents.printing import data_of_lines
from zhike.areas.organisation.company import company
from zhike.areas.quotes.models import Quote
from zhike.kernel.access.actor import Actor


def data_of_quote(quote: Quote, by: Actor) -> dict[str, Any]:
    """The data of `prints/quote.typ`: costs and margins are not for the customer, so they are not among them."""
    lines = list(quote.lines.select_related("unit").order_by("position"))
    owner = quote.owner
    return data_of_lines(quote, lines) | {
        "number": quote.number,
        "facts": [
            [_("Customer"), quote.customer.name], [pgettext("of a document", "Date"), _day(quote.dated)],
            [_("Contact"), str(quote.contact or "")], [_("Valid until"), _day(quote.valid_until)],
            [_("Subject"), quote.subject], [_("Our contact"), owner.name if owner else ""],
        ],
        "sections": [
            {"label": label, "text": text}
            for label, text in (
                (_("Terms of delivery"), quote.delivery_terms), (_("Terms of payment"), quote.payment_terms),
                (_("Remarks"), quote.remarks),
            )
            if text
        ],
        "parties": [
            {"role": _("Seller"), "name": company().name, "sign": _("Signature and seal")},
            {"role": _("Customer"), "name": quote.customer.name, "sign": _("Signature and seal")},
        ],
    }  # fmt: skip


def _day(day: Any) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""
