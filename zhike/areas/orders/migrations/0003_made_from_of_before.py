"""Orders that were made from a quote or a contract know it, as their lines do."""

from django.db import migrations

OF_QUOTES = """
UPDATE sales_order SET quote_id = made.quote_id
FROM (
    SELECT DISTINCT ON (line.order_id) line.order_id, source.quote_id
    FROM sales_order_line line JOIN quote_line source ON source.id = line.source_line
    WHERE line.source_entity = 'quote_lines' ORDER BY line.order_id, line.id
) made
WHERE made.order_id = sales_order.id
"""
OF_CONTRACTS = """
UPDATE sales_order SET contract_id = made.contract_id, quote_id = contract.quote_id
FROM (
    SELECT DISTINCT ON (line.order_id) line.order_id, source.contract_id
    FROM sales_order_line line JOIN contract_line source ON source.id = line.source_line
    WHERE line.source_entity = 'contract_lines' ORDER BY line.order_id, line.id
) made JOIN contract ON contract.id = made.contract_id
WHERE made.order_id = sales_order.id
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_made_from"), ("contracts", "0004_quotes_of_before")]

    operations = [
        migrations.RunSQL(OF_QUOTES, migrations.RunSQL.noop),
        migrations.RunSQL(OF_CONTRACTS, migrations.RunSQL.noop),
    ]
