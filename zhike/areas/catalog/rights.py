"""What the roles of a new system may do with products and prices."""

from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.powers import declare_power
from zhike.kernel.access.presets import give

SEE_COST = declare_power("catalog.see_cost", _("See costs and margins"))

EVERYTHING = ("view", "create", "change", "delete")
SHARED = ("products", "price_lists", "product_categories", "units")

give("sales_manager", "products", "all", *EVERYTHING, powers=("products.export", "products.import", SEE_COST))
give("sales_manager", "price_lists", "all", *EVERYTHING, powers=("price_lists.export", "price_list_items.import"))
give("sales_manager", "product_categories", "all", *EVERYTHING)
give("sales_manager", "units", "all", "view", "create", "change")
give("bookkeeper", "products", "all", "view", "change", powers=(SEE_COST,))
for entity in SHARED:
    for role in ("seller", "service", "observer"):
        give(role, entity, "all", "view")
for entity in SHARED[1:]:
    give("bookkeeper", entity, "all", "view")
