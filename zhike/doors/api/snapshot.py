"""The committed picture of the REST interface: `python -m zhike.doors.api.snapshot` writes it anew."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import django
import orjson

SNAPSHOT = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"
MOST_LINES = 60


def as_text() -> str:
    """The document as it is committed: one line a value, so that a change shows as the lines that it changes."""
    from zhike.doors.api.description.document import document  # noqa: PLC0415  (only after django.setup())

    return orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode() + "\n"


def difference() -> str:
    """What differs between the committed document and that of the code; empty when nothing does."""
    kept = SNAPSHOT.read_text(encoding="utf-8") if SNAPSHOT.exists() else ""
    lines = list(
        difflib.unified_diff(
            kept.splitlines(), as_text().splitlines(), "docs/openapi.json", "the code", lineterm="", n=4
        )
    )
    more = [f"… and {len(lines) - MOST_LINES} lines more"] if len(lines) > MOST_LINES else []
    return "\n".join(lines[:MOST_LINES] + more)


def main() -> None:
    """Write the snapshot."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhike.config.settings")
    django.setup()
    SNAPSHOT.parent.mkdir(exist_ok=True)
    SNAPSHOT.write_text(as_text(), encoding="utf-8")
    print(f"{SNAPSHOT.relative_to(SNAPSHOT.parents[1])} written")


if __name__ == "__main__":
    main()
