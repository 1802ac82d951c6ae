"""The checks of the books themselves: the ledger, the customers' balances, open items, and the cash book."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.finance.accounts import BANK, CASH, TRANSIT
from zhike.areas.finance.reconciling import declare_check

declare_check(
    "entries_balance", _("Every entry has all its lines, and they balance"),
    """
    SELECT e.number AS title, 'journal_entries' AS entity, e.id AS record_id, coalesce(s.debit, 0) AS ours,
      coalesce(s.credit, 0) AS theirs
    FROM journal_entry e LEFT JOIN (
      SELECT entry_id, count(*) AS lines, sum(debit) AS debit, sum(credit) AS credit FROM journal_line GROUP BY entry_id
    ) s ON s.entry_id = e.id
    WHERE s.entry_id IS NULL OR s.lines <> e.line_count OR s.debit <> s.credit OR s.debit <> e.total
    """,
    _("Debit"), pgettext_lazy("ledger", "Credit"),
)  # fmt: skip
declare_check(
    "ledger_balances", _("All debits equal all credits"),
    """
    SELECT '' AS title, '' AS entity, NULL::bigint AS record_id, sum(debit) AS ours, sum(credit) AS theirs
    FROM journal_line HAVING sum(debit) <> sum(credit)
    """,
    _("Debit"), pgettext_lazy("ledger", "Credit"),
)  # fmt: skip
declare_check(
    "numbers_have_no_gap", _("Entries are numbered without gaps"),
    """
    SELECT left(number, 4) AS title, '' AS entity, NULL::bigint AS record_id, max(right(number, 6)::int) AS ours,
      count(*) AS theirs
    FROM journal_entry GROUP BY left(number, 4) HAVING max(right(number, 6)::int) <> count(*)
    """,
    _("Last number"), _("Entries"),
)  # fmt: skip
declare_check(
    "balances_equal_ledger", _("The balances of customers equal the ledger"),
    """
    SELECT c.name || ' ' || coalesce(l.currency, b.currency) AS title, 'customers' AS entity, c.id AS record_id,
      coalesce(b.receivable_base - b.advance_base, 0) AS ours, coalesce(l.base, 0) AS theirs
    FROM (
      SELECT customer_id, currency,
        coalesce(sum(amount) FILTER (WHERE a.customer_side = 'receivable'), 0) AS receivable,
        coalesce(-sum(amount) FILTER (WHERE a.customer_side = 'advance'), 0) AS advance, sum(debit - credit) AS base
      FROM journal_line l JOIN ledger_account a ON a.id = l.account_id WHERE a.customer_side <> ''
      GROUP BY customer_id, currency
    ) l FULL JOIN customer_balance b ON b.customer_id = l.customer_id AND b.currency = l.currency
    JOIN customer c ON c.id = coalesce(l.customer_id, b.customer_id)
    WHERE coalesce(b.receivable, 0) <> coalesce(l.receivable, 0) OR coalesce(b.advance, 0) <> coalesce(l.advance, 0)
      OR coalesce(b.receivable_base - b.advance_base, 0) <> coalesce(l.base, 0)
    """,
    _("Balances"), _("Ledger"),
)  # fmt: skip
declare_check(
    "open_items_equal_receivables", _("Open items equal what the ledger says that customers owe"),
    """
    SELECT c.name || ' ' || coalesce(o.currency, b.currency) AS title, 'customers' AS entity, c.id AS record_id,
      coalesce(o.base, 0) AS ours, coalesce(b.base, 0) AS theirs
    FROM (
      SELECT customer_id, currency, sum(open_amount) AS amount, sum(open_base) AS base FROM open_item
      WHERE open_amount <> 0 GROUP BY customer_id, currency
    ) o FULL JOIN (
      SELECT customer_id, currency, receivable - advance AS amount, receivable_base - advance_base AS base
      FROM customer_balance
    ) b ON b.customer_id = o.customer_id AND b.currency = o.currency
    JOIN customer c ON c.id = coalesce(o.customer_id, b.customer_id)
    WHERE coalesce(o.amount, 0) <> coalesce(b.amount, 0) OR coalesce(o.base, 0) <> coalesce(b.base, 0)
    """,
    _("Open items"), _("Ledger"),
)  # fmt: skip
declare_check(
    "settlements_equal_open_items", _("What is settled and what is open make up the amounts"),
    """
    SELECT o.number AS title, 'open_items' AS entity, o.id AS record_id, o.amount - o.open_amount AS ours,
      coalesce(s.amount, 0) AS theirs
    FROM open_item o LEFT JOIN (
      SELECT item, sum(amount) AS amount FROM (
        SELECT debit_id AS item, amount FROM settlement WHERE reversed_at IS NULL
        UNION ALL SELECT credit_id, -amount FROM settlement WHERE reversed_at IS NULL) m GROUP BY item
    ) s ON s.item = o.id
    WHERE o.amount - o.open_amount <> coalesce(s.amount, 0)
    """,
    _("Open items"), _("Settlements"),
)  # fmt: skip
declare_check(
    "cash_book_equals_ledger", _("The cash book equals the cash and bank accounts of the ledger"),
    f"""
    SELECT a.code || ' ' || a.name || ' ' || coalesce(c.currency, l.currency) AS title, 'ledger_accounts' AS entity,
      a.id AS record_id, coalesce(c.amount, 0) AS ours, coalesce(l.amount, 0) AS theirs
    FROM (
      SELECT g.id AS account_id, e.currency, sum(e.amount) AS amount FROM cash_entry e
      JOIN cash_account k ON k.id = e.account_id
      JOIN ledger_account g ON g.id = coalesce(k.ledger_account_id, (
        SELECT id FROM ledger_account WHERE code = CASE k.kind WHEN 'cash' THEN '{CASH}' WHEN 'bank' THEN '{BANK}'
          ELSE '{TRANSIT}' END))
      GROUP BY g.id, e.currency
    ) c FULL JOIN (
      SELECT account_id, currency, sum(amount) AS amount FROM journal_line
      WHERE account_id IN (
        SELECT id FROM ledger_account WHERE code IN ('{CASH}', '{BANK}', '{TRANSIT}')
        UNION SELECT ledger_account_id FROM cash_account WHERE ledger_account_id IS NOT NULL)
      GROUP BY account_id, currency
    ) l ON l.account_id = c.account_id AND l.currency = c.currency
    JOIN ledger_account a ON a.id = coalesce(c.account_id, l.account_id)
    WHERE coalesce(c.amount, 0) <> coalesce(l.amount, 0)
    """,
    _("Cash book"), _("Ledger"),
)  # fmt: skip
declare_check(
    "cash_balances_run", _("The running balances of the cash book add up"),
    """
    SELECT a.name || ' ' || e.number AS title, 'cash_entries' AS entity, e.id AS record_id, e.balance AS ours,
      e.sum AS theirs
    FROM (
      SELECT id, number, account_id, balance, sum(amount) OVER (PARTITION BY account_id ORDER BY dated, id) AS sum
      FROM cash_entry) e JOIN cash_account a ON a.id = e.account_id
    WHERE e.balance <> e.sum
    """,
    _("Balance"), _("Entries"),
)  # fmt: skip
declare_check(
    "closed_days_stand", _("Closed days are as they were closed"),
    """
    SELECT a.name || ' ' || d.day AS title, 'cash_days' AS entity, d.id AS record_id, d.closing AS ours,
      coalesce(s.amount, 0) AS theirs
    FROM cash_day d JOIN cash_account a ON a.id = d.account_id CROSS JOIN LATERAL (
      SELECT e.balance AS amount FROM cash_entry e WHERE e.account_id = d.account_id AND e.dated <= d.day
      ORDER BY e.dated DESC, e.id DESC LIMIT 1) s
    WHERE d.reopened_at IS NULL AND d.closing <> s.amount
    """,
    _("Closed days"), _("Cash book"),
)  # fmt: skip
