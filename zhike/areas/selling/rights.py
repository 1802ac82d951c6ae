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

for role in ("sales_manager", "seller", "service", "bookkeeper", "observer"):
    give(role, "pipelines", "all", "view")
    give(role, "stages", "all", "view")
