"""The database keeps what levels are worth."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [("stock", "0003_worth")]

    operations = [
        migrations.RunSQL(
            (HERE / "worth.sql").read_text(encoding="utf-8"), (HERE / "worth_back.sql").read_text(encoding="utf-8")
        )
    ]
