"""Invoices and credit notes that come in by a file: as drafts, or issued at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.areas.billing.issuing import issue_many, refuse_empty
from zhike.areas.billing.models import Invoice, InvoiceKind, InvoiceLine
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import FieldError, Refused


def turn_into_credit_note(values: dict[str, Any], lines: Sequence[dict[str, Any]]) -> None:
    """Other systems write what is given back below zero: with all of its lines so, a document is a credit note.

    Our credit notes have quantities above zero. Raises Refused for a document that does both.
    """
    quantities = [line.get("quantity") for line in lines]
    below = [place for place, quantity in enumerate(quantities) if quantity is not None and quantity < 0]
    if not below:
        return
    if len(below) < len(lines) or values.get("kind") == InvoiceKind.INVOICE:
        words = _("An invoice takes nothing back: what is given back stands on a credit note of its own.")
        raise Refused(errors=[FieldError(f"lines.{place}.quantity", "out_of_range", words) for place in below])
    values["kind"] = InvoiceKind.CREDIT_NOTE
    for line in lines:
        line["quantity"] = -line["quantity"]


def refuse_nothing_to_pay(invoice: Invoice, lines: Sequence[InvoiceLine]) -> None:
    """Raises Refused for what could not be issued; what has a number from the file is to keep it."""
    refuse_empty(invoice, bool(lines))
    invoice.keeps_number = bool(invoice.number)


def issue_imported(invoices: Sequence[Invoice], by: Actor) -> Mapping[int, Refused]:
    """Issue what was just brought in: those with a number from the file keep it, others get the next of our own row."""
    issue_many([copy(invoice) for invoice in invoices], by=by)
    return {}
