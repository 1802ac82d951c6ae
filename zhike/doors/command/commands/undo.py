"""Take back a batch: an import, a merge, a transfer or any other change."""

import argparse

from zhike.doors.command.answer import Answer
from zhike.doors.command.people import find_person
from zhike.kernel.access.actor import Actor
from zhike.kernel.history.undo_in_steps import undo_now


def arguments(parser: argparse.ArgumentParser) -> None:
    """BATCH, --as."""
    parser.add_argument("batch", type=int, help="the number of the batch, as the history and the answers name it")
    parser.add_argument("--as", dest="username", help="the person in whose name and with whose rights; else the system")


def run(options: argparse.Namespace) -> Answer:
    """Undo it, and say what could not be undone and why."""
    by = Actor.of(find_person(options.username), door="command") if options.username else Actor.system(door="command")
    outcome = undo_now(options.batch, by=by)
    skipped = [{"id": str(one.id), "title": one.title, "reason": str(one.reason)} for one in outcome.skipped]
    left = outcome.values.get("left", len(skipped))
    lines = [f"{outcome.done} undone, {left} skipped"] + [f"{one['id']}\t{one['reason']}" for one in skipped[:50]]
    return Answer("\n".join(lines), {"batch": str(outcome.batch), "done": outcome.done, "skipped": skipped})
