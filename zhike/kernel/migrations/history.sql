-- The history: one row for each row inserted, changed or deleted, written by statement-level triggers whatever the writer.
CREATE SEQUENCE IF NOT EXISTS history_change_id AS bigint CACHE 1;
CREATE TABLE history_change (
  id bigint NOT NULL DEFAULT nextval('history_change_id'),
  at timestamptz NOT NULL,
  kind varchar(63) NOT NULL,
  record_id bigint NOT NULL,
  verb char(1) NOT NULL,
  changes jsonb NOT NULL,
  actor_id bigint,
  door varchar(20) NOT NULL,
  request varchar(40) NOT NULL,
  batch_id bigint,
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX history_change_record ON history_change (kind, record_id, id DESC);
CREATE INDEX history_change_batch ON history_change (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX history_change_actor ON history_change (actor_id, at) WHERE actor_id IS NOT NULL;
CREATE TABLE history_change_rest PARTITION OF history_change DEFAULT;

-- Makes the partition of the month in which `day` lies, unless it is there or the rest already holds rows of it.
CREATE FUNCTION history_make_month(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first date := date_trunc('month', day)::date;
  after date := (date_trunc('month', day) + interval '1 month')::date;
  name text := 'history_change_' || to_char(day, 'YYYYMM');
BEGIN
  IF to_regclass(name) IS NULL
     AND NOT EXISTS (SELECT 1 FROM history_change_rest WHERE at >= first AND at < after) THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF history_change FOR VALUES FROM (%L) TO (%L)', name, first, after);
  END IF;
END $$;
SELECT history_make_month((now() + make_interval(months => n))::date) FROM generate_series(0, 3) n;

CREATE FUNCTION history_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moment timestamptz := clock_timestamp();
  who bigint := nullif(current_setting('zhike.actor', true), '')::bigint;
  gate text := coalesce(nullif(current_setting('zhike.door', true), ''), 'database');
  asked text := coalesce(current_setting('zhike.request', true), '');
  bundle bigint := nullif(current_setting('zhike.batch', true), '')::bigint;
  left_out text[] := coalesce(TG_ARGV, '{}');
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO history_change (at, kind, record_id, verb, changes, actor_id, door, request, batch_id)
    SELECT moment, TG_TABLE_NAME, n.id, 'I', jsonb_strip_nulls(to_jsonb(n) - left_out), who, gate, asked, bundle
    FROM new_rows n ORDER BY n.id;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO history_change (at, kind, record_id, verb, changes, actor_id, door, request, batch_id)
    SELECT moment, TG_TABLE_NAME, n.id, 'U', d.changes, who, gate, asked, bundle
    FROM old_rows o JOIN new_rows n USING (id)
    CROSS JOIN LATERAL (
      SELECT jsonb_object_agg(key, jsonb_build_array(a.value, b.value)) AS changes
      FROM jsonb_each(to_jsonb(o) - left_out) a JOIN jsonb_each(to_jsonb(n) - left_out) b USING (key)
      WHERE a.value IS DISTINCT FROM b.value
    ) d
    WHERE d.changes IS NOT NULL ORDER BY n.id;
  ELSE
    INSERT INTO history_change (at, kind, record_id, verb, changes, actor_id, door, request, batch_id)
    SELECT moment, TG_TABLE_NAME, o.id, 'D', jsonb_strip_nulls(to_jsonb(o) - left_out), who, gate, asked, bundle
    FROM old_rows o ORDER BY o.id;
  END IF;
  RETURN NULL;
END $$;

-- Append-only: what is written stays as it was written.
CREATE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the history is append-only: % on % refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON history_change
  FOR EACH ROW EXECUTE FUNCTION history_is_append_only();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON history_change
  FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON history_block
  FOR EACH ROW EXECUTE FUNCTION history_is_append_only();

-- The directory's stamp: a sequence's value, so that it never repeats, not even after a rollback.
CREATE SEQUENCE directory_stamp_value;
INSERT INTO directory_stamp (name, value) VALUES ('directory', 0);
CREATE FUNCTION directory_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE directory_stamp SET value = nextval('directory_stamp_value') WHERE name = 'directory';
  RETURN NULL;
END $$;

-- Records whose search documents must be written again; emptied before each commit by the actions, else by a job.
CREATE TABLE search_stale (entity varchar(40) NOT NULL, record_id bigint NOT NULL,
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(), PRIMARY KEY (entity, record_id, transaction));
