"""Add people, set their passwords, list them."""

import argparse
import getpass
import sys

from zhike.doors.command.answer import Answer, Failed
from zhike.doors.command.people import add_person, find_person, set_password
from zhike.kernel.people.models import Employee


def arguments(parser: argparse.ArgumentParser) -> None:
    """add, password, list."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    add = verbs.add_parser("add", help="add a person who may sign in")
    add.add_argument("username", help="name to sign in with")
    add.add_argument("--name", help="what colleagues call the person; else the name to sign in with")
    add.add_argument("--role", action="append", default=[], help="a role, by name; may be repeated")
    add.add_argument("--administrator", action="store_true", help="may do everything")
    password = verbs.add_parser("password", help="set a person's password and end all their sessions")
    password.add_argument("username")
    everyone = verbs.add_parser("list", help="list all people")
    for verb in (add, password, everyone):
        verb.add_argument("--json", action="store_true", help="answer in JSON", default=argparse.SUPPRESS)
    for verb in (add, password):
        verb.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def run(options: argparse.Namespace) -> Answer:
    """Do what the verb says."""
    if options.verb == "list":
        return everyone()
    password = asked_password(options)
    if options.verb == "add":
        person, password = add_person(
            options.username, options.name, password, roles=options.role, administrator=options.administrator
        )
    else:
        person = find_person(options.username)
        password = set_password(person, password)
    shown = {} if asked(options) else {"password": password}
    text = person.username + (f"\npassword: {password}" if shown else "")
    return Answer(text, {"id": str(person.pk), "username": person.username, **shown})


def everyone() -> Answer:
    """All people, one a line."""
    people = Employee.objects.order_by("username").values("id", "username", "name", "is_active")
    text = "\n".join(f"{one['username']}\t{one['name']}\t{'' if one['is_active'] else '-'}" for one in people)
    return Answer(text, {"items": [one | {"id": str(one["id"])} for one in people]})


def asked(options: argparse.Namespace) -> bool:
    """Whether somebody gives the password; otherwise one is made and shown."""
    return bool(options.password_stdin or sys.stdin.isatty())


def asked_password(options: argparse.Namespace) -> str | None:
    """The password from standard input or the terminal, or None to make one."""
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not asked(options):
        return None
    first, second = getpass.getpass("Password: "), getpass.getpass("Again: ")
    if first != second:
        raise Failed("The two are not the same.")
    return first
