-- Writers of one account go one after the other; each sees what the one before has written.
CREATE OR REPLACE FUNCTION cash_entry_written() RETURNS trigger LANGUAGE plpgsql AS $$
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
