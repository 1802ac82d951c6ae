-- Each statement is planned for the lines of this moment.
CREATE OR REPLACE FUNCTION journal_line_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong text;
BEGIN
  EXECUTE $planned$
    SELECT e.number FROM journal_entry e
    JOIN (SELECT l.entry_id, count(*) AS lines FROM journal_line l
          WHERE l.entry_id IN (SELECT n.entry_id FROM new_rows n) GROUP BY l.entry_id) s ON s.entry_id = e.id
    WHERE s.lines > e.line_count LIMIT 1 $planned$ INTO wrong;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'journal entry % is whole: no line can be added', wrong USING ERRCODE = 'check_violation';
  END IF;
  EXECUTE $planned$
    SELECT e.number FROM new_rows n JOIN journal_entry e ON e.id = n.entry_id
    JOIN ledger_account a ON a.id = n.account_id
    WHERE n.dated <> e.dated OR (a.customer_side <> '' AND n.customer_id IS NULL) LIMIT 1 $planned$ INTO wrong;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'journal entry %: a line has another day, or no customer where one is needed', wrong
      USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO customer_balance AS b (customer_id, currency, receivable, advance, receivable_base, advance_base)
  SELECT n.customer_id, n.currency,
    coalesce(sum(n.amount) FILTER (WHERE a.customer_side = 'receivable'), 0),
    coalesce(-sum(n.amount) FILTER (WHERE a.customer_side = 'advance'), 0),
    coalesce(sum(n.debit - n.credit) FILTER (WHERE a.customer_side = 'receivable'), 0),
    coalesce(sum(n.credit - n.debit) FILTER (WHERE a.customer_side = 'advance'), 0)
  FROM new_rows n JOIN ledger_account a ON a.id = n.account_id WHERE a.customer_side <> ''
  GROUP BY n.customer_id, n.currency ORDER BY n.customer_id, n.currency
  ON CONFLICT (customer_id, currency) DO UPDATE SET
    receivable = b.receivable + excluded.receivable, advance = b.advance + excluded.advance,
    receivable_base = b.receivable_base + excluded.receivable_base,
    advance_base = b.advance_base + excluded.advance_base;
  RETURN NULL;
END $$;
