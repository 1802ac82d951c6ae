"""Create keys for programs that use the REST interface."""

import argparse

from zhike.doors.command.answer import Answer
from zhike.doors.command.people import by_command, find_person
from zhike.kernel.people.tokens import issue


def arguments(parser: argparse.ArgumentParser) -> None:
    """create USER."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    create = verbs.add_parser("create", help="make a token and show it, this once")
    create.add_argument("username", help="the person in whose name and with whose rights it acts")
    create.add_argument("--name", default="command line", help="what it is for")
    create.add_argument("--read-only", action="store_true", help="can't change anything")
    create.add_argument("--json", action="store_true", help="answer in JSON", default=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> Answer:
    """Make the token; only its digest is kept."""
    person = find_person(options.username)
    token, text = issue(person, options.name, by=by_command(), read_only=options.read_only)
    return Answer(text, {"id": str(token.pk), "token": text, "read_only": token.read_only})
