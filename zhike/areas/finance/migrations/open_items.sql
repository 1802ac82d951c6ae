-- Open amounts are the amounts less what is settled, whoever writes.

CREATE TRIGGER append_only BEFORE DELETE ON settlement
  FOR EACH ROW EXECUTE FUNCTION finance_is_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON settlement
  FOR EACH STATEMENT EXECUTE FUNCTION finance_is_append_only();
CREATE TRIGGER append_only BEFORE DELETE ON open_item
  FOR EACH ROW EXECUTE FUNCTION finance_is_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON open_item
  FOR EACH STATEMENT EXECUTE FUNCTION finance_is_append_only();

-- An item keeps its amounts; it begins wholly open.
CREATE FUNCTION open_item_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.open_amount := NEW.amount; NEW.open_base := NEW.amount_base;
    RETURN NEW;
  END IF;
  IF pg_trigger_depth() = 1 AND (NEW.open_amount, NEW.open_base) IS DISTINCT FROM (OLD.open_amount, OLD.open_base)
     OR (NEW.amount, NEW.amount_base, NEW.currency, NEW.kind, NEW.number, NEW.document_entity, NEW.document_id, NEW.dated)
        IS DISTINCT FROM
        (OLD.amount, OLD.amount_base, OLD.currency, OLD.kind, OLD.number, OLD.document_entity, OLD.document_id, OLD.dated)
     OR NEW.deleted_at IS NOT NULL
     OR NEW.customer_id <> OLD.customer_id AND coalesce(current_setting('zhike.moving', true), '') <> 'on' THEN
    RAISE EXCEPTION 'what is posted stays as it is, reverse it instead: % on % refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keeps BEFORE INSERT OR UPDATE ON open_item FOR EACH ROW EXECUTE FUNCTION open_item_keeps();

CREATE FUNCTION settlement_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.reversed_at IS NULL AND NEW.reversed_at IS NOT NULL
       AND to_jsonb(NEW) - '{reversed_at,revision,updated_at}'::text[]
         = to_jsonb(OLD) - '{reversed_at,revision,updated_at}'::text[] THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what is posted stays as it is, reverse it instead: % on % refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.reversed_at IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM open_item d JOIN open_item c ON c.customer_id = d.customer_id AND c.currency = d.currency
    WHERE d.id = NEW.debit_id AND c.id = NEW.credit_id AND d.amount > 0 AND c.amount < 0) THEN
    RAISE EXCEPTION 'a settlement matches a debit and a credit of one customer in one currency'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE ON settlement FOR EACH ROW EXECUTE FUNCTION settlement_fits();

CREATE FUNCTION settlement_settles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE open_item o SET open_amount = o.open_amount + m.amount, open_base = o.open_base + m.base
  FROM (
    SELECT item, sum(sign * amount) AS amount, sum(sign * base) AS base FROM (
      SELECT debit_id AS item, -1 AS sign, amount, debit_base AS base FROM new_rows
      UNION ALL SELECT credit_id, 1, amount, credit_base FROM new_rows) s
    GROUP BY item ORDER BY item) m
  WHERE o.id = m.item;
  RETURN NULL;
END $$;
CREATE TRIGGER settles AFTER INSERT ON settlement REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION settlement_settles();

CREATE FUNCTION settlement_taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE open_item o SET open_amount = o.open_amount + m.amount, open_base = o.open_base + m.base
  FROM (
    SELECT item, sum(sign * amount) AS amount, sum(sign * base) AS base FROM (
      SELECT debit_id AS item, 1 AS sign, amount, debit_base AS base FROM new_rows
      UNION ALL SELECT credit_id, -1, amount, credit_base FROM new_rows) s
    GROUP BY item ORDER BY item) m
  WHERE o.id = m.item;
  RETURN NULL;
END $$;
CREATE TRIGGER taken_back AFTER UPDATE ON settlement REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION settlement_taken_back();
