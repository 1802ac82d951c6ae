"""The keys of duplicates leave the search index for a table of their own."""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

FORWARD = (Path(__file__).parent / "duplicate_keys.sql").read_text()
BACKWARD = """
DROP TRIGGER keys_insert ON search_document;
DROP TRIGGER keys_update ON search_document;
DROP TRIGGER keys_delete ON search_document;
DROP FUNCTION duplicate_keys_begin();
DROP FUNCTION duplicate_keys_follow();
DROP TABLE duplicate_key;
INSERT INTO search_stale (entity, record_id) SELECT entity, record_id FROM search_document ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    """Plain SQL, because statement-level triggers are PostgreSQL's own."""

    dependencies = [("kernel", "0003_sign_in_seen")]
    operations = [
        migrations.AddField(
            model_name="searchdocument",
            name="keys",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[]),
        ),
        migrations.RunSQL([FORWARD], [BACKWARD]),
    ]
