"""Stock ties out too: levels with their movements and promises. (Movements cannot change, so levels are what could.)"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.reconciling import declare_check

declare_check(
    "stock_equals_movements", _("What lies in the warehouses equals all movements"),
    """
    SELECT l.name AS title, 'stock_levels' AS entity, l.id AS record_id, l.on_hand AS ours,
      coalesce(m.moved, 0) AS theirs
    FROM stock_level l LEFT JOIN (
      SELECT product_id, warehouse_id, sum(quantity) AS moved FROM stock_movement GROUP BY product_id, warehouse_id
    ) m ON m.product_id = l.product_id AND m.warehouse_id = l.warehouse_id
    WHERE l.on_hand <> coalesce(m.moved, 0)
    """,
    _("On hand"), _("Movements"),
)  # fmt: skip
declare_check(
    "stock_equals_promises", _("What is reserved equals all reservations"),
    """
    SELECT l.name AS title, 'stock_levels' AS entity, l.id AS record_id, l.reserved AS ours,
      coalesce(r.promised, 0) AS theirs
    FROM stock_level l LEFT JOIN (
      SELECT product_id, warehouse_id, sum(quantity) AS promised FROM stock_reservation
      GROUP BY product_id, warehouse_id
    ) r ON r.product_id = l.product_id AND r.warehouse_id = l.warehouse_id
    WHERE l.reserved <> coalesce(r.promised, 0)
    """,
    _("Reserved"), _("Reservations"),
)  # fmt: skip
