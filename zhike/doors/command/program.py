"""Reads the command line, makes ready what a sub-command needs, runs it and prints its answer."""

import argparse
import ast
import json
import pkgutil
import sys
from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol, cast

from zhike import __version__
from zhike.config.embedded.place import NoServer
from zhike.config.environment import WrongEnvironment, environment
from zhike.doors.command import commands
from zhike.doors.command.answer import Answer, Failed, Needs
from zhike.doors.command.readiness import make_ready

INTERRUPTED: Final = 130


class Command(Protocol):
    """A module in `commands`: its docstring's first line is the help, its file's name is the sub-command's.

    NEEDS may be left out and is then Needs.MIGRATED. WRITES_THE_BOOK, if it is there, keeps the company's language
    while it runs; all others speak English from end to end, as the words of the command line do.
    """

    NEEDS: Needs
    WRITES_THE_BOOK: bool
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], Answer]


def run(words: list[str]) -> int:
    """Carry out one command line and return the exit code: 0 well, 1 failed, 2 misspelt, 130 interrupted."""
    as_json = "--json" in words
    try:
        environment()
        with ExitStack() as things:
            answer = carry_out(words, things)
    except (Failed, NoServer, WrongEnvironment) as error:
        return refuse(str(error), as_json=as_json)
    except KeyboardInterrupt:
        return INTERRUPTED
    if as_json:
        print(json.dumps(dict(answer.data), ensure_ascii=False, default=str))
    elif answer.text:
        print(answer.text)
    return 0 if answer.well else 1


def carry_out(words: list[str], things: ExitStack) -> Answer:
    """Run the sub-command that the words name. Its module is loaded last, for it may need Django."""
    name = named(words)
    command: Command | None = None
    if name:
        only_help = {"-h", "--help"} & set(words)
        make_ready(min(needs_of(name), Needs.DJANGO) if only_help else needs_of(name), things)
        command = cast(Command, import_module(f"{commands.__name__}.{module_name(name)}"))
    options = parser_for(name, command).parse_args(words)
    if command is None:
        parser_for(None, None).print_help()
        return Answer(well=False)
    return call(command, options)


def call(command: Command, options: argparse.Namespace) -> Answer:
    """Run the sub-command; a refusal by a rule of the trade is a failure like any other."""
    from django.utils import translation  # noqa: PLC0415  (only after django.setup())

    language = translation.get_language() if getattr(command, "WRITES_THE_BOOK", False) else "en"
    try:
        with translation.override(language):
            return command.run(options)
    except Exception as error:
        if not is_refusal(error):
            raise
        raise Failed(str(error)) from error


def is_refusal(error: Exception) -> bool:
    """Whether an exception is the kernel's Refused, which can't be imported before Django is set up."""
    return any((kind.__module__, kind.__name__) == ("zhike.kernel.refusals", "Refused") for kind in type(error).__mro__)


def named(words: list[str]) -> str | None:
    """The sub-command that the words begin with, if there is one."""
    return words[0] if words and words[0] in all_names() else None


def parser_for(name: str | None, command: Command | None) -> argparse.ArgumentParser:
    """The parser of the whole program; only the named sub-command's arguments are filled in."""
    parser = argparse.ArgumentParser(prog="zhike", description="Zhike (知客): customer relationships.")
    parser.add_argument("--version", action="version", version=f"zhike {__version__}")
    choices = parser.add_subparsers(dest="command", metavar="COMMAND")
    for each in all_names():
        description = first_line(each)
        one = choices.add_parser(each, help=description, description=description)
        one.add_argument("--json", action="store_true", help="answer in JSON")
        if each == name and command:
            command.arguments(one)
    return parser


def all_names() -> list[str]:
    """All sub-commands: the files in `commands`."""
    return sorted(module.name.rstrip("_").replace("_", "-") for module in pkgutil.iter_modules(commands.__path__))


def module_name(name: str) -> str:
    """The module of a sub-command; `import` is a reserved word, so its file is `import_.py`."""
    plain = name.replace("-", "_")
    return plain if source(plain).exists() else f"{plain}_"


def first_line(name: str) -> str:
    """The first line of a sub-command's docstring, read without running the file."""
    text = ast.get_docstring(tree(name)) or ""
    return text.partition("\n")[0].replace("%", "%%")


def needs_of(name: str) -> Needs:
    """What a sub-command says that it needs: NEEDS = Needs.DATABASE and so on."""
    for statement in tree(name).body:
        if isinstance(statement, ast.Assign) and [ast.unparse(target) for target in statement.targets] == ["NEEDS"]:
            return Needs[ast.unparse(statement.value).rpartition(".")[2]]
    return Needs.MIGRATED


def tree(name: str) -> ast.Module:
    """The syntax tree of a sub-command's file."""
    return ast.parse(source(module_name(name)).read_text(encoding="utf-8"))


def source(module: str) -> Path:
    """The file of a sub-command's module."""
    return Path(commands.__path__[0]) / f"{module}.py"


def refuse(text: str, *, as_json: bool) -> int:
    """Say why it failed: in JSON on standard output for programs, else on standard error."""
    if as_json:
        details: dict[str, Any] = {"error": text}
        print(json.dumps(details, ensure_ascii=False))
    else:
        print(f"zhike: {text}", file=sys.stderr)
    return 1
