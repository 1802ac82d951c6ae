"""The history of a change of many rows is written in time that grows with their number, not its square.

A connection keeps the plan that it made for its first change, which may have been of one row: then old and new rows
were paired by looking at each with each.
"""

from django.db import migrations

FORWARD = "ALTER FUNCTION history_record() SET enable_nestloop = off"
BACKWARD = "ALTER FUNCTION history_record() RESET enable_nestloop"


class Migration(migrations.Migration):
    """Plain SQL, because triggers are PostgreSQL's own."""

    dependencies = [("kernel", "0011_follow")]
    operations = [migrations.RunSQL([FORWARD], [BACKWARD])]
