"""What the roles of a new system may do with stock. The keeper of a warehouse handles goods and sees no costs."""

from zhike.kernel.access.presets import declare_role, give

declare_role(
    "warehouse",
    {"zh-hans": "仓管", "en": "Warehouse keeper"},
    {"zh-hans": "收货、盘点、调拨，不看成本。", "en": "Receives, counts and moves goods; sees no costs."},
)

SEEN = ("warehouses", "stock_levels", "stock_movements", "stock_reservations", "stock_slips")
KEEPING = ("view", "create", "change", "delete")

give("warehouse", "products", "all", "view", powers=("products.receive",))
for entity in ("product_categories", "units"):
    give("warehouse", entity, "all", "view")
give("warehouse", "stock_slips", "all", *KEEPING, powers=("stock_slips.post", "stock_slips.export"))
give("warehouse", "warehouses", "all", "view")
for entity in SEEN[1:4]:
    give("warehouse", entity, "all", "view")

give("sales_manager", "stock_slips", "all", *KEEPING, "reverse", powers=("stock_slips.post", "stock_slips.reverse"))
give("sales_manager", "warehouses", "all", "view", "create", "change")
give("sales_manager", "stock_movements", "all", "view", "reverse", powers=("stock_movements.reverse",))
give("sales_manager", "stock_levels", "all", "view")
give("sales_manager", "stock_reservations", "all", "view")
give("bookkeeper", "stock_slips", "all", "view", "create", "change", powers=("stock_slips.post",))
give("bookkeeper", "warehouses", "all", "view")
for entity in SEEN[1:4]:
    give("bookkeeper", entity, "all", "view")
for entity in ("warehouses", "stock_levels", "stock_reservations"):
    for role in ("seller", "service", "observer"):
        give(role, entity, "all", "view")
