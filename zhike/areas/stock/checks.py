"""Stock ties out too: levels with their movements and promises, and what they are worth with the ledger.

(Movements cannot change, so levels are what could.)
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.accounts import CONSIGNED, COST, INVENTORY
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
declare_check(
    "stock_value_equals_movements", _("What the goods in the warehouses are worth equals all movements"),
    """
    SELECT l.name AS title, 'stock_levels' AS entity, l.id AS record_id, l.value AS ours, coalesce(m.value, 0) AS theirs
    FROM stock_level l LEFT JOIN (
      SELECT product_id, warehouse_id, sum(value) AS value FROM stock_movement GROUP BY product_id, warehouse_id
    ) m ON m.product_id = l.product_id AND m.warehouse_id = l.warehouse_id
    WHERE l.value <> coalesce(m.value, 0)
    """,
    _("Stock value"), _("Movements"),
)  # fmt: skip
# By day: an entry may stand for many movements, and what is posted to the account by other ways must show as well.
declare_check(
    "stock_value_equals_ledger", _("What the goods in the warehouses are worth equals the inventory of the ledger"),
    f"""
    SELECT coalesce(m.dated, l.dated)::text AS title, '' AS entity, NULL::bigint AS record_id,
      coalesce(m.value, 0) AS ours, coalesce(l.value, 0) AS theirs
    FROM (SELECT dated, sum(value) AS value FROM stock_movement GROUP BY dated) m
    FULL JOIN (
      SELECT l.dated, sum(l.debit - l.credit) AS value FROM journal_line l
      JOIN ledger_account a ON a.id = l.account_id WHERE a.code IN ('{INVENTORY}', '{CONSIGNED}') GROUP BY l.dated
    ) l ON l.dated = m.dated
    WHERE coalesce(m.value, 0) <> coalesce(l.value, 0)
    """,
    _("Stock value"),
)  # fmt: skip
declare_check(
    "cost_equals_movements", _("The cost of sales equals what the goods that left were worth"),
    f"""
    SELECT coalesce(m.document_entity, l.document_entity) AS title,
      coalesce(m.document_entity, l.document_entity) AS entity, coalesce(m.document_id, l.document_id) AS record_id,
      coalesce(m.cost, 0) AS ours, coalesce(l.cost, 0) AS theirs
    FROM (
      SELECT document_entity, document_id, -sum(value) AS cost FROM stock_movement
      WHERE kind IN ('shipment', 'return') AND document_id IS NOT NULL GROUP BY document_entity, document_id
    ) m FULL JOIN (
      SELECT e.document_entity, e.document_id, sum(l.debit - l.credit) AS cost FROM journal_entry e
      JOIN journal_line l ON l.entry_id = e.id JOIN ledger_account a ON a.id = l.account_id
      WHERE e.kind = 'cost' AND a.code = '{COST}' AND e.document_entity <> 'stock_movements'
      GROUP BY e.document_entity, e.document_id
    ) l ON l.document_entity = m.document_entity AND l.document_id = m.document_id
    WHERE coalesce(m.cost, 0) <> coalesce(l.cost, 0)
    """,
    _("Movements"),
)  # fmt: skip
