"""Letting receipts pay for instalments by hand, and taking that back."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.billing import planning
from zhike.areas.billing.actions.receiving import POWER
from zhike.areas.billing.models import InstalmentPayment, Receipt, ReceiptKind, ReceiptState
from zhike.areas.contracts.models import Instalment, Standing
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.refusals import Refused


@action(
    Instalment, power=POWER, verb="view", label=_("Paid by a receipt"), icon="link", undoable=False,
    sentence=_("%(by)s let a receipt pay for %(title)s"), when=~Q(standing=Standing.PAID),
    otherwise=_("It is paid already."),
)  # fmt: skip
def pay_instalment(
    instalments: Chosen[Instalment],
    *,
    receipt: Annotated[Receipt, Ask(_("Receipt"))],  # type: ignore[valid-type]  # mypy takes it for a name
    amount: Annotated[Decimal | None, Ask(_("Amount"), help=_("Empty: as much as is left of both"))] = None,
    by: Actor,
) -> Outcome:
    """Let a booked receipt of the same customer pay for an instalment, in whole or in part."""
    # The receipt first, as where receipts are matched: two who match never wait in a circle.
    money = Receipt.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=receipt.pk).first()
    if money is None or money.state != ReceiptState.BOOKED:
        raise Refused(_("It is not in the cash book, or no longer."), field="receipt", code="not_booked")
    if money.kind == ReceiptKind.REFUND:
        raise Refused(_("A refund pays for nothing: choose a receipt."), field="receipt", code="refund")
    one = instalments.one()
    part = min(one.amount - one.paid, planning.unplanned(money)) if amount is None else amount
    planning.plan(money, {one.pk: part}, dated=timezone.localdate(), by=by)
    return Outcome(done=1, records=[one.pk])


@action(
    InstalmentPayment, power=POWER, verb="view", label=pgettext_lazy("payment", "Take back"), icon="unlink",
    undoable=False, sentence=_("%(by)s took back the payment %(title)s"), when=Q(taken_back_at=None),
    otherwise=_("It is taken back already."),
)  # fmt: skip
def unpay_instalment(payments: Chosen[InstalmentPayment], *, by: Actor) -> Outcome:
    """Open an instalment again as far as this receipt paid for it; the receipt stays booked."""
    one = payments.one()
    planning.take_back(Q(pk=one.pk))
    return Outcome(done=1, records=[one.pk])
