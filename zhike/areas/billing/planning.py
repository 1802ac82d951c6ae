"""Receipts against the plan: which instalments a receipt pays, guessed, named or taken back.

A refund is a payment the other way: what it gives back is no longer paid, the instalment that came due last first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, DecimalField, F, Q, QuerySet, Sum, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.billing.models import InstalmentPayment, Receipt, ReceiptKind
from zhike.areas.contracts.events import on_superseded
from zhike.areas.contracts.models import Instalment, Standing
from zhike.areas.contracts.planning import BINDING, UNPAID, in_order
from zhike.areas.finance.models import ItemKind, Settlement
from zhike.areas.finance.money import ZERO, check_amount
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

MOST = 200
ALIVE = Q(taken_back_at=None)


class Part(NamedTuple):
    """So much of a receipt for an instalment."""

    instalment: Instalment
    amount: Decimal


def unplanned(receipt: Receipt) -> Decimal:
    """How much of a receipt pays for no instalment yet."""
    rows = InstalmentPayment.objects.filter(ALIVE, receipt=receipt)
    planned: Decimal = rows.aggregate(sum=Sum("amount"))["sum"] or ZERO
    left: Decimal = receipt.amount - planned
    return left


def plan(receipt: Receipt, parts: Mapping[int, Decimal] | None, *, dated: date, by: Actor) -> int:
    """Let a receipt, which the caller holds locked, pay for instalments of its customer: the named amounts by
    instalment, or what is most likely meant. Returns for how many; none is fine. A refund takes from what is paid,
    guessed only as far as it does not pay back a credit note: then the goods came back, and the plan was kept.

    Raises Refused for more than is left of the receipt or of an instalment, and for another customer's.
    """
    rows = within_reach(receipt)
    known = rows if parts is None else rows.filter(pk__in=list(parts))
    found = list(known.select_related("contract").select_for_update(of=("self",)).order_by("pk"))
    chosen = guessed(receipt, in_time(found)) if parts is None else _named(receipt, found, parts)
    _write(receipt, chosen, dated, by)
    return len(chosen)


def within_reach(receipt: Receipt) -> QuerySet[Instalment]:
    """The instalments that a receipt may pay: unpaid ones of its customer; for a refund those of which some is paid."""
    which = BINDING & Q(paid__gt=0) if receipt.kind == ReceiptKind.REFUND else UNPAID
    return Instalment.objects.filter(
        which, contract__customer_id=receipt.customer_id, contract__currency=receipt.currency
    )


def guessed(receipt: Receipt, instalments: Sequence[Instalment]) -> list[Part]:
    """What a receipt most likely pays of instalments as they come due, or a refund gives back."""
    if receipt.kind == ReceiptKind.REFUND:
        return _given_back(instalments[::-1], unplanned(receipt) - paid_for_credit_notes(receipt))
    return _guessed(receipt, instalments)


@on_superseded
def move_to_amendment(old: int, new: int, *, by: Actor) -> None:
    """Let what was paid for a contract, by id, pay for the instalments of the one that took its place.

    An instalment of the same name is paid first, then those that come due first. What the new plan has no room for is
    left of the receipts.
    """
    payments = list(
        InstalmentPayment.objects.filter(ALIVE, instalment__contract=old)
        .select_related("receipt", "instalment").order_by("dated", "pk")
    )  # fmt: skip
    if not payments:
        return
    rows = Instalment.objects.filter(contract=new, deleted_at=None).select_related("contract")
    instalments = in_time(list(rows.select_for_update(of=("self",)).order_by("pk")))
    take_back(Q(pk__in=[one.pk for one in payments]))
    room = {one.pk: one.amount - one.paid for one in instalments}
    moved: list[tuple[Receipt, Part, date]] = []
    for payment in _less_refunds(payments):
        left, label = payment.amount, payment.instalment.label
        for one in sorted(instalments, key=lambda one: one.label != label):
            part = min(left, room[one.pk])
            if part > 0:
                moved.append((payment.receipt, Part(one, part), payment.dated))
                room[one.pk], left = room[one.pk] - part, left - part
    write_many(moved, by=by)


def _less_refunds(payments: Sequence[InstalmentPayment]) -> list[InstalmentPayment]:
    """The payments that came in, less what refunds gave back of the same instalments, the latest first."""
    back: dict[int, Decimal] = defaultdict(Decimal)
    for one in payments:
        if one.receipt.kind == ReceiptKind.REFUND:
            back[one.instalment_id] += one.amount
    found = []
    for one in reversed([one for one in payments if one.receipt.kind == ReceiptKind.RECEIPT]):
        part = min(one.amount, back[one.instalment_id])
        back[one.instalment_id] -= part
        one.amount -= part
        if one.amount:
            found.append(one)
    return found[::-1]


def paid_for_credit_notes(refund: Receipt) -> Decimal:
    """How much of a refund pays back credit notes."""
    rows = Settlement.objects.filter(
        reversed_at=None, debit__document_entity="receipts", debit__document_id=refund.pk,
        credit__kind=ItemKind.CREDIT_NOTE,
    )  # fmt: skip
    return Decimal(rows.aggregate(sum=Sum("amount"))["sum"] or ZERO)


def take_back(payments: Q) -> int:
    """Open again what these payments had paid; returns how many that were."""
    rows = InstalmentPayment.objects.filter(ALIVE & payments)
    touched = list(rows.values_list("instalment_id", flat=True))
    list(Instalment.objects.filter(pk__in=touched).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    number = rows.update(taken_back_at=timezone.now(), revision=F("revision") + 1, updated_at=timezone.now())
    _write_paid(touched)
    return number


def in_time(instalments: Sequence[Instalment]) -> list[Instalment]:
    """Instalments as they come due; those without a day last."""
    order = {pk: place for place, pk in enumerate(_ids(instalments))}
    return sorted(instalments, key=lambda one: order[one.pk])


def _ids(instalments: Sequence[Instalment]) -> list[int]:
    rows = Instalment.objects.filter(pk__in=[one.pk for one in instalments])
    return list(in_order(rows).values_list("pk", flat=True)[:MOST])


def _guessed(receipt: Receipt, instalments: Sequence[Instalment]) -> list[Part]:
    """The one of the same amount, else those that come due first."""
    left = unplanned(receipt)
    same = next((one for one in instalments if one.amount - one.paid == left), None)
    found: list[Part] = []
    for one in [same] if same else instalments:
        part = min(left, one.amount - one.paid)
        if part > 0:
            found.append(Part(one, part))
            left -= part
    return found


def _given_back(instalments: Sequence[Instalment], left: Decimal) -> list[Part]:
    found: list[Part] = []
    for one in instalments:
        part = min(left, one.paid)
        if part > 0:
            found.append(Part(one, part))
            left -= part
    return found


def _named(receipt: Receipt, instalments: Sequence[Instalment], parts: Mapping[int, Decimal]) -> list[Part]:
    known = {one.pk: one for one in instalments}
    back = receipt.kind == ReceiptKind.REFUND
    found: list[Part] = []
    for pk, amount in parts.items():
        check_amount(amount, receipt.currency)
        if pk not in known:
            words = _("Only unpaid instalments of the same customer in the same currency are paid by a receipt.")
            raise Refused(words, field="instalments", code="not_matching")
        left = known[pk].paid if back else known[pk].amount - known[pk].paid
        if amount <= 0 or amount > left:
            raise Refused(_("At most %(left)s of it is to be paid.") % {"left": left}, field="amount",
                          code="more_than_open")  # fmt: skip
        found.append(Part(known[pk], amount))
    rest = unplanned(receipt)
    if sum((part.amount for part in found), ZERO) > rest:
        raise Refused(_("At most %(left)s of the receipt is left.") % {"left": rest}, field="amount",
                      code="more_than_open")  # fmt: skip
    return found


def _write(receipt: Receipt, parts: Sequence[Part], dated: date, by: Actor) -> None:
    write_many([(receipt, part, dated) for part in parts], by=by)


def write_many(payments: Sequence[tuple[Receipt, Part, date]], *, by: Actor) -> None:
    """Write what receipts pay for instalments, which the caller holds locked and has looked at."""
    InstalmentPayment.objects.bulk_create([
        InstalmentPayment(
            label=f"{part.instalment.label} · {part.instalment.contract.number}"[:130], receipt=receipt,
            instalment=part.instalment, amount=part.amount, currency=receipt.currency, dated=dated,
            owner_id=receipt.owner_id, department_id=receipt.department_id, created_by_id=by.employee_id,
        )
        for receipt, part, dated in payments
    ])  # fmt: skip
    _write_paid([part.instalment.pk for _receipt, part, _dated in payments])


def _write_paid(instalments: Sequence[int]) -> None:
    """What instalments were paid is the sum of their payments less that of refunds; they are held locked."""
    rows = InstalmentPayment.objects.filter(ALIVE, instalment__in=instalments).values_list("instalment_id")
    signed = Case(
        When(receipt__kind=ReceiptKind.REFUND, then=-F("amount")), default=F("amount"), output_field=DecimalField()
    )
    sums = dict(rows.order_by().annotate(sum=Sum(signed)))
    found = list(Instalment.objects.filter(pk__in=instalments).order_by("pk"))
    for one in found:
        one.paid = sums.get(one.pk, ZERO)
        one.standing = Standing.PAID if one.paid >= one.amount else Standing.PART if one.paid else Standing.OPEN
    Instalment.objects.bulk_update(found, ["paid", "standing"])
