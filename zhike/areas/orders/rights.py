"""What the roles of a new system may do with orders and their packing lists."""

from zhike.areas.orders.confirming import ANY_PRICE, BELOW_MARGIN
from zhike.areas.orders.stocking import SHORT
from zhike.kernel.access.presets import give

give(
    "sales_manager", "orders", "below", "view", "create", "change", "delete", "advance", "transfer",
    powers=("orders.export", "orders.import", "orders.confirm", ANY_PRICE, BELOW_MARGIN, SHORT),
)  # fmt: skip
give("seller", "orders", "own", "view", "create", "change", "delete", "advance", powers=("orders.confirm",))
give("service", "orders", "all", "view")
give("bookkeeper", "orders", "all", "view", "advance", powers=("orders.export",))
give("observer", "orders", "below", "view")

give("sales_manager", "shipments", "below", "view", "change", "delete", "advance", powers=("shipments.export",))
give("seller", "shipments", "own", "view", "change", "advance")
give("service", "shipments", "all", "view", "change", "advance")
give("bookkeeper", "shipments", "all", "view")
give("observer", "shipments", "below", "view")
