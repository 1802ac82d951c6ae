"""What the roles of a new system may do with activities."""

from __future__ import annotations

from zhike.kernel.access.presets import give

ALL_VERBS = ("view", "create", "change", "delete", "transfer")

give("sales_manager", "activities", "below", *ALL_VERBS, powers=["activities.export"])
give("seller", "activities", "own", *ALL_VERBS)
give("service", "activities", "all", "view")
give("service", "activities", "own", "create", "change", "delete")
give("bookkeeper", "activities", "all", "view")
give("observer", "activities", "below", "view")
