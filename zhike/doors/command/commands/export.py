"""Take records out into a CSV, XLSX or vCard file."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.utils import translation

from zhike.doors.command.answer import Answer, Failed
from zhike.doors.command.people import acting_as, language_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.exports.service import export
from zhike.kernel.filters.tree import Condition, Group, from_json
from zhike.kernel.lists.page import Wish
from zhike.kernel.views.models import SavedView


def arguments(parser: argparse.ArgumentParser) -> None:
    """ENTITY, which rows, and where to."""
    parser.add_argument(
        "entity", metavar="ENTITY", help="what to take out: " + ", ".join(one.key for one in entities())
    )
    parser.add_argument("--view", metavar="V", help="a view, by its key or its name")
    parser.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="EXPR",
        help='level=A, level__in=A,B, or {"and": [{"field": …, "op": …, "value": …}]}',
    )
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE", help=".csv, .xlsx or .vcf")
    parser.add_argument("--columns", metavar="A,B", help="only these fields")
    parser.add_argument(
        "--lines", nargs="?", const="lines", default="", metavar="NAME",
        help="of documents: a row for each line, as they come in again",
    )  # fmt: skip
    parser.add_argument("--sort", default="", metavar="FIELD")
    parser.add_argument(
        "--as", dest="person", metavar="USER", help="whose rights count; else the first administrator's"
    )


def run(options: argparse.Namespace) -> Answer:
    """Write the file, which appears only when it is whole."""
    by, entity = acting_as(options.person), entity_named(options.entity)
    where, sort = view_of(entity, options.view, by)
    for expression in options.filter:
        where = where.both(filter_of(expression))
    columns = [name for name in (options.columns or "").split(",") if name]
    taken = export(
        entity,
        Wish(where=where, sort=options.sort or sort),
        by=by,
        format=options.output.suffix.lstrip(".").lower(),
        columns=columns,
        lines=options.lines,
    )
    draft = options.output.with_name(f".{options.output.name}.draft")
    try:
        # The file is for the person; what is said about it, for whoever sits at the terminal.
        with draft.open("wb") as stream, translation.override(language_of(by)):
            stream.writelines(taken.chunks)
        draft.replace(options.output)
    except OSError as error:
        raise Failed(f"Can't write {options.output}: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
    taken.export.refresh_from_db()
    text = f"{taken.export.rows:,} {entity.key} written to {options.output}"
    return Answer(text, {"export": str(taken.export.pk), "rows": taken.export.rows, "file": str(options.output)})


def view_of(entity: Entity, name: str | None, by: Actor) -> tuple[Group, str]:
    """The filter and the sort of a standard or saved view. Raises Failed when there is none of this name."""
    if not name:
        return Group(), ""
    for view in entity.views:
        if name in (view.key, str(view.label)):
            return from_json(view.where), view.sort
    saved = SavedView.objects.filter(entity=entity.key, name=name, deleted_at=None)
    mine: Any = saved.filter(owner_id=by.employee_id).first() or saved.filter(shared=True).first()
    if mine is None:
        raise Failed(f"There is no view {name} of {entity.key}.")
    return from_json(mine.where), mine.sort


def filter_of(expression: str) -> Group:
    """FIELD=VALUE, FIELD__OPERATOR=VALUE, or the filter's JSON form."""
    if expression.lstrip().startswith("{"):
        try:
            return from_json(json.loads(expression))
        except ValueError as error:
            raise Failed(f"The filter is no JSON: {error}") from error
    name, sign, value = expression.partition("=")
    if not sign:
        raise Failed(f"--filter wants FIELD=VALUE, not {expression}.")
    field, _joint, operator = name.partition("__")
    return Group("and", (Condition(field, operator or "eq", value),))
