"""Put a backup in the place of everything that is there now."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from zhike.config.environment import environment
from zhike.doors.command.answer import Answer
from zhike.doors.command.backups import check_backup, read_backup, write_backup
from zhike.doors.command.readiness import migrate
from zhike.kernel.people.models import Employee

WRITES_THE_BOOK = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE."""
    parser.add_argument("file", type=Path, help="a file that `zhike backup` wrote")


def run(options: argparse.Namespace) -> Answer:
    """Restore it; what was there is kept as a backup of its own, unless it was empty."""
    source = options.file.absolute()
    label = check_backup(source)
    kept = keep_present() if Employee.objects.exists() else None
    read_backup(source)
    applied = migrate()
    text = f"Restored what was saved at {label['made_at']}."
    if kept:
        text += f"\nWhat was there before is in {kept}"
    return Answer(text, {"made_at": label["made_at"], "kept": kept and str(kept), "applied": applied})


def keep_present() -> Path:
    """Write a backup of what is about to be replaced."""
    folder = environment().home / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}.zhike"
    write_backup(path)
    return path
