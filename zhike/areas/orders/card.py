"""What stands in the heads of orders' cards, and what customers' cards say of orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, Case, Count, Q, Sum, Value, When
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zhike.areas.documents.card import FIGURES as COMMON
from zhike.areas.orders.models import CONFIRMED, Order, OrderState
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import prepared
from zhike.kernel.entity.parts import Figure, Shown, Warn, Warned
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.text.amounts import short_amount


def invoiced(order: Order, by: Actor) -> Shown | None:
    """What has been invoiced, of how much."""
    if order.state not in CONFIRMED:
        return None
    share = f"{order.invoiced / order.total * 100:.0f}%" if order.total else ""
    return Shown(_amount(order.invoiced), share)


def late(order: Order, by: Actor) -> Sequence[Warn]:
    """That the promised day has gone by."""
    if order.state != OrderState.AWAITING or order.promised_on is None or order.promised_on >= timezone.localdate():
        return ()
    day = date_format(order.promised_on, "SHORT_DATE_FORMAT")
    return [Warn(_("Promised for %(day)s and not shipped yet.") % {"day": day}, "danger")]


def late_now() -> Case:
    """Column: whether an order that is not shipped yet was promised for an earlier day."""
    waits = Q(state=OrderState.AWAITING, promised_on__lt=timezone.localdate())
    return Case(When(waits, then=Value(True)), default=Value(False), output_field=BooleanField())


def cancelled(order: Order, by: Actor) -> Sequence[Warn]:
    """Why it was cancelled."""
    if order.state != OrderState.CANCELLED:
        return ()
    return [Warn(_("Cancelled: %(reason)s") % {"reason": order.cancelled_because}, "info")]


def orders_of(customer: Any, by: Actor) -> Shown | None:
    """What a customer has ordered in all, in the base currency: how many orders, at what margin for who may know it."""
    readable = entity_named("orders").readable(by)
    if "total_base" not in readable:
        return None
    found = next(iter(_ordered(customer.pk, by)), None)
    if not found or not found["number"]:
        return None
    words = ngettext("%(count)s order", "%(count)s orders", found["number"]) % {"count": found["number"]}
    if "margin_base" in readable and found["margin"] is not None and found["margin"] + found["cost"]:
        share = found["margin"] / (found["margin"] + found["cost"]) * 100
        words = _("%(orders)s · margin %(share)s%%") % {"orders": words, "share": f"{share:.1f}"}
    return Shown(short_amount(found["worth"]), words, url=f"/customers/{customer.pk}/related/orders")


@prepared
def _ordered(customer_id: int, by: Actor) -> Any:
    """One row of sums, also where nothing was ordered."""
    rows = Order.objects.visible_to(by).filter(customer_id=customer_id, state__in=CONFIRMED).order_by()
    return rows.values(all=Value(1)).values(
        number=Count("pk"), worth=Sum("total_base"), margin=Sum("margin_base"), cost=Sum("cost_base"),
    )  # fmt: skip


def _amount(value: Any) -> str:
    return number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True)


FIGURES = (*COMMON, Figure(_("Invoiced"), invoiced, reads=("invoiced", "total")))
WARNINGS = (Warned(cancelled, reads=("cancelled_because",)), Warned(late, reads=("promised_on",)))
