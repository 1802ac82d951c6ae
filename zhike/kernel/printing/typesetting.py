"""Typesetting: a Typst template and plain data become a PDF, within this process, in milliseconds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import manimgx_fonts_cjk
import typst
from django.utils.translation import gettext_lazy as _

from zhike.kernel.refusals import Refused

PACKAGE: Final = Path(__file__).resolve().parents[2]
FONTS: Final = Path(manimgx_fonts_cjk.__file__).parent
_one_at_a_time = Lock()


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template (its path within the package: `areas/quotes/prints/quote.typ`) filled with data.

    Data reaches the template as JSON, so whatever it says is shown and never run; a template reads nothing outside the
    package and no network. Raises Refused when the template can't take the data.
    """
    return _compiled(template, data, format="pdf")


def drawn(template: str, data: Mapping[str, Any], *, ppi: float) -> bytes:
    """The same as a PNG picture of the one page that the template has, at so many pixels per inch."""
    return _compiled(template, data, format="png", ppi=ppi)


def _compiled(template: str, data: Mapping[str, Any], **how: Any) -> bytes:
    filled = {"data": json.dumps(data, ensure_ascii=False, default=str)}
    try:
        with _one_at_a_time:
            made = _compiler().compile(input=str(PACKAGE / template), sys_inputs=filled, root=str(PACKAGE), **how)
    except typst.TypstError as problem:
        raise Refused(_("This document can't be printed as it is."), code="cannot_print") from problem
    return bytes(made)  # type: ignore[arg-type]  # one document or picture, never a list of them


@cache
def _compiler() -> typst.Compiler:
    """Knows the fonts; made once, because reading them takes longer than a document."""
    return typst.Compiler(root=str(PACKAGE), font_paths=[str(FONTS)], ignore_system_fonts=True)
