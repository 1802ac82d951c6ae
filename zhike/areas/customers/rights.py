"""What the roles of a new system may do with customers and contacts."""

from zhike.kernel.access.presets import give

MANAGING = (
    "customers.transfer",
    "customers.freeze",
    "customers.merge",
    "customers.export",
    "customers.import",
    "customers.see_phones",
)

give(
    "sales_manager", "customers", "below", "view", "create", "change", "delete", "transfer", "unfreeze", powers=MANAGING
)
give(
    "sales_manager",
    "contacts",
    "below",
    "view",
    "create",
    "change",
    "delete",
    powers=("contacts.export", "contacts.import"),
)
give("seller", "customers", "own", "view", "create", "change", powers=("customers.unmask_20",))
give("seller", "contacts", "own", "view", "create", "change", "delete")
give("service", "customers", "all", "view", powers=("customers.unmask_100",))
give("service", "contacts", "all", "view", "create", "change")
give("bookkeeper", "customers", "all", "view")
give("bookkeeper", "contacts", "all", "view")
give("observer", "customers", "below", "view")
give("observer", "contacts", "below", "view")
