"""An import in a house of its own, to be killed with its database: brings a file in, or goes on where it was.

Arguments: the file, rows a chunk. It prints how far it is, waits after each chunk for a line (so that it does not run
away from a slow test), and prints at the end, as JSON, what the book then holds.
"""

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from zhike.doors.command.answer import Needs
from zhike.doors.command.readiness import make_ready

HELD = """
SELECT (SELECT count(*) FROM customer),
  (SELECT count(DISTINCT name) FROM customer),
  (SELECT count(*) FROM customer c JOIN search_document d ON d.entity = 'customers' AND d.record_id = c.id),
  (SELECT count(*) FROM customer c
   JOIN history_change h ON h.kind = 'customer' AND h.record_id = c.id AND h.verb = 'I'),
  (SELECT count(*) FROM import_reject),
  (SELECT sum(cardinality(keys)) FROM search_document) = (SELECT count(*) FROM duplicate_key)
"""


def main(source: Path, at_once: int) -> None:
    """Bring the file in; the first run begins the import, later ones find it."""
    from django.db import connection  # noqa: PLC0415  (only after make_ready)

    from zhike.kernel.access.actor import Actor  # noqa: PLC0415
    from zhike.kernel.imports import running, service  # noqa: PLC0415
    from zhike.kernel.imports.models import Import  # noqa: PLC0415
    from zhike.kernel.imports.tests.steps import brought  # noqa: PLC0415
    from zhike.kernel.people.models import Employee  # noqa: PLC0415

    running.AT_ONCE = at_once
    by = Actor.of(Employee.objects.get(username="admin"), door="import")
    importing = Import.objects.first() or brought(source, "customers", by)
    service.run_now(importing, by=by, progress=tell)
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        names = ("customers", "names", "documents", "histories", "rejects", "keys_agree")
        print(json.dumps(dict(zip(names, cursor.fetchone(), strict=True)) | {"counts": importing.counts}), flush=True)


def tell(done: int, total: int | None = None, message: str | None = None) -> Any:
    """Say how far it is, so that the test can choose its moment, and wait to be told to go on."""
    print(done, flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    with ExitStack() as things:
        make_ready(Needs.MIGRATED, things)
        main(Path(sys.argv[1]), int(sys.argv[2]))
