"""What the roles of a new system may do with money: bookkeepers keep the books, sellers see what theirs owe."""

from zhike.kernel.access.presets import give

for role in ("sales_manager", "seller", "service", "bookkeeper", "observer"):
    give(role, "currencies", "all", "view")
    give(role, "exchange_rates", "all", "view")
give(
    "bookkeeper", "exchange_rates", "all", "view", "create", "change", "delete",
    powers=("exchange_rates.import",),
)  # fmt: skip
give("bookkeeper", "ledger_accounts", "all", "view", "create", "change", "delete", "post", powers=("finance.post",))
give("bookkeeper", "journal_entries", "all", "view", "reverse", powers=("journal_entries.export",))
give(
    "bookkeeper", "cash_accounts", "all", "view", "create", "change", "delete", "book",
    powers=("finance.book_cash", "finance.close_days", "finance.reconcile", "cash_accounts.export"),
)  # fmt: skip
give("bookkeeper", "cash_entries", "all", "view", "reverse", powers=("cash_entries.export",))
give("bookkeeper", "open_items", "all", "view", powers=("open_items.export", "finance.exceed_credit"))
give("sales_manager", "open_items", "below", "view", powers=("open_items.export",))
give("seller", "open_items", "own", "view")
