"""That invoices and receipts, their open items and the ledger say the same; run by `zhike doctor`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.reconciling import declare_check

INVOICES_AND_ITEMS = """
SELECT i.number AS title, 'invoices' AS entity, i.id AS record_id,
  i.total_base * CASE i.kind WHEN 'credit_note' THEN -1 ELSE 1 END AS ours, coalesce(o.amount_base, 0) AS theirs
FROM invoice i LEFT JOIN open_item o ON o.document_entity = 'invoices' AND o.document_id = i.id
WHERE i.state = 'issued' AND i.deleted_at IS NULL
  AND i.total_base * CASE i.kind WHEN 'credit_note' THEN -1 ELSE 1 END IS DISTINCT FROM o.amount_base
"""
INVOICES_AND_LEDGER = """
SELECT i.number AS title, 'invoices' AS entity, i.id AS record_id, i.total_base AS ours, coalesce(e.total, 0) AS theirs
FROM invoice i LEFT JOIN journal_entry e
  ON e.document_entity = 'invoices' AND e.document_id = i.id AND e.kind IN ('invoice', 'credit_note')
WHERE i.state = 'issued' AND i.deleted_at IS NULL AND i.total_base IS DISTINCT FROM e.total
"""
LEDGER_AND_INVOICES = """
SELECT e.number AS title, 'journal_entries' AS entity, e.id AS record_id, 0 AS ours, e.total AS theirs
FROM journal_entry e LEFT JOIN invoice i ON i.id = e.document_id AND i.state = 'issued' AND i.deleted_at IS NULL
WHERE e.document_entity = 'invoices' AND i.id IS NULL
"""
INVOICES_AND_LINES = """
SELECT i.number AS title, 'invoices' AS entity, i.id AS record_id, i.total AS ours, coalesce(l.total, 0) AS theirs
FROM invoice i LEFT JOIN (
  SELECT invoice_id, sum(total) AS total FROM invoice_line WHERE deleted_at IS NULL GROUP BY invoice_id
) l ON l.invoice_id = i.id
WHERE i.deleted_at IS NULL AND i.total <> coalesce(l.total, 0)
"""
ORDERS_AND_INVOICES = """
SELECT s.number AS title, 'orders' AS entity, s.id AS record_id, s.invoiced_base AS ours, coalesce(i.total, 0) AS theirs
FROM sales_order s LEFT JOIN (
  SELECT order_id, sum(total_base * CASE kind WHEN 'credit_note' THEN -1 ELSE 1 END) AS total FROM invoice
  WHERE state = 'issued' AND deleted_at IS NULL GROUP BY order_id
) i ON i.order_id = s.id
WHERE s.invoiced_base <> coalesce(i.total, 0)
"""
RECEIPTS_AND_CASH = """
SELECT r.number AS title, 'receipts' AS entity, r.id AS record_id,
  CASE r.state WHEN 'reversed' THEN 0 ELSE r.amount * CASE r.kind WHEN 'refund' THEN -1 ELSE 1 END END AS ours,
  coalesce(c.amount, 0) AS theirs
FROM receipt r LEFT JOIN (
  SELECT document_id, sum(amount) AS amount FROM cash_entry WHERE document_entity = 'receipts' GROUP BY document_id
) c ON c.document_id = r.id
WHERE r.state <> 'noted' AND r.deleted_at IS NULL AND coalesce(c.amount, 0) <>
  CASE r.state WHEN 'reversed' THEN 0 ELSE r.amount * CASE r.kind WHEN 'refund' THEN -1 ELSE 1 END END
"""

INSTALMENTS_AND_PAYMENTS = """
SELECT i.label AS title, 'contract_instalments' AS entity, i.id AS record_id, i.paid AS ours,
  coalesce(p.amount, 0) AS theirs
FROM contract_instalment i LEFT JOIN (
  SELECT instalment_id, sum(CASE r.kind WHEN 'refund' THEN -y.amount ELSE y.amount END) AS amount
  FROM instalment_payment y JOIN receipt r ON r.id = y.receipt_id WHERE y.taken_back_at IS NULL GROUP BY instalment_id
) p ON p.instalment_id = i.id
WHERE i.paid <> coalesce(p.amount, 0)
"""
RECEIPTS_AND_PLAN = """
SELECT r.number AS title, 'receipts' AS entity, r.id AS record_id,
  CASE r.state WHEN 'booked' THEN r.amount ELSE 0 END AS ours, p.amount AS theirs
FROM receipt r JOIN (
  SELECT receipt_id, sum(amount) AS amount FROM instalment_payment WHERE taken_back_at IS NULL GROUP BY receipt_id
) p ON p.receipt_id = r.id
WHERE p.amount > CASE r.state WHEN 'booked' THEN r.amount ELSE 0 END
"""

declare_check(
    "instalments_paid", _("Instalments know what was paid"), INSTALMENTS_AND_PAYMENTS, _("Instalments"), _("Receipts")
)
declare_check(
    "receipts_plan", _("No receipt pays more instalments than it has money"), RECEIPTS_AND_PLAN, _("Receipts"),
    _("Instalments"),
)  # fmt: skip
declare_check(
    "invoices_items", _("Invoices and credit notes are open items"), INVOICES_AND_ITEMS, right=_("Open items")
)
declare_check("invoices_ledger", _("Invoices and credit notes are in the ledger"), INVOICES_AND_LEDGER)
declare_check("ledger_invoices", _("What the ledger has of invoices is there"), LEDGER_AND_INVOICES)
declare_check("invoices_lines", _("Invoices are the sums of their lines"), INVOICES_AND_LINES, right=_("Lines"))
declare_check("orders_invoices", _("Orders know what was invoiced"), ORDERS_AND_INVOICES, _("Orders"), _("Invoices"))
declare_check("receipts_cash", _("Receipts are in the cash book"), RECEIPTS_AND_CASH, right=_("Cash book"))
