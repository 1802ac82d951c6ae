"""Likely duplicates of a record are found from either side of the pair."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index on the second record of a pair."""

    dependencies = [("kernel", "0005_column_widths")]

    operations = [
        migrations.AddIndex(
            model_name="duplicatepair",
            index=models.Index(fields=["entity", "second_id"], name="pairs_by_second"),
        )
    ]
