"""How long deals stood in each stage is kept by the database, whoever moves them: a person, an import, an undo, SQL."""

from django.db import migrations

FORWARD = """
ALTER TABLE opportunity_stage_period ADD CONSTRAINT period_of_opportunity FOREIGN KEY (opportunity_id)
  REFERENCES opportunity (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- Whoever moves a deal and does not say since when it stands there, moves it now.
CREATE FUNCTION opportunity_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.stage_since IS NOT DISTINCT FROM OLD.stage_since THEN NEW.stage_since := clock_timestamp(); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER opportunity_moves BEFORE UPDATE ON opportunity FOR EACH ROW
  WHEN (OLD.stage_id IS DISTINCT FROM NEW.stage_id) EXECUTE FUNCTION opportunity_moves();

CREATE FUNCTION opportunity_began() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO opportunity_stage_period (opportunity_id, stage_id, entered_at)
  SELECT id, stage_id, stage_since FROM new_rows WHERE stage_id IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER opportunity_began AFTER INSERT ON opportunity REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION opportunity_began();

-- A move back in time is an undo: the periods after it never were, and the one that it returns to goes on.
CREATE FUNCTION opportunity_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM old_rows o JOIN new_rows n USING (id)
                 WHERE (o.stage_id, o.stage_since) IS DISTINCT FROM (n.stage_id, n.stage_since)) THEN RETURN NULL; END IF;
  DELETE FROM opportunity_stage_period p USING new_rows n, old_rows o
  WHERE p.opportunity_id = n.id AND o.id = n.id AND p.entered_at > n.stage_since
    AND (o.stage_id, o.stage_since) IS DISTINCT FROM (n.stage_id, n.stage_since);
  UPDATE opportunity_stage_period p SET left_at = CASE WHEN p.entered_at = n.stage_since THEN NULL ELSE n.stage_since END
  FROM new_rows n JOIN old_rows o USING (id)
  WHERE p.opportunity_id = n.id AND (o.stage_id, o.stage_since) IS DISTINCT FROM (n.stage_id, n.stage_since)
    AND (p.left_at IS NULL OR p.left_at > n.stage_since OR p.entered_at = n.stage_since);
  DELETE FROM opportunity_stage_period p USING new_rows n, old_rows o
  WHERE p.opportunity_id = n.id AND o.id = n.id AND p.entered_at = n.stage_since AND p.stage_id <> n.stage_id
    AND (o.stage_id, o.stage_since) IS DISTINCT FROM (n.stage_id, n.stage_since);
  INSERT INTO opportunity_stage_period (opportunity_id, stage_id, entered_at)
  SELECT n.id, n.stage_id, n.stage_since FROM new_rows n JOIN old_rows o USING (id)
  WHERE n.stage_id IS NOT NULL AND (o.stage_id, o.stage_since) IS DISTINCT FROM (n.stage_id, n.stage_since)
    AND NOT EXISTS (SELECT FROM opportunity_stage_period p
                    WHERE p.opportunity_id = n.id AND p.entered_at = n.stage_since AND p.stage_id = n.stage_id);
  RETURN NULL;
END $$;
CREATE TRIGGER opportunity_moved AFTER UPDATE ON opportunity REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION opportunity_moved();
"""

BACKWARD = """
ALTER TABLE opportunity_stage_period DROP CONSTRAINT period_of_opportunity;
DROP TRIGGER opportunity_moves ON opportunity;
DROP TRIGGER opportunity_began ON opportunity;
DROP TRIGGER opportunity_moved ON opportunity;
DROP FUNCTION opportunity_moves();
DROP FUNCTION opportunity_began();
DROP FUNCTION opportunity_moved();
"""


class Migration(migrations.Migration):
    dependencies = [("selling", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
