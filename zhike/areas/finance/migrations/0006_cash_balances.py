"""Balances of the cash book are reckoned once for all entries that come together, whatever the planner thinks."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """Plain SQL, because triggers are PostgreSQL's own."""

    dependencies = [("finance", "0005_book_rules")]
    operations = [
        migrations.RunSQL([(HERE / "cash_balances.sql").read_text()], [(HERE / "cash_balances_back.sql").read_text()])
    ]
