"""What the roles of a new system may do with quotes."""

from zhike.areas.quotes.approval import APPROVE_DISCOUNT, APPROVE_MARGIN
from zhike.kernel.access.presets import give

ALL = ("view", "create", "change", "delete", "advance", "transfer")

give(
    "sales_manager",
    "quotes",
    "below",
    *ALL,
    powers=("quotes.export", "quotes.import", APPROVE_DISCOUNT, APPROVE_MARGIN),
)
give("seller", "quotes", "own", "view", "create", "change", "delete", "advance")
give("service", "quotes", "all", "view")
give("bookkeeper", "quotes", "all", "view", powers=("quotes.export",))
give("observer", "quotes", "below", "view")
