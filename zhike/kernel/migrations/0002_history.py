"""The history's partitioned table and trigger functions, the directory's stamp, and the marks for search."""

from pathlib import Path

from django.db import migrations

FORWARD = (Path(__file__).parent / "history.sql").read_text()
BACKWARD = """
DROP TABLE search_stale;
DROP FUNCTION directory_touched() CASCADE;
DROP SEQUENCE directory_stamp_value;
DELETE FROM directory_stamp;
DROP FUNCTION history_record() CASCADE;
DROP TABLE history_change CASCADE;
DROP FUNCTION history_is_append_only() CASCADE;
DROP FUNCTION history_make_month(date);
DROP SEQUENCE history_change_id;
"""


class Migration(migrations.Migration):
    """Plain SQL, because partitions and statement-level triggers are PostgreSQL's own."""

    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL([FORWARD], [BACKWARD])]
