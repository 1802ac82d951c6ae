"""The rows that a new system starts with."""

from __future__ import annotations

from django.db import connection

from zhike.areas.finance import accounts as known
from zhike.areas.finance.models import AccountKind, Currency, CustomerSide, LedgerAccount

# ISO 4217: code, Chinese and English name, symbol, decimals.
CURRENCIES = (
    ("CNY", "人民币", "Chinese yuan", "¥", 2),
    ("USD", "美元", "US dollar", "$", 2),
    ("EUR", "欧元", "Euro", "€", 2),
    ("HKD", "港元", "Hong Kong dollar", "HK$", 2),
    ("JPY", "日元", "Japanese yen", "JP¥", 0),
    ("GBP", "英镑", "Pound sterling", "£", 2),
)
ASSET, LIABILITY, EQUITY = AccountKind.ASSET, AccountKind.LIABILITY, AccountKind.EQUITY
INCOME, EXPENSE = AccountKind.INCOME, AccountKind.EXPENSE
ACCOUNTS = (
    (known.CASH, "库存现金", "Cash on hand", ASSET),
    (known.BANK, "银行存款", "Cash in bank", ASSET),
    (known.TRANSIT, "其他货币资金", "Cash in transit", ASSET),
    (known.RECEIVABLES, "应收账款", "Receivables", ASSET),
    (known.INVENTORY, "库存商品", "Inventory", ASSET),
    (known.CONSIGNED, "受托代销商品", "Consigned goods", ASSET),
    (known.PAYABLES, "应付账款", "Payables", LIABILITY),
    (known.OWED_FOR_CONSIGNED, "受托代销商品款", "Owed for consigned goods", LIABILITY),
    (known.ADVANCES, "预收账款", "Advances from customers", LIABILITY),
    (known.OUTPUT_TAX, "应交税费—增值税（销项）", "Output VAT", LIABILITY),
    (known.INPUT_TAX, "应交税费—增值税（进项）", "Input VAT", LIABILITY),
    (known.EQUITY, "实收资本", "Paid-in capital", EQUITY),
    (known.OPENING, "期初余额", "Opening balances", EQUITY),
    (known.SALES, "主营业务收入", "Sales", INCOME),
    (known.OTHER_INCOME, "其他业务收入", "Other income", INCOME),
    (known.EXCHANGE, "汇兑损益", "Exchange differences", EXPENSE),
    (known.COST, "主营业务成本", "Cost of sales", EXPENSE),
    (known.SELLING, "销售费用", "Selling expenses", EXPENSE),
    (known.EXPENSES, "管理费用", "Administrative expenses", EXPENSE),
)
SIDES = {known.RECEIVABLES: CustomerSide.RECEIVABLE, known.ADVANCES: CustomerSide.ADVANCE}


def fill_new() -> None:
    """Make the currencies and the ledger accounts, each if there are none at all."""
    present = connection.introspection.table_names()
    if Currency._meta.db_table in present and not Currency.objects.exists():
        Currency.objects.bulk_create(
            Currency(code=code, name=name, name_en=english, symbol=symbol, places=places, position=position)
            for position, (code, name, english, symbol, places) in enumerate(CURRENCIES, 1)
        )
    if LedgerAccount._meta.db_table in present and not LedgerAccount.objects.exists():
        LedgerAccount.objects.bulk_create(
            LedgerAccount(code=code, name=name, name_en=english, kind=kind, customer_side=SIDES.get(code, ""))
            for code, name, english, kind in ACCOUNTS
        )
