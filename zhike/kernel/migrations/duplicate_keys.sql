-- The keys by which duplicates find each other, one row for each: a small B-tree, where lexemes of the search documents
-- would have to be brought in order before each look. The rows follow the documents' `keys`, whoever writes them.
CREATE TABLE duplicate_key (hash bigint NOT NULL, record_id bigint NOT NULL);
CREATE INDEX duplicate_key_hash ON duplicate_key (hash, record_id);

-- The planner's guess of the first call would be kept for all: a hash join reads the whole table.
CREATE FUNCTION duplicate_keys_follow() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM duplicate_key k USING (
      SELECT unnest(o.keys) AS hash, o.record_id FROM old_rows o JOIN new_rows n USING (entity, record_id)
      WHERE o.keys IS DISTINCT FROM n.keys
    ) g WHERE k.hash = g.hash AND k.record_id = g.record_id;
    INSERT INTO duplicate_key
    SELECT unnest(n.keys), n.record_id FROM old_rows o JOIN new_rows n USING (entity, record_id)
    WHERE o.keys IS DISTINCT FROM n.keys;
  ELSE
    DELETE FROM duplicate_key k USING (SELECT unnest(o.keys) AS hash, o.record_id FROM old_rows o) g
    WHERE k.hash = g.hash AND k.record_id = g.record_id;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION duplicate_keys_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO duplicate_key SELECT unnest(n.keys), n.record_id FROM new_rows n;
  RETURN NULL;
END $$;
CREATE TRIGGER keys_insert AFTER INSERT ON search_document REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION duplicate_keys_begin();
CREATE TRIGGER keys_update AFTER UPDATE ON search_document REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION duplicate_keys_follow();
CREATE TRIGGER keys_delete AFTER DELETE ON search_document REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION duplicate_keys_follow();

-- The documents of before hold their keys as lexemes: the job that catches up writes them anew.
INSERT INTO search_stale (entity, record_id) SELECT entity, record_id FROM search_document ON CONFLICT DO NOTHING;
