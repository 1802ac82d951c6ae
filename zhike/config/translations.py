"""Compiles the translations: `python -m zhike.config.translations` makes a .mo of each .po that is newer."""

import sys
from pathlib import Path
from typing import Final

import polib

PACKAGE: Final = Path(__file__).resolve().parent.parent


def compile_all(root: Path = PACKAGE) -> list[Path]:
    """Compile every .po below `root` whose .mo is missing or older, and return those."""
    compiled = []
    for source in sorted(root.rglob("*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            draft = target.with_suffix(".mo.new")
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(target)
            compiled.append(source)
    return compiled


if __name__ == "__main__":
    for each in compile_all():
        print(f"Compiled {each.relative_to(PACKAGE)}", file=sys.stderr)
