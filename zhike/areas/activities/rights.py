"""What the roles of a new system may do with activities. They are seen with the customer that they belong to."""

from zhike.kernel.access.presets import give

give("sales_manager", "activities", "below", "view", "create", "change", "delete", powers=("activities.export",))
give("seller", "activities", "own", "view", "create", "change", "delete")
give("service", "activities", "all", "view", "create")
give("service", "activities", "own", "change", "delete")
give("bookkeeper", "activities", "all", "view")
give("observer", "activities", "below", "view")
