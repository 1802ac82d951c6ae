"""Contracts that were made from a quote know it, as their lines do."""

from django.db import migrations

FORTH = """
UPDATE contract SET quote_id = made.quote_id
FROM (
    SELECT DISTINCT ON (line.contract_id) line.contract_id, source.quote_id
    FROM contract_line line JOIN quote_line source ON source.id = line.source_line
    WHERE line.source_entity = 'quote_lines' ORDER BY line.contract_id, line.id
) made
WHERE made.contract_id = contract.id
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0003_quote")]

    operations = [migrations.RunSQL(FORTH, migrations.RunSQL.noop)]
