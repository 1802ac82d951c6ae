"""The rules of commissions that the database itself keeps."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """Plain SQL, because triggers are PostgreSQL's own."""

    dependencies = [("performance", "0001_initial")]
    operations = [
        migrations.RunSQL([(HERE / "commissions.sql").read_text()], [(HERE / "commissions_back.sql").read_text()])
    ]
