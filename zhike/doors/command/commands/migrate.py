"""Bring the database's tables up to this version."""

import argparse

from zhike.doors.command.answer import Answer, Needs
from zhike.doors.command.readiness import migrate

NEEDS = Needs.DATABASE


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> Answer:
    """Apply what is missing."""
    applied = migrate()
    text = "\n".join(f"Applied {name}" for name in applied) or "The tables are up to date."
    return Answer(text, {"applied": applied})
