"""The receipt plan (收款计划): the instalments of contracts that bind, as far as they are not paid."""

from __future__ import annotations

from datetime import date

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone

from zhike.areas.contracts.models import ContractState, Instalment, Standing

BINDING = Q(contract__state__in=[ContractState.SIGNED, ContractState.ENDED], contract__deleted_at=None, deleted_at=None)
UNPAID = BINDING & ~Q(standing=Standing.PAID)


def late(today: date) -> Q:
    """Instalments that should have been paid before today and are not."""
    return UNPAID & Q(due_on__lt=today)


def in_order(rows: QuerySet[Instalment]) -> QuerySet[Instalment]:
    """Instalments as they come due; those without a day last."""
    return rows.order_by(F("due_on").asc(nulls_last=True), "contract_id", "position", "pk")


def left() -> Combinable:
    """Column: how much of an instalment is still to be paid."""
    return F("amount") - F("paid")


def overdue() -> Case:
    """Column: whether an instalment should have been paid by now."""
    return Case(When(late(timezone.localdate()), then=Value(True)), default=Value(False), output_field=BooleanField())
