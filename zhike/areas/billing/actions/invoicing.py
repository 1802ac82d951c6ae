"""Making invoices from orders, issuing them, and crediting what was issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.billing.costing import order_lines_of, true_up
from zhike.areas.billing.issuing import issue, issue_many, refuse_empty, with_order, with_orders
from zhike.areas.billing.models import Invoice, InvoiceKind, InvoiceState
from zhike.areas.billing.returning import expect, receive
from zhike.areas.billing.shipped import shipped_to_invoice
from zhike.areas.documents.passing_on import asked_quantities, pass_on
from zhike.areas.documents.quantities_left import PassingOn, declare_passing_on
from zhike.areas.orders.models import Order, OrderState, Shipment, ShipmentState
from zhike.areas.stock.models import Warehouse
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.dividing import Parts, wished_parts
from zhike.kernel.actions.one_by_one import one_by_one
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.refusals import Refused

DRAFT = Q(state=InvoiceState.DRAFT)
AtOnce = Annotated[bool, Ask(_("Issue at once"))]
Quantities = Annotated[Mapping[str, Decimal] | None, asked_quantities("invoices")]
Credited = Annotated[
    Mapping[str, Decimal] | None, asked_quantities("invoices", whole=pgettext_lazy("parts", "Invoiced"))
]
Into = Annotated[
    Warehouse | None, Ask(_("Goods come back into"), help=_("Leave it empty where the customer keeps them"))
]
OfShipment = Annotated[
    Mapping[str, Decimal] | None,
    Ask(pgettext_lazy("parts", "Quantities"), parts=Parts(shipped_to_invoice, whole=pgettext_lazy("parts", "Shipped"))),
]
Reason = Annotated[str, Ask(_("Reason"), multiline=True)]

declare_passing_on(
    PassingOn("orders", "invoices", Q(kind=InvoiceKind.INVOICE),
              lambda order, _by: {"order": order.pk, "contract": order.contract_id})
)  # fmt: skip
declare_passing_on(
    PassingOn("invoices", "invoices", Q(kind=InvoiceKind.CREDIT_NOTE),
              lambda invoice, _by: {"kind": InvoiceKind.CREDIT_NOTE, "credits": invoice.pk, "order": invoice.order_id,
                                    "contract": invoice.contract_id})
)  # fmt: skip


@action(
    Order, power="invoices.issue", verb="advance", label=pgettext_lazy("verb", "Invoice"), icon="receipt-text",
    undoable=False, sentence=_("%(by)s invoiced the order %(title)s"),
    when=Q(state__in=[OrderState.AWAITING, OrderState.SHIPPED]),
    otherwise=_("Only a confirmed order that is not done can be invoiced."),
)  # fmt: skip
def invoice(
    orders: Chosen[Order],
    *,
    quantities: Quantities = None,
    issue_at_once: AtOnce = True,
    by: Actor,
) -> Outcome:
    """Make an invoice of all that is not invoiced yet, or of named quantities by line; issue it unless told not to."""
    order = orders.one()
    return made_known(order, pass_on(order, "invoices", quantities=quantities, by=by), issue_at_once, by)


def made_known(source: Model, made: Outcome, issue_at_once: bool, by: Actor) -> Outcome:
    """Issue the invoice that was made, if so wished; the outcome is told of the record that was acted on."""
    found = Invoice.objects.get(pk=made.records[0])
    if issue_at_once:
        issue(found, by=by)
    return Outcome(done=1, records=[source.pk], values=_where(found), message=_said(found))


@action(
    Shipment, power="invoices.issue", verb="view", label=pgettext_lazy("verb", "Invoice"), icon="receipt-text",
    undoable=False, sentence=_("%(by)s invoiced the packing list %(title)s"),
    when=Q(state__in=[ShipmentState.SHIPPED, ShipmentState.DELIVERED]),
    otherwise=_("Only what has left the house is invoiced by its packing list."),
)  # fmt: skip
def invoice_shipment(
    shipments: Chosen[Shipment],
    *,
    quantities: OfShipment = None,
    issue_at_once: AtOnce = True,
    by: Actor,
) -> Outcome:
    """Invoice what left the house with a packing list and is not invoiced yet, or a part of it by the order's lines."""
    shipment = shipments.one()
    order = Chosen.named(Order, [shipment.order_id], by=by, verb="advance").one()
    parts = wished_parts(shipped_to_invoice(shipment, by), quantities)
    wished = {str(line): part for line, part in parts.items()}
    made = pass_on(order, "invoices", quantities=wished, more={"shipment": shipment.pk}, by=by)
    return made_known(shipment, made, issue_at_once, by)


@action(
    Invoice, power="invoices.issue", verb="advance", label=pgettext_lazy("verb", "Issue"), icon="badge-check",
    bulk=True, undoable=False, sentence=_("%(by)s issued %(title)s"), when=DRAFT,
    otherwise=_("It has been issued already."),
)  # fmt: skip
def issue_invoice(invoices: Chosen[Invoice], *, by: Actor) -> Outcome:
    """Give drafts their numbers without gaps and post them; from then on they are corrected only by credit notes.

    One with nothing to pay is skipped with the reason. Raises Refused with that when it is the only one.
    """
    found = with_orders(invoices)
    outcome = one_by_one(found, lambda one: refuse_empty(one, one.lines.filter(deleted_at=None).exists()))
    ready = [one for one in found if one.pk in outcome.records]
    if ready:
        issue_many(ready, by=by)
    return replace(outcome, message=_said(ready[0])) if len(found) == 1 else outcome


@action(
    Invoice, power="invoices.credit", verb="advance", label=pgettext_lazy("invoice", "Credit"),
    icon="receipt", undoable=False,
    sentence=_("%(by)s credited %(title)s: %(reason)s"),
    when=Q(state=InvoiceState.ISSUED, kind=InvoiceKind.INVOICE), otherwise=_("Only an issued invoice can be credited."),
)  # fmt: skip
def credit(
    invoices: Chosen[Invoice],
    *,
    reason: Reason,
    quantities: Credited = None,
    goods_into: Into = None,
    by: Actor,
) -> Outcome:
    """Issue a credit note for all that is not credited yet, or for the named quantities by line.

    With a warehouse the goods come back into it, at the cost at which they left.
    """
    if not reason.strip():
        raise Refused(_("Say why it is credited."), field="reason", code="required")
    found = with_order(invoices)
    if goods_into is not None:
        expect(found)
    more = {"reason": reason.strip()[:300]}
    made = pass_on(found, "invoices", quantities=quantities, more=more, by=by)
    note = Invoice.objects.get(pk=made.records[0])
    issue(note, by=by)
    if goods_into is not None:
        receive(note, goods_into, by=by)
        true_up(order_lines_of(note).values())
    return Outcome(done=1, records=[found.pk], values=_where(note), message=_said(note))


def _where(made: Invoice) -> dict[str, str]:
    return {"url": entity_of(made).url(made.pk), "invoice": str(made.pk), "number": made.number}


def _said(made: Invoice) -> str:
    if made.state == InvoiceState.DRAFT:
        return str(_("The draft %(number)s has been made.") % {"number": made.number})
    return str(_("%(number)s has been issued.") % {"number": made.number})
