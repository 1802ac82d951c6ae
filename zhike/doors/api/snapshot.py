"""The committed picture of the REST interface: `python -m zhike.doors.api.snapshot` writes it anew."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any

import django
import orjson

SNAPSHOT = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"
MOST_LINES = 60
ONE_LINE = 160


def as_text() -> str:
    """The document as it is committed: what is short stands on one line, so that a change shows as few lines."""
    from zhike.doors.api.description.document import document  # noqa: PLC0415  (only after django.setup())

    return _written(document(), "") + "\n"


def _written(value: Any, indent: str) -> str:
    short = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    if len(short) <= ONE_LINE or not isinstance(value, dict | list):
        return short
    inner = indent + " "
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + _written(one, inner) for one in value) + f"\n{indent}]"
    lines = [f"{inner}{orjson.dumps(key).decode()}: {_written(value[key], inner)}" for key in sorted(value)]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


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
