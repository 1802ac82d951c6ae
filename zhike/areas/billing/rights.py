"""What the roles of a new system may do with invoices, receipts and reminders."""

from zhike.kernel.access.presets import give

WORK = ("view", "create", "change", "delete", "advance")

give(
    "bookkeeper", "invoices", "all", *WORK,
    powers=("invoices.export", "invoices.import", "invoices.issue", "invoices.credit"),
)  # fmt: skip
give(
    "bookkeeper", "receipts", "all", *WORK,
    powers=("receipts.export", "receipts.import", "receipts.book", "receipts.reverse"),
)  # fmt: skip
give("bookkeeper", "reminders", "all", "view", "change", "delete", powers=("reminders.send",))
give("sales_manager", "invoices", "below", "view", "create", "advance", powers=("invoices.export", "invoices.issue"))
give("sales_manager", "receipts", "below", "view", "create", powers=("receipts.export",))
give("sales_manager", "reminders", "below", "view", powers=("reminders.send",))
give("seller", "invoices", "own", "view")
give("seller", "receipts", "own", "view", "create", "change")
give("seller", "reminders", "own", "view")
give("service", "invoices", "all", "view")
give("observer", "invoices", "below", "view")
give("observer", "receipts", "below", "view")
