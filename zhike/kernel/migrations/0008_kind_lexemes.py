"""Each search document gets the lexeme of its kind, by which the index tells the kinds apart."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0007_leave_until")]

    operations = [
        # The keys stay as they are; comparing a million of them with their former selves is quadratic in one statement.
        migrations.RunSQL(
            "ALTER TABLE search_document DISABLE TRIGGER keys_update",
            "ALTER TABLE search_document ENABLE TRIGGER keys_update",
        ),
        migrations.RunSQL(
            "UPDATE search_document SET tokens = tokens || array_to_tsvector(ARRAY['@' || entity])",
            "UPDATE search_document SET tokens = ts_delete(tokens, '@' || entity)",
        ),
        migrations.RunSQL(
            "ALTER TABLE search_document ENABLE TRIGGER keys_update",
            "ALTER TABLE search_document DISABLE TRIGGER keys_update",
        ),
    ]
