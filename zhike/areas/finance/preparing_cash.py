"""What is checked before a cash account is saved or deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.cash import ledger_code
from zhike.areas.finance.cash_days import balance_now
from zhike.areas.finance.currencies import currency
from zhike.areas.finance.models import AccountKind, CashAccount, CashEntry
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused


def complete_cash_account(account: CashAccount, changed: frozenset[str], by: Actor) -> None:
    """Currency and ledger account stay once something moved; an account is given up when nothing lies in it."""
    currency(account.currency)
    used = not account._state.adding and CashEntry.objects.filter(account=account).exists()
    for name in ("currency", "ledger_account") + (("kind",) if account.ledger_account_id is None else ()):
        if used and name in changed:
            raise Refused(_("Money has moved in this account: this stays as it is."), field=name, code="in_use")
    if account.ledger_account is not None and (
        account.ledger_account.kind != AccountKind.ASSET or account.ledger_account.customer_side
    ):
        raise Refused(
            _("Choose an account of the ledger in which money stands."), field="ledger_account", code="not_cash"
        )
    if account.retired and "retired" in changed and used and balance_now(account.pk):
        raise Refused(_("There is still money in this account."), field="retired", code="not_empty")
    ledger_code(account)


def guard_cash_account(verb: str, accounts: Sequence[Any], by: Actor) -> None:
    """An account in which money has moved is given up, never deleted."""
    for account in accounts if verb == "delete" else ():
        if CashEntry.objects.filter(account=account).exists():
            raise Refused(
                _("Money has moved in “%(account)s”: mark it as no longer used.") % {"account": account}, code="in_use"
            )
