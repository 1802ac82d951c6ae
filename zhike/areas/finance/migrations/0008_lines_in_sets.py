"""Many lines of the ledger are looked at in time that grows with their number, whatever the connection did before.

The plan of a statement in a trigger is kept from its first call, when a single entry may have stood in the ledger;
`EXECUTE` makes it for the lines of this moment.
"""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


class Migration(migrations.Migration):
    """Plain SQL, because triggers are PostgreSQL's own."""

    dependencies = [("finance", "0007_consigned")]
    operations = [
        migrations.RunSQL([(HERE / "lines_in_sets.sql").read_text()], [(HERE / "lines_in_sets_back.sql").read_text()])
    ]
