"""What all pages of one import share: the crumbs, the line of steps, the file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.imports.listing import crumb, whole
from zhike.doors.web.imports.steps import steps
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.imports.models import Import


def framed(
    request: HttpRequest,
    template: str,
    importing: Import,
    step: int,
    context: dict[str, Any],
    *,
    ended: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Render a page of an import at one of its steps."""
    entity = entity_named(importing.entity)
    words = _("%(rows)s rows · %(size)s · %(what)s") % {
        "rows": whole(importing.total),
        "size": filesizeformat(importing.file_size),
        "what": entity.label_plural,
    }
    shared = {
        "importing": importing,
        "entity": entity,
        "steps": steps(step, ended=ended),
        "file_words": words,
        "address": f"/imports/{importing.pk}",
        "warnings": importing.counts.get("warnings", []),
    }
    crumbs = [crumb(), {"label": importing.file_name, "url": ""}]
    return frame_page(request, template, shared | context, crumbs=crumbs, status=status)
