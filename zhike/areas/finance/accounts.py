"""The accounts of the ledger, by their codes; the standard ones have names here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.models import LedgerAccount
from zhike.kernel.directory import directory
from zhike.kernel.entity.parts import Words
from zhike.kernel.refusals import Refused

# Codes of the Chinese accounting standards for enterprises (企业会计准则应用指南, 2006); 4999 is our own, for openings.
CASH, BANK = "1001", "1002"
RECEIVABLES, ADVANCES = "1122", "2203"
INVENTORY, OUTPUT_TAX, INPUT_TAX, PAYABLES = "1405", "2221", "222101", "2202"
EQUITY, OPENING = "4001", "4999"
CONSIGNED, OWED_FOR_CONSIGNED = "1321", "2314"
SALES, OTHER_INCOME, COST, SELLING, EXPENSES = "6001", "6051", "6401", "6601", "6602"
EXCHANGE = "6061"
TRANSIT = "1012"

_kept: dict[str, Words] = {}
_latest: tuple[int, dict[str, LedgerAccount]] | None = None


def accounts() -> dict[str, LedgerAccount]:
    """All accounts by code, true at the directory's stamp; not to be changed in place."""
    global _latest  # the process's one copy; replaced whole
    stamp = directory().stamp
    if _latest is None or _latest[0] != stamp:
        rows = LedgerAccount.objects.filter(deleted_at=None).order_by("code")
        _latest = (stamp, {one.code: one for one in rows})
    return _latest[1]


def account(code: str, *, field: str = "account") -> LedgerAccount:
    """The account with this code. Raises Refused for an unknown one."""
    found = accounts().get(code)
    if found is None:
        raise Refused(
            _("There is no ledger account “%(code)s”.") % {"code": code[:20]}, field=field, code="unknown_account"
        )
    return found


def keep(code: str, refusal: Words) -> None:
    """Make known that the entries of an account come from elsewhere and never by hand; it is refused in these words,
    in which `%(account)s` stands for the account."""
    _kept[code] = refusal


def refuse_kept(one: LedgerAccount, *, field: str) -> None:
    """Raises Refused for an account to which nobody posts by hand."""
    if one.code in _kept:
        raise Refused(_kept[one.code] % {"account": one}, field=field, code="kept")
