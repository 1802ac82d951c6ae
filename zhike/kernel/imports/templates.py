"""Mappings that can be used again."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.imports.models import Import, ImportTemplate
from zhike.kernel.refusals import NotFound, Refused

LONGEST_NAME = 80


def templates_of(entity: str) -> QuerySet[ImportTemplate]:
    """The templates of an entity, shared by all who may import it."""
    return ImportTemplate.objects.filter(entity=entity, deleted_at=None).order_by("name")


def save_template(importing: Import, name: str, *, by: Actor) -> ImportTemplate:
    """Keep an import's mapping and options under a name; one of the same name is replaced by its owner only."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Give the template a name of at most 80 characters."), field="name", code="required")
    if by.employee_id is None:
        raise Refused(_("A template belongs to a person."), code="no_person")
    found = ImportTemplate.objects.filter(entity=importing.entity, name=name).first()
    if (
        found is not None
        and found.owner_id != by.employee_id
        and not by.rights.administrator
        and found.deleted_at is None
    ):
        raise Refused(_("A colleague's template has this name already."), field="name", code="taken")
    template = found or ImportTemplate(entity=importing.entity, name=name, created_by_id=by.employee_id)
    template.owner_id, template.deleted_at = by.employee_id, None
    template.mapping = importing.mapping
    template.options = importing.options | {"duplicates": importing.duplicates}
    template.save()
    return template


def template_named(entity: str, name: str) -> ImportTemplate:
    """The template of this name. Raises NotFound."""
    found = templates_of(entity).filter(name=name).first()
    if found is None:
        raise NotFound(_("There is no template “%(name)s”.") % {"name": name[:LONGEST_NAME]})
    return found


def forget_template(template_id: int, *, by: Actor) -> None:
    """Remove a template: one's own, or any as administrator. Raises NotFound."""
    rows = ImportTemplate.objects.filter(pk=template_id, deleted_at=None)
    if not by.rights.administrator:
        rows = rows.filter(owner_id=by.employee_id)
    if not rows.update(deleted_at=timezone.now()):
        raise NotFound(_("There is no such template."))
