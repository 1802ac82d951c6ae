"""The keys of duplicates follow a change of many documents in time that grows with their number, not its square."""

from django.db import migrations

WITHIN_SETS = """
CREATE OR REPLACE FUNCTION duplicate_keys_follow() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM duplicate_key k USING (
      SELECT unnest(o.keys) AS hash, o.record_id FROM old_rows o
      EXCEPT SELECT unnest(n.keys), n.record_id FROM new_rows n
    ) g WHERE k.hash = g.hash AND k.record_id = g.record_id;
    INSERT INTO duplicate_key
    SELECT unnest(n.keys), n.record_id FROM new_rows n
    EXCEPT SELECT unnest(o.keys), o.record_id FROM old_rows o;
  ELSE
    DELETE FROM duplicate_key k USING (SELECT unnest(o.keys) AS hash, o.record_id FROM old_rows o) g
    WHERE k.hash = g.hash AND k.record_id = g.record_id;
  END IF;
  RETURN NULL;
END $$
"""
ROW_BY_ROW = """
CREATE OR REPLACE FUNCTION duplicate_keys_follow() RETURNS trigger LANGUAGE plpgsql
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
END $$
"""


class Migration(migrations.Migration):
    """The hash of a key holds its entity, so a key and a record's id tell a row without it."""

    dependencies = [("kernel", "0009_teal")]

    operations = [migrations.RunSQL([WITHIN_SETS], [ROW_BY_ROW])]
