-- The cash book: entries are only ever added, never on or before a closed day; balances and closings follow them.

CREATE TRIGGER append_only BEFORE DELETE ON cash_entry
  FOR EACH ROW EXECUTE FUNCTION finance_is_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON cash_entry
  FOR EACH STATEMENT EXECUTE FUNCTION finance_is_append_only();
CREATE TRIGGER append_only BEFORE DELETE ON cash_day
  FOR EACH ROW EXECUTE FUNCTION finance_is_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON cash_day
  FOR EACH STATEMENT EXECUTE FUNCTION finance_is_append_only();

-- Two things may change on an entry: the balance after it, by the trigger below, and whose it is, when two customers
-- are merged.
CREATE FUNCTION cash_entry_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() > 1 AND to_jsonb(NEW) - 'balance' = to_jsonb(OLD) - 'balance' THEN
    RETURN NEW;
  END IF;
  IF coalesce(current_setting('zhike.moving', true), '') = 'on'
     AND NEW.customer_id IS NOT NULL AND OLD.customer_id IS NOT NULL
     AND to_jsonb(NEW) - '{customer_id,revision,updated_at}'::text[]
       = to_jsonb(OLD) - '{customer_id,revision,updated_at}'::text[] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what is posted stays as it is, reverse it instead: % on % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_follows BEFORE UPDATE ON cash_entry FOR EACH ROW EXECUTE FUNCTION cash_entry_follows();

-- Writers of one account go one after the other; each sees what the one before has written.
CREATE FUNCTION cash_entry_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong text;
BEGIN
  PERFORM 1 FROM cash_account WHERE id IN (SELECT account_id FROM new_rows) ORDER BY id FOR NO KEY UPDATE;
  SELECT format('%s %s', a.name, n.dated) INTO wrong
  FROM new_rows n JOIN cash_day d ON d.account_id = n.account_id AND d.day >= n.dated AND d.reopened_at IS NULL
  JOIN cash_account a ON a.id = n.account_id LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'the day is closed: %', wrong USING ERRCODE = 'check_violation';
  END IF;
  SELECT a.name INTO wrong FROM new_rows n JOIN cash_account a ON a.id = n.account_id
  WHERE n.currency <> a.currency LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'an entry of % is in another currency', wrong USING ERRCODE = 'check_violation';
  END IF;
  WITH starts AS (SELECT account_id, min(dated) AS dated FROM new_rows GROUP BY account_id),
  begun AS (
    SELECT s.account_id, s.dated, coalesce((
      SELECT c.balance FROM cash_entry c WHERE c.account_id = s.account_id AND c.dated < s.dated
      ORDER BY c.dated DESC, c.id DESC LIMIT 1), 0) AS balance
    FROM starts s),
  fresh AS (
    SELECT c.id, b.balance + sum(c.amount) OVER (PARTITION BY c.account_id ORDER BY c.dated, c.id) AS balance
    FROM begun b JOIN cash_entry c ON c.account_id = b.account_id AND c.dated >= b.dated)
  UPDATE cash_entry c SET balance = f.balance FROM fresh f WHERE c.id = f.id AND c.balance <> f.balance;
  RETURN NULL;
END $$;
CREATE TRIGGER written AFTER INSERT ON cash_entry REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION cash_entry_written();

-- Days are closed in order, with the figures of their entries, and reopened from the last.
CREATE FUNCTION cash_day_closes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before numeric; came numeric; went numeric;
BEGIN
  PERFORM 1 FROM cash_account WHERE id = NEW.account_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT 1 FROM cash_day d WHERE d.account_id = NEW.account_id AND d.id <> NEW.id
             AND d.reopened_at IS NULL AND d.day >= NEW.day) THEN
    RAISE EXCEPTION 'the day or a later one is closed: %', NEW.day USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.reopened_at IS NULL AND NEW.reopened_at IS NOT NULL
       AND to_jsonb(NEW) - '{reopened_at,reopened_reason,revision,updated_at}'::text[]
         = to_jsonb(OLD) - '{reopened_at,reopened_reason,revision,updated_at}'::text[] THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what is posted stays as it is, reverse it instead: % on % refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  SELECT coalesce((SELECT c.balance FROM cash_entry c WHERE c.account_id = NEW.account_id AND c.dated < NEW.day
                   ORDER BY c.dated DESC, c.id DESC LIMIT 1), 0) INTO before;
  SELECT coalesce(sum(amount) FILTER (WHERE amount > 0), 0), coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)
  INTO came, went FROM cash_entry WHERE account_id = NEW.account_id AND dated = NEW.day;
  IF NEW.opening <> before OR NEW.received <> came OR NEW.paid <> went THEN
    RAISE EXCEPTION 'the closing of % is not that of its entries', NEW.day USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER closes BEFORE INSERT OR UPDATE ON cash_day FOR EACH ROW EXECUTE FUNCTION cash_day_closes();
