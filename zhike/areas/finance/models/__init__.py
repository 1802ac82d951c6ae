"""Currencies and rates, the ledger, the cash book, and what customers owe."""

from zhike.areas.finance.models.currencies import Currency, ExchangeRate

__all__ = ["Currency", "ExchangeRate"]
