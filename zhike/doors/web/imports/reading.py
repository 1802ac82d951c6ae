"""How the file is read, against our guesses: the fold of options beside the mapping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.doors.web.fields import Choice, Field
from zhike.doors.web.imports.fixing import fixed_from
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.imports.models import Import
from zhike.kernel.imports.options import Options
from zhike.kernel.refusals import Refused

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "cp1252", "shift_jis")
DELIMITERS = {
    ",": gettext_lazy("Comma"),
    ";": gettext_lazy("Semicolon"),
    "\t": gettext_lazy("Tab"),
    "|": gettext_lazy("Bar |"),
}
ORDERS = {"yes": True, "no": False}
ALIKE = ("0", "0.9", "0.95", "1")
FLAGS = ("placeholders", "blank_clears", "heal", "finish")


def options_from(form: QueryDict) -> dict[str, Any]:
    """The options of the form; an empty one is left to our guess. Raises Refused for a line that is no number."""
    line = form.get("header_line", "").strip()
    if line and whole_number(line) is None:
        raise Refused(_("This must be a whole number."), field="header_line", code="not_a_number")
    alike = form.get("alike", "")
    return {
        "sheet": form.get("sheet") or None,
        "encoding": form.get("encoding") or None,
        "delimiter": {"tab": "\t"}.get(form.get("delimiter", ""), form.get("delimiter")) or None,
        "header_line": whole_number(line) if line else None,
        "day_first": ORDERS.get(form.get("day_first", "")),
        "alike": float(alike) if alike in ALIKE else Options().alike,
        **{name: name in form for name in FLAGS},
        "fixed": fixed_from(form),
    }


def as_it_was(importing: Import, wanted: dict[str, Any]) -> dict[str, Any]:
    """The options without those that say what was found anyway: the file need not be read again for them."""
    before, found = Options.of(importing.options).reading(), importing.counts.get("read", {})
    return {
        name: None if name in before and before[name] is None and value == found.get(name) else value
        for name, value in wanted.items()
    }


def option_fields(importing: Import, form: QueryDict | None, errors: Mapping[str, str]) -> list[Field]:
    """The fields of the fold: only those that this kind of file has."""
    options = Options.of(importing.options)
    read = importing.counts.get("read", {})
    typed = form if form is not None else _typed(options)
    fields = []
    if len(read.get("sheets", [])) > 1:
        sheets = [Choice(one, one, one == typed.get("sheet")) for one in read["sheets"]]
        fields.append(Field("sheet", _("Sheet"), "select", choices=sheets, help=_now(read.get("sheet"))))
    if read.get("kind") != "vcard":
        fields.append(
            Field(
                "header_line",
                _("Line with the names of the columns"),
                "number",
                typed.get("header_line", ""),
                min="0",
                error=errors.get("header_line", ""),
                help=_("0: the file has none. %(now)s") % {"now": _now(read.get("header_line"))},
            )
        )
    if read.get("kind") == "csv":
        encodings = [Choice(one, one.upper(), one == typed.get("encoding")) for one in ENCODINGS]
        fields.append(
            Field("encoding", _("Encoding"), "select", choices=encodings, help=_now(read.get("encoding", "").upper()))
        )
        delimiters = [
            Choice(
                "tab" if one == "\t" else one,
                str(label),
                (typed.get("delimiter") or "") in (one, "tab" if one == "\t" else one),
            )
            for one, label in DELIMITERS.items()
        ]
        now = str(DELIMITERS.get(read.get("delimiter", ""), read.get("delimiter", "")))
        fields.append(Field("delimiter", _("Between columns"), "select", choices=delimiters, help=_now(now)))
    return [*fields, *_meaning(typed)]


def _meaning(typed: Mapping[str, Any]) -> list[Field]:
    """What cells mean, and how alike is the same."""
    orders = [
        Choice("yes", _("Day first (31/12/2026)"), typed.get("day_first") == "yes"),
        Choice("no", _("Month first (12/31/2026)"), typed.get("day_first") == "no"),
    ]
    alike = {
        "0": _("Only the same number or name"),
        "0.9": _("90 % alike"),
        "0.95": _("95 % alike"),
        "1": _("Exactly alike"),
    }
    return [
        Field(
            "day_first",
            _("Days written with slashes"),
            "select",
            choices=orders,
            help=_("Left empty, the whole column decides."),
        ),
        Field(
            "alike",
            _("Taken for the same record"),
            "select",
            typed.get("alike", "0.95"),
            required=True,
            choices=[Choice(value, label, value == typed.get("alike")) for value, label in alike.items()],
        ),
        Field(
            "placeholders", _("“-”, NULL, Select and the like stand for nothing"), "checkbox", "placeholders" in typed
        ),
        Field(
            "blank_clears",
            _("An empty cell empties the field of a record that is updated"),
            "checkbox",
            "blank_clears" in typed,
        ),
        Field("heal", _("Take lines apart that were put in quotation marks as one cell"), "checkbox", "heal" in typed),
    ]


def _typed(options: Options) -> dict[str, Any]:
    """The options in the form in which the inputs hold them."""
    order = {True: "yes", False: "no", None: ""}[options.day_first]
    line = "" if options.header_line is None else str(options.header_line)
    alike = next((one for one in ALIKE if float(one) == options.alike), "0.95")
    kept = {"sheet": options.sheet, "encoding": options.encoding, "delimiter": options.delimiter, "header_line": line}
    flags = {name: "on" for name in FLAGS if getattr(options, name)}
    return kept | {"day_first": order, "alike": alike} | flags


def _now(value: Any) -> str:
    return _("Read now as: %(what)s") % {"what": value} if value not in (None, "") else ""
