"""Units are filled in after each migrate (see `first_rows`); other areas stand on this step."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_paths_and_names")]
    operations = []
