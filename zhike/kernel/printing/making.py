"""Making the PDF of a record: through the person's rights, in the language that its reader wants."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Print
from zhike.kernel.printing.letterhead import letterhead
from zhike.kernel.printing.typesetting import typeset
from zhike.kernel.refusals import NotFound

NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


class Printed(NamedTuple):
    """A document: the name under which it is saved, and its bytes."""

    name: str
    content: bytes


def printed(entity: Entity, record: Any, key: str, *, language: str = "", by: Actor) -> Printed:
    """The PDF of a record that the actor has been shown to see already. `language`: the reader's; else the actor's.

    Raises NotFound for a document that this kind of record does not have, or a language that the product lacks.
    """
    one = print_named(entity, key)
    language = language or by.language
    if language not in dict(settings.LANGUAGES):
        raise NotFound(_("There is no such language."))
    with translation.override(language):
        data = {"language": language, "letterhead": letterhead(language), "title": str(one.title or one.label)}
        content = typeset(one.template, data | one.data(record, by))
        name = NOT_IN_A_NAME.sub("-", f"{one.label} {entity.title_of(record)}")[:120].strip(" .")
    return Printed(f"{name}.pdf", content)


def print_named(entity: Entity, key: str) -> Print:
    """A declared document of an entity. Raises NotFound."""
    for one in entity.prints:
        if one.key == key:
            return one
    raise NotFound(_("There is no such document."))
