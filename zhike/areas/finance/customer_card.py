"""What a customer's card says about money: the balance, overdue amounts, a passed credit limit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Min, Sum, Value
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.models import Customer
from zhike.areas.finance.balances import Balance
from zhike.areas.finance.credit import Credit, committed
from zhike.areas.finance.models import CustomerBalance, OpenItem
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import prepared
from zhike.kernel.entity.once import once
from zhike.kernel.entity.parts import Figure, Shown, Warn, Warned
from zhike.kernel.text.amounts import short_amount


def sees_accounts(by: Actor) -> bool:
    """Whether the person may see what customers owe: the balance and statement of those whom they see."""
    return bool(by.rights.reach("open_items", "view"))


@once
def balance_of(customer: Customer, by: Actor) -> Balance:
    """What the customer owes, read once for the figure and the warning."""
    return next((Balance(*one) for one in _balance(customer.pk, by)), Balance())


@prepared
def _balance(customer_id: int, by: Actor) -> Any:
    rows = CustomerBalance.objects.filter(customer_id=customer_id).values("customer_id")
    return rows.annotate(owed=Sum("receivable_base"), paid=Sum("advance_base")).values_list("owed", "paid")


def owed(customer: Customer, by: Actor) -> Shown | None:
    """What the customer owes, less what was paid in advance, in the base currency."""
    if not sees_accounts(by):
        return None
    now = balance_of(customer, by)
    paid = _("paid in advance %(amount)s") % {"amount": short_amount(now.advance)} if now.advance else ""
    return Shown(short_amount(now.open), paid, url=f"/money/customers/{customer.pk}")


def overdue(customer: Customer, by: Actor) -> Sequence[Warn]:
    """How much should have been paid, and since when."""
    if not sees_accounts(by):
        return ()
    today = timezone.localdate()
    (sums,) = _late(customer.pk, by, today)
    if not sums["amount"]:
        return ()
    words = _("%(amount)s overdue, for up to %(days)s days") % {
        "amount": _money(sums["amount"]), "days": (today - sums["since"]).days,
    }  # fmt: skip
    return [Warn(words, "danger", url=f"/money/customers/{customer.pk}", link=_("Statement of account"))]


@prepared
def _late(customer_id: int, by: Actor, today: date) -> Any:
    rows = OpenItem.objects.filter(customer=customer_id, due__lt=today, open_amount__gt=0).order_by()
    return rows.values(all=Value(1)).values(amount=Sum("open_base"), since=Min("due"))


def over_limit(customer: Customer, by: Actor) -> Sequence[Warn]:
    """By how much the credit limit is passed."""
    if customer.credit_limit is None or not sees_accounts(by):
        return ()
    credit = Credit(customer.credit_limit, balance_of(customer, by).open, committed([customer.pk])[customer.pk])
    if not credit.over:
        return ()
    words = _("Over the credit limit by %(over)s: limit %(limit)s, used %(used)s")
    return [Warn(words % {
        "over": _money(credit.over), "limit": _money(customer.credit_limit), "used": _money(credit.used),
    }, "danger")]  # fmt: skip


def _money(amount: Decimal) -> str:
    return str(number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True))


FIGURES = (Figure(_("Balance"), owed),)
WARNINGS = (overdue, Warned(over_limit, reads=("credit_limit",)))
