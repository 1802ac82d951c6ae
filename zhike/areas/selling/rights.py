"""What the roles of a new system may do with opportunities. Everybody who sees deals knows the stages."""

from zhike.kernel.access.presets import give

MANAGING = ("opportunities.export", "opportunities.import")

give(
    "sales_manager", "opportunities", "below", "view", "create", "change", "delete", "transfer", "reopen",
    powers=MANAGING,
)  # fmt: skip
give("seller", "opportunities", "own", "view", "create", "change")
give("service", "opportunities", "all", "view")
give("bookkeeper", "opportunities", "all", "view")
give("observer", "opportunities", "below", "view")

give(
    "sales_manager", "leads", "below", "view", "create", "change", "delete", "transfer", "reopen",
    powers=("leads.export", "leads.import"),
)  # fmt: skip
give("seller", "leads", "own", "view", "create", "change", "reopen")
give("service", "leads", "all", "view", "create")
give("observer", "leads", "below", "view")
give("sales_manager", "assignment_rules", "all", "view", "create", "change", "delete")
give("sales_manager", "web_forms", "all", "view", "create", "change", "delete")
give("sales_manager", "suggestions", "below", "view", "create", "change", "delete")
give("seller", "suggestions", "own", "view", "create", "change")
give("observer", "suggestions", "below", "view")
give("sales_manager", "competitor_products", "all", "view", "create", "change", "delete",
     powers=("competitor_products.export", "competitor_products.import"))  # fmt: skip
give("seller", "competitor_products", "all", "view", "create", "change")
give("observer", "competitor_products", "all", "view")

for role in ("sales_manager", "seller", "service", "bookkeeper", "observer"):
    give(role, "pipelines", "all", "view")
    give(role, "stages", "all", "view")
    give(role, "criteria", "all", "view")
