"""The rows that a new system starts with."""

from __future__ import annotations

from django.db import connection

from zhike.areas.finance.models import Currency

# ISO 4217: code, Chinese and English name, symbol, decimals.
CURRENCIES = (
    ("CNY", "人民币", "Chinese yuan", "¥", 2),
    ("USD", "美元", "US dollar", "$", 2),
    ("EUR", "欧元", "Euro", "€", 2),
    ("HKD", "港元", "Hong Kong dollar", "HK$", 2),
    ("JPY", "日元", "Japanese yen", "JP¥", 0),
    ("GBP", "英镑", "Pound sterling", "£", 2),
)


def fill_new() -> None:
    """Make the currencies if there are none at all."""
    if Currency._meta.db_table in connection.introspection.table_names() and not Currency.objects.exists():
        Currency.objects.bulk_create(
            Currency(code=code, name=name, name_en=english, symbol=symbol, places=places, position=position)
            for position, (code, name, english, symbol, places) in enumerate(CURRENCIES, 1)
        )
