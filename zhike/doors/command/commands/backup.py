"""Write everything into one file."""

import argparse
from pathlib import Path

from zhike.doors.command.answer import Answer, Failed
from zhike.doors.command.backups import write_backup


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE."""
    parser.add_argument("file", type=Path, help="where to write it; it appears only when it is whole")
    parser.add_argument("--replace", action="store_true", help="replace the file if there is one")


def run(options: argparse.Namespace) -> Answer:
    """Write the backup."""
    target = options.file.absolute()
    if target.exists() and not options.replace:
        raise Failed(f"{target} exists already; --replace replaces it.")
    label = write_backup(target)
    return Answer(f"Wrote {target} ({label['bytes'] / (1 << 20):.1f} MiB)", label)
