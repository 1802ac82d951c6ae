"""What the roles of a new system may do with competitors: everyone who sells writes what they see on the market."""

from zhike.kernel.access.presets import give

EVERYTHING = ("view", "create", "change", "delete")
give("sales_manager", "competitors", "all", *EVERYTHING, powers=("competitors.export", "competitors.import"))
give("seller", "competitors", "all", "view", "create", "change")
give("observer", "competitors", "all", "view")
