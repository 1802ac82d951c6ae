-- Movements are only ever added; levels follow movements and reservations, whoever writes them.

CREATE FUNCTION stock_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Django's tests empty all tables between them, in databases of their own.
  IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\_%'
     AND coalesce(current_setting('zhike.strict', true), '') <> 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'what is posted stays as it is, reverse it instead: % on % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON stock_movement
  FOR EACH ROW EXECUTE FUNCTION stock_is_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON stock_movement
  FOR EACH STATEMENT EXECUTE FUNCTION stock_is_append_only();

CREATE FUNCTION stock_level_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.unbounded := (SELECT allow_negative FROM warehouse WHERE id = NEW.warehouse_id);
  RETURN NEW;
END $$;
CREATE TRIGGER begins BEFORE INSERT ON stock_level FOR EACH ROW EXECUTE FUNCTION stock_level_begins();

CREATE FUNCTION warehouse_bounds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE stock_level SET unbounded = NEW.allow_negative WHERE warehouse_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER bounds AFTER UPDATE OF allow_negative ON warehouse
  FOR EACH ROW WHEN (OLD.allow_negative IS DISTINCT FROM NEW.allow_negative) EXECUTE FUNCTION warehouse_bounds();

-- An insert with ON CONFLICT would check the bounds of the change alone, so a row is made first and changed then.
CREATE FUNCTION stock_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stock_level (product_id, warehouse_id, name, created_at, updated_at)
  SELECT DISTINCT product_id, warehouse_id, '', now(), now() FROM new_rows ORDER BY product_id, warehouse_id
  ON CONFLICT DO NOTHING;
  UPDATE stock_level l SET on_hand = l.on_hand + m.moved, updated_at = now()
  FROM (SELECT product_id, warehouse_id, sum(quantity) AS moved FROM new_rows GROUP BY 1, 2) m
  WHERE l.product_id = m.product_id AND l.warehouse_id = m.warehouse_id AND m.moved <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER moved AFTER INSERT ON stock_movement REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION stock_moved();

CREATE FUNCTION stock_promised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO stock_level (product_id, warehouse_id, name, created_at, updated_at)
    SELECT DISTINCT product_id, warehouse_id, '', now(), now() FROM new_rows ORDER BY product_id, warehouse_id
    ON CONFLICT DO NOTHING;
    UPDATE stock_level l SET reserved = l.reserved + r.change, updated_at = now()
    FROM (SELECT product_id, warehouse_id, sum(quantity) AS change FROM new_rows GROUP BY 1, 2) r
    WHERE l.product_id = r.product_id AND l.warehouse_id = r.warehouse_id;
  ELSIF TG_OP = 'DELETE' THEN
    UPDATE stock_level l SET reserved = l.reserved - r.change, updated_at = now()
    FROM (SELECT product_id, warehouse_id, sum(quantity) AS change FROM old_rows GROUP BY 1, 2) r
    WHERE l.product_id = r.product_id AND l.warehouse_id = r.warehouse_id;
  ELSE
    UPDATE stock_level l SET reserved = l.reserved + r.change, updated_at = now()
    FROM (
      SELECT product_id, warehouse_id, sum(quantity) AS change FROM (
        SELECT product_id, warehouse_id, quantity FROM new_rows
        UNION ALL SELECT product_id, warehouse_id, -quantity FROM old_rows
      ) both_rows GROUP BY 1, 2
    ) r
    WHERE l.product_id = r.product_id AND l.warehouse_id = r.warehouse_id AND r.change <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER promised AFTER INSERT ON stock_reservation REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION stock_promised();
CREATE TRIGGER promise_changed AFTER UPDATE ON stock_reservation
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION stock_promised();
CREATE TRIGGER promise_ended AFTER DELETE ON stock_reservation REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION stock_promised();

-- Levels, promises and lines are called by their product's name; a movement keeps the name of its day.
CREATE TRIGGER name_after_product BEFORE INSERT ON stock_movement
  FOR EACH ROW EXECUTE FUNCTION name_after_product();
CREATE TRIGGER name_after_product BEFORE INSERT ON stock_level
  FOR EACH ROW EXECUTE FUNCTION name_after_product();
CREATE TRIGGER name_after_product BEFORE INSERT ON stock_reservation
  FOR EACH ROW EXECUTE FUNCTION name_after_product();
CREATE TRIGGER name_after_product BEFORE INSERT OR UPDATE OF product_id ON stock_slip_line
  FOR EACH ROW EXECUTE FUNCTION name_after_product();
CREATE FUNCTION product_renamed_in_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE stock_level SET name = NEW.name WHERE product_id = NEW.id;
  UPDATE stock_reservation SET name = NEW.name WHERE product_id = NEW.id;
  UPDATE stock_slip_line SET name = NEW.name WHERE product_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER renamed_in_stock AFTER UPDATE OF name ON product
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION product_renamed_in_stock();
