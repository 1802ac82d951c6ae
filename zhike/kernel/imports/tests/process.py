"""An import in a process of its own, to be killed; its arguments: the database, the import, rows a chunk.

After each chunk it says how far it is and waits for a line, so that it does not run away from a test that is slow.
"""

import os
import sys

import django
from django.conf import settings

if __name__ == "__main__":
    database, import_id, at_once = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhike.config.settings")
    settings.DATABASES["default"]["NAME"] = database
    django.setup()

    from zhike.kernel.imports import running
    from zhike.kernel.imports.models import Import

    def tell(done: int, total: int | None = None, message: str | None = None) -> None:
        """Say how far it is, so that the test can choose its moment, and wait to be told to go on."""
        print(done, flush=True)
        sys.stdin.readline()

    running.AT_ONCE = at_once
    importing = Import.objects.select_related("owner").get(pk=import_id)
    running.run(importing, by=running.actor_of(importing), progress=tell)
