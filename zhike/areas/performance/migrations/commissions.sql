-- What is settled stays: lines are written while their statement is a draft, what is paid never changes, and the shares
-- of an order stay once a commission on it is confirmed.

CREATE FUNCTION commission_statement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NEW.state <> 'paid' THEN RETURN NEW; END IF;
  ELSIF OLD.state = 'confirmed' AND TG_OP = 'UPDATE'
    AND (NEW.owner_id, NEW.month, NEW.earned, NEW.taken_back, NEW.amount, NEW.number, NEW.deleted_at)
      IS NOT DISTINCT FROM
        (OLD.owner_id, OLD.month, OLD.earned, OLD.taken_back, OLD.amount, OLD.number, OLD.deleted_at) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a commission that is confirmed or paid stays as it is: % on % refused', TG_OP, OLD.number
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON commission_statement
  FOR EACH ROW EXECUTE FUNCTION commission_statement_stays();

-- One thing may change on a line later: whose it is, when two customers are merged.
CREATE FUNCTION commission_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  state_now text; which bigint;
BEGIN
  IF TG_OP = 'UPDATE' AND coalesce(current_setting('zhike.moving', true), '') = 'on'
     AND to_jsonb(NEW) - '{customer_id,revision,updated_at}'::text[]
       = to_jsonb(OLD) - '{customer_id,revision,updated_at}'::text[] THEN
    RETURN NEW;
  END IF;
  which := CASE WHEN TG_OP = 'INSERT' THEN NEW.statement_id ELSE OLD.statement_id END;
  SELECT state INTO state_now FROM commission_statement WHERE id = which FOR NO KEY UPDATE;
  IF state_now IS DISTINCT FROM 'draft' OR (TG_OP = 'UPDATE' AND NEW.statement_id <> OLD.statement_id) THEN
    RAISE EXCEPTION 'a commission that is confirmed or paid stays as it is: % on % refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stays BEFORE INSERT OR UPDATE OR DELETE ON commission_line
  FOR EACH ROW EXECUTE FUNCTION commission_line_stays();

CREATE FUNCTION commission_shares_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  split bigint; about bigint; left_alone text[] :=
    '{scope_owner,scope_department,scope_level,scope_open,scope_frozen,owner_id,department_id,customer_id,title,remarks,
      part,position,revision,updated_at}'::text[];
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - left_alone = to_jsonb(OLD) - left_alone THEN
    RETURN NEW;
  END IF;
  IF TG_TABLE_NAME = 'commission_split' THEN
    about := CASE WHEN TG_OP = 'INSERT' THEN NEW.order_id ELSE OLD.order_id END;
  ELSE
    split := CASE WHEN TG_OP = 'INSERT' THEN NEW.split_id ELSE OLD.split_id END;
    SELECT order_id INTO about FROM commission_split WHERE id = split;
  END IF;
  IF EXISTS (SELECT 1 FROM commission_line l JOIN commission_statement s ON s.id = l.statement_id
             WHERE l.order_id = about AND s.state <> 'draft') THEN
    RAISE EXCEPTION 'the commission on this order is confirmed, its shares stay: % on % refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER shares_stay BEFORE INSERT OR UPDATE OR DELETE ON commission_split
  FOR EACH ROW EXECUTE FUNCTION commission_shares_stay();
CREATE TRIGGER shares_stay BEFORE INSERT OR UPDATE OR DELETE ON commission_share
  FOR EACH ROW EXECUTE FUNCTION commission_shares_stay();
