"""The rules of the cash book and of open items that the database itself keeps."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """Plain SQL, because triggers are PostgreSQL's own."""

    dependencies = [("finance", "0004_books")]
    operations = [
        migrations.RunSQL([(HERE / f"{name}.sql").read_text()], [(HERE / f"{name}_back.sql").read_text()])
        for name in ("cash", "open_items")
    ]
