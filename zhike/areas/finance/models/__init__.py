"""Currencies and rates, the ledger, the cash book, and what customers owe."""

from zhike.areas.finance.models.cash import CashAccount, CashDay, CashEntry, CashKind, CashKindOfEntry
from zhike.areas.finance.models.currencies import Currency, ExchangeRate
from zhike.areas.finance.models.ledger import (
    AccountKind,
    CustomerBalance,
    CustomerSide,
    EntryKind,
    JournalEntry,
    JournalLine,
    LedgerAccount,
)
from zhike.areas.finance.models.open_items import ItemKind, OpenItem, Settlement

__all__ = [
    "AccountKind", "CashAccount", "CashDay", "CashEntry", "CashKind", "CashKindOfEntry", "Currency", "CustomerBalance",
    "CustomerSide", "EntryKind", "ExchangeRate", "ItemKind", "JournalEntry", "JournalLine", "LedgerAccount", "OpenItem",
    "Settlement",
]  # fmt: skip
