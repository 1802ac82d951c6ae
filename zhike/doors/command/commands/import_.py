"""Bring a list in: customers, contacts or others from CSV, XLSX, XLS, ODS or vCards."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.utils import translation

from zhike.doors.command.answer import Answer, Failed
from zhike.doors.command.people import acting_as, language_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.files.storage import chunks_of
from zhike.kernel.imports import service
from zhike.kernel.imports.chunks import DOCUMENTS, KINDS
from zhike.kernel.imports.models import Import, Reject
from zhike.kernel.imports.rejects import rejects_as_csv

SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """ENTITY FILE and what is decided about them."""
    parser.add_argument(
        "entity",
        metavar="ENTITY",
        help="what the rows are: " + ", ".join(one.key for one in entities() if one.importing),
    )
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--template", metavar="NAME", help="a saved mapping")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help="against the guess; an empty field leaves the column out",
    )
    parser.add_argument(
        "--duplicates",
        choices=["skip", "update", "create", "ask"],
        help="what becomes of rows that are in the book already",
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would become of the rows")
    parser.add_argument(
        "--as", dest="person", metavar="USER", help="whose import it is; else the first administrator's"
    )
    parser.add_argument(
        "--heal", action="store_true", help="take rows apart that were put in quotation marks as one cell"
    )
    parser.add_argument(
        "--finish", action="store_true", help="do at once what is offered for new documents, such as issuing invoices"
    )
    parser.add_argument(
        "--set", action="append", default=[], dest="fixed", metavar="FIELD=VALUE", help="the same for all rows"
    )
    parser.add_argument("--sheet", metavar="NAME", help="of a workbook")
    parser.add_argument(
        "--rejects", metavar="FILE", type=Path, help="write the rows that were not brought in here, with reasons"
    )


def run(options: argparse.Namespace) -> Answer:
    """Take the file in, map it, and check it or bring it in.

    The reasons that are kept with the import are in the language of the person whose import it is: they stand on its
    page too.
    """
    by = acting_as(options.person)
    importing = taken_in(options, by)
    with translation.override(language_of(by)):
        return brought_in(options, importing, by)


def brought_in(options: argparse.Namespace, importing: Import, by: Actor) -> Answer:
    """Check the rows or bring them in, and tell what became of them."""
    if options.dry_run:
        plan = service.check(importing, by=by, wait=True).plan
        return Answer(told(importing, plan), data_of(importing, plan) | {"dry_run": True, "plan": plan})
    progress = None if options.json or not sys.stderr.isatty() else show
    importing = service.run_now(importing, by=by, progress=progress)
    if options.rejects:
        options.rejects.write_bytes(b"".join(rejects_as_csv(importing)))
    text = (
        told(importing, importing.counts)
        + f"\nbatch {importing.batch_id}: zhike undo {importing.batch_id} takes it back"
    )
    return Answer(
        text + complaints(importing), data_of(importing, importing.counts) | {"batch": str(importing.batch_id)}
    )


def taken_in(options: argparse.Namespace, by: Actor) -> Import:
    """The import with its mapping. Raises Failed for a file that isn't there and for a wish that is misspelt."""
    given = {
        "heal": options.heal,
        "finish": options.finish,
        "sheet": options.sheet,
        "template": options.template,
        "duplicates": options.duplicates,
        "fixed": {field: value for field, _sign, value in (pair.partition("=") for pair in options.fixed)},
    }
    try:
        with options.file.open("rb") as stream:
            importing = service.begin(
                entity_named(options.entity), chunks_of(stream), options.file.name, by=by,
                options={name: value for name, value in given.items() if value},
            )  # fmt: skip
    except OSError as error:
        raise Failed(f"Can't read {options.file}: {error.strerror}") from error
    if options.map:
        importing = service.set_mapping(importing, importing.mapping | wished(options.map), by=by)
    return importing


def wished(pairs: list[str]) -> dict[str, str]:
    """COLUMN=FIELD pairs; a column may hold an equals sign."""
    for pair in pairs:
        if "=" not in pair:
            raise Failed(f"--map wants COLUMN=FIELD, not {pair}.")
    return {column: field for column, _sign, field in (pair.rpartition("=") for pair in pairs)}


def told(importing: Import, counts: dict[str, Any]) -> str:
    """The mapping and the counts, for a person."""
    lines = [f"{column} -> {importing.mapping[column]}" for column in importing.headers if column in importing.mapping]
    left = [column for column in importing.headers if column not in importing.mapping]
    lines += [f"left out: {', '.join(left)}"] if left else []
    return "\n".join([*lines, *(f"{kind:<10}{counts.get(kind, 0):>9,}{_documents(counts, kind)}" for kind in KINDS)])


def _documents(counts: dict[str, Any], kind: str) -> str:
    many = counts.get(DOCUMENTS + kind, 0)
    return f" rows, {many:,} documents" if many else ""


def complaints(importing: Import) -> str:
    """The first rows that were not brought in."""
    rejects = Reject.objects.filter(of=importing).exclude(code="duplicate").order_by("line")[:SHOWN]
    return "".join(f"\nline {one.line}: {one.column + ': ' if one.column else ''}{one.reason}" for one in rejects)


def data_of(importing: Import, counts: dict[str, Any]) -> dict[str, Any]:
    """The same for a program."""
    return {
        "import": str(importing.pk), "entity": importing.entity, "mapping": importing.mapping, "total": importing.total,
        **{kind: counts.get(kind, 0) for kind in KINDS},
        **{name: many for name, many in counts.items() if name.startswith(DOCUMENTS)},
    }  # fmt: skip


def show(done: int, total: int | None = None, message: str | None = None) -> None:
    """A line that counts."""
    print(f"\r{done:,} of {total or 0:,}", end="", file=sys.stderr, flush=True)
