CREATE OR REPLACE FUNCTION stock_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stock_level (product_id, warehouse_id, name, created_at, updated_at)
  SELECT DISTINCT product_id, warehouse_id, '', now(), now() FROM new_rows ORDER BY product_id, warehouse_id
  ON CONFLICT DO NOTHING;
  UPDATE stock_level l SET on_hand = l.on_hand + m.moved, updated_at = now()
  FROM (SELECT product_id, warehouse_id, sum(quantity) AS moved FROM new_rows GROUP BY 1, 2) m
  WHERE l.product_id = m.product_id AND l.warehouse_id = m.warehouse_id AND m.moved <> 0;
  RETURN NULL;
END $$;
