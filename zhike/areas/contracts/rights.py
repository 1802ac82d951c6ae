"""What the roles of a new system may do with contracts."""

from zhike.areas.approvals.actions import DECIDE
from zhike.areas.contracts.approval import APPROVE
from zhike.kernel.access.presets import give

give(
    "sales_manager", "contracts", "below", "view", "create", "change", "delete", "advance", "transfer",
    powers=("contracts.export", "contracts.import", "contracts.sign", APPROVE, DECIDE),
)  # fmt: skip
give("seller", "contracts", "own", "view", "create", "change", "delete", "advance", powers=("contracts.sign",))
give("service", "contracts", "all", "view")
give("bookkeeper", "contracts", "all", "view", powers=("contracts.export",))
give("observer", "contracts", "below", "view")
for role in ("sales_manager", "seller", "service", "bookkeeper", "observer"):
    give(role, "contract_templates", "all", "view")
