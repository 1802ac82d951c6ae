"""The rules of the ledger that the database itself keeps, and the key from rates to currencies."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent
FORWARD = (HERE / "ledger.sql").read_text()
BACKWARD = (HERE / "ledger_back.sql").read_text()
RATES = """
ALTER TABLE exchange_rate ADD CONSTRAINT exchange_rate_in_a_currency FOREIGN KEY (currency)
REFERENCES currency (code) DEFERRABLE INITIALLY DEFERRED
"""
RATES_BACK = "ALTER TABLE exchange_rate DROP CONSTRAINT exchange_rate_in_a_currency"


class Migration(migrations.Migration):
    """Plain SQL, because triggers are PostgreSQL's own."""

    dependencies = [("finance", "0002_ledger")]
    operations = [migrations.RunSQL([FORWARD], [BACKWARD]), migrations.RunSQL([RATES], [RATES_BACK])]
