"""The database keeps the levels, and the movements as they were."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [("stock", "0001_initial")]

    operations = [
        migrations.RunSQL(
            (HERE / "stock.sql").read_text(encoding="utf-8"), (HERE / "stock_back.sql").read_text(encoding="utf-8")
        )
    ]
