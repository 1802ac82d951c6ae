-- What is posted stays: entries and lines are only ever added, whole and balanced, and balances follow the lines.

CREATE FUNCTION finance_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Django's tests empty all tables between them, in databases of their own.
  IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\_%'
     AND coalesce(current_setting('zhike.strict', true), '') <> 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'what is posted stays as it is, reverse it instead: % on % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_entry
  FOR EACH ROW EXECUTE FUNCTION finance_is_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON journal_entry
  FOR EACH STATEMENT EXECUTE FUNCTION finance_is_append_only();
CREATE TRIGGER append_only BEFORE DELETE ON journal_line
  FOR EACH ROW EXECUTE FUNCTION finance_is_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON journal_line
  FOR EACH STATEMENT EXECUTE FUNCTION finance_is_append_only();

-- One thing may change on a line: whose it is, when two customers are merged or their merge is undone.
CREATE FUNCTION journal_line_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('zhike.moving', true), '') = 'on'
     AND NEW.customer_id IS NOT NULL AND OLD.customer_id IS NOT NULL
     AND to_jsonb(NEW) - '{customer_id,revision,updated_at}'::text[]
       = to_jsonb(OLD) - '{customer_id,revision,updated_at}'::text[] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what is posted stays as it is, reverse it instead: % on % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_moves BEFORE UPDATE ON journal_line FOR EACH ROW EXECUTE FUNCTION journal_line_moves();

-- At the commit an entry has all its lines, and they balance. Lines alone are looked at as they come, so that nothing
-- can be added to an entry that was whole already.
CREATE FUNCTION journal_entry_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  lines bigint; debits numeric; credits numeric;
BEGIN
  SELECT count(*), coalesce(sum(debit), 0), coalesce(sum(credit), 0) INTO lines, debits, credits
  FROM journal_line WHERE entry_id = NEW.id;
  IF lines <> NEW.line_count OR lines < 2 OR debits <> credits OR debits <> NEW.total THEN
    RAISE EXCEPTION 'journal entry % is not balanced: % lines, debit %, credit %', NEW.number, lines, debits, credits
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION journal_entry_is_whole();

CREATE FUNCTION journal_line_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong text;
BEGIN
  SELECT e.number INTO wrong FROM journal_entry e
  JOIN (SELECT l.entry_id, count(*) AS lines FROM journal_line l
        WHERE l.entry_id IN (SELECT n.entry_id FROM new_rows n) GROUP BY l.entry_id) s ON s.entry_id = e.id
  WHERE s.lines > e.line_count LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'journal entry % is whole: no line can be added', wrong USING ERRCODE = 'check_violation';
  END IF;
  SELECT e.number INTO wrong FROM new_rows n JOIN journal_entry e ON e.id = n.entry_id
  JOIN ledger_account a ON a.id = n.account_id
  WHERE n.dated <> e.dated OR (a.customer_side <> '' AND n.customer_id IS NULL) LIMIT 1;
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
CREATE TRIGGER fits AFTER INSERT ON journal_line REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION journal_line_fits();

CREATE FUNCTION journal_line_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO customer_balance AS b (customer_id, currency, receivable, advance, receivable_base, advance_base)
  SELECT s.customer_id, s.currency,
    coalesce(sum(s.sign * s.amount) FILTER (WHERE a.customer_side = 'receivable'), 0),
    coalesce(-sum(s.sign * s.amount) FILTER (WHERE a.customer_side = 'advance'), 0),
    coalesce(sum(s.sign * (s.debit - s.credit)) FILTER (WHERE a.customer_side = 'receivable'), 0),
    coalesce(sum(s.sign * (s.credit - s.debit)) FILTER (WHERE a.customer_side = 'advance'), 0)
  FROM (SELECT 1 AS sign, customer_id, currency, account_id, amount, debit, credit FROM new_rows
        UNION ALL SELECT -1, customer_id, currency, account_id, amount, debit, credit FROM old_rows) s
  JOIN ledger_account a ON a.id = s.account_id WHERE a.customer_side <> ''
  GROUP BY s.customer_id, s.currency ORDER BY s.customer_id, s.currency
  ON CONFLICT (customer_id, currency) DO UPDATE SET
    receivable = b.receivable + excluded.receivable, advance = b.advance + excluded.advance,
    receivable_base = b.receivable_base + excluded.receivable_base,
    advance_base = b.advance_base + excluded.advance_base;
  RETURN NULL;
END $$;
CREATE TRIGGER moved AFTER UPDATE ON journal_line REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION journal_line_moved();
