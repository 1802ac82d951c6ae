"""What the roles of a new system may do with money."""

from zhike.kernel.access.presets import give

for role in ("sales_manager", "seller", "service", "bookkeeper", "observer"):
    give(role, "currencies", "all", "view")
    give(role, "exchange_rates", "all", "view")
give(
    "bookkeeper", "exchange_rates", "all", "view", "create", "change", "delete",
    powers=("exchange_rates.import",),
)  # fmt: skip
