"""What an administrator does first in a company that has nobody else yet."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory


def first_steps(by: Actor) -> list[dict[str, Any]]:
    """The steps from an empty book to work, as long as the administrator is alone in it; else none."""
    if not by.rights.administrator or len(directory().people) > 1:
        return []
    return [
        {"icon": "landmark", "url": "/settings/company", "label": _("Say who you are"),
         "words": _("Name, tax number, address, currency and logo stand on every document.")},
        {"icon": "network", "url": "/settings/departments", "label": _("Build your departments"),
         "words": _("What people may see follows them.")},
        {"icon": "users", "url": "/employees/new", "label": _("Add your colleagues"),
         "words": _("Each with a role: seller, manager, accountant …")},
        {"icon": "upload", "url": "/imports/new?entity=customers", "label": _("Bring in your customers"),
         "words": _("From Excel or CSV; you see what would come of it before anything is written.")},
    ]  # fmt: skip
