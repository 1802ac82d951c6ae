"""Invoices of orders that were made from a contract know that contract."""

from django.db import migrations

FORWARDS = """
UPDATE invoice SET contract_id = o.contract_id FROM sales_order o
WHERE o.id = invoice.order_id AND o.contract_id IS NOT NULL AND invoice.contract_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_invoice_from_what"), ("orders", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop)]
