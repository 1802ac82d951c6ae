"""What the roles of a new system may do with commissions and sales plans.

Whoever sells sees what is hers: her statements, the splits of her orders, her plans. Rules are for those who see costs,
for a rate of the gross profit and what it came to would tell the cost.
"""

from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.powers import declare_power
from zhike.kernel.access.presets import give

CALCULATE = declare_power(
    "performance.calculate", _("Reckon and confirm commissions"), _("Those of the people whose statements one sees.")
)
PAY = declare_power("performance.pay", _("Pay commissions"), _("From then on a statement never changes."))

EVERYTHING = ("view", "create", "change", "delete")

give("sales_manager", "commission_rules", "all", *EVERYTHING)
give("bookkeeper", "commission_rules", "all", "view")
give("sales_manager", "commission_splits", "below", *EVERYTHING)
give("bookkeeper", "commission_splits", "all", "view")
give("seller", "commission_splits", "own", "view")
give(
    "sales_manager", "commission_statements", "below", "view", "advance",
    powers=("commission_statements.export", CALCULATE),
)  # fmt: skip
give(
    "bookkeeper", "commission_statements", "all", "view", "advance",
    powers=("commission_statements.export", CALCULATE, PAY),
)  # fmt: skip
give("seller", "commission_statements", "own", "view")
give(
    "sales_manager", "sales_targets", "below", *EVERYTHING, powers=("sales_targets.export", "sales_targets.import"),
)  # fmt: skip
give("bookkeeper", "sales_targets", "all", "view")
give("seller", "sales_targets", "own", "view")
give("observer", "sales_targets", "below", "view")
