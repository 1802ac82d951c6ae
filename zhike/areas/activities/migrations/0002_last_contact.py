"""The last contact of customers and contacts follows the calls and visits, whoever writes, changes or undoes them."""

from django.db import migrations

FORWARD = """
-- Only later calls and visits can move it, so a new one needs no look at the others.
CREATE FUNCTION activity_happened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE customer c SET last_contact_at = n.at FROM (
    SELECT customer_id, max(at) AS at FROM new_rows
    WHERE kind IN ('call', 'visit') AND deleted_at IS NULL AND customer_id IS NOT NULL GROUP BY customer_id
  ) n WHERE c.id = n.customer_id AND (c.last_contact_at IS NULL OR c.last_contact_at < n.at);
  UPDATE contact c SET last_contact_at = n.at FROM (
    SELECT contact_id, max(at) AS at FROM new_rows
    WHERE kind IN ('call', 'visit') AND deleted_at IS NULL AND contact_id IS NOT NULL GROUP BY contact_id
  ) n WHERE c.id = n.contact_id AND (c.last_contact_at IS NULL OR c.last_contact_at < n.at);
  RETURN NULL;
END $$;

-- Looks anew at the records named: the last call or visit that is not in the bin.
CREATE FUNCTION last_contact_anew(customers bigint[], contacts bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE customer c SET last_contact_at = l.at FROM (
    SELECT id, (SELECT a.at FROM activity a WHERE a.customer_id = u.id AND a.kind IN ('call', 'visit')
      AND a.deleted_at IS NULL ORDER BY a.at DESC LIMIT 1) AS at FROM unnest(customers) u(id)
  ) l WHERE c.id = l.id AND c.last_contact_at IS DISTINCT FROM l.at;
  UPDATE contact c SET last_contact_at = l.at FROM (
    SELECT id, (SELECT a.at FROM activity a WHERE a.contact_id = u.id AND a.kind IN ('call', 'visit')
      AND a.deleted_at IS NULL ORDER BY a.at DESC LIMIT 1) AS at FROM unnest(contacts) u(id)
  ) l WHERE c.id = l.id AND c.last_contact_at IS DISTINCT FROM l.at;
END $$;

CREATE FUNCTION activity_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  customers bigint[];
  contacts bigint[];
BEGIN
  IF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT customer_id), array_agg(DISTINCT contact_id) INTO customers, contacts
    FROM old_rows WHERE kind IN ('call', 'visit');
  ELSE
    SELECT array_agg(DISTINCT s.customer_id), array_agg(DISTINCT s.contact_id) INTO customers, contacts
    FROM old_rows o JOIN new_rows n USING (id)
    CROSS JOIN LATERAL (VALUES (o.customer_id, o.contact_id), (n.customer_id, n.contact_id)) s(customer_id, contact_id)
    WHERE (o.kind IN ('call', 'visit') OR n.kind IN ('call', 'visit'))
      AND (o.customer_id, o.contact_id, o.kind, o.at, o.deleted_at)
        IS DISTINCT FROM (n.customer_id, n.contact_id, n.kind, n.at, n.deleted_at);
  END IF;
  IF customers IS NOT NULL OR contacts IS NOT NULL THEN
    PERFORM last_contact_anew(customers, contacts);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER last_contact_insert AFTER INSERT ON activity REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION activity_happened();
CREATE TRIGGER last_contact_update AFTER UPDATE ON activity REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION activity_changed();
CREATE TRIGGER last_contact_delete AFTER DELETE ON activity REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION activity_changed();
"""

BACKWARD = """
DROP TRIGGER last_contact_insert ON activity;
DROP TRIGGER last_contact_update ON activity;
DROP TRIGGER last_contact_delete ON activity;
DROP FUNCTION activity_happened();
DROP FUNCTION activity_changed();
DROP FUNCTION last_contact_anew(bigint[], bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial"), ("customers", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
