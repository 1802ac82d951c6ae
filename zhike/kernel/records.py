"""What every record that people care about has, whatever its trade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from zhike.kernel.access.actor import Actor


class RecordQuerySet(models.QuerySet[Any]):
    """Rows of a record table; `visible_to` is the one door through which people and programs reach them."""

    def visible_to(self, by: Actor, verb: str = "view") -> Self:
        """Keep the rows on which the actor may do the verb (`view`, `change`, `delete`, `transfer`…), bin left out."""
        from zhike.kernel.access.scopes import predicate  # noqa: PLC0415  (scopes know employees, who are records)

        return self.filter(predicate(self.model, by, verb), deleted_at=None)

    def in_bin(self, by: Actor) -> Self:
        """The deleted rows that the actor may restore."""
        from zhike.kernel.access.scopes import predicate  # noqa: PLC0415  (scopes know employees, who are records)

        return self.filter(predicate(self.model, by, "delete"), deleted_at__isnull=False)


class Record(models.Model):
    """A row that is created, changed and deleted by actions, has a history and can be undone.

    `revision` counts the changes made by actions; it is the ETag of the record, so that two people who save the same
    record are told. Columns kept up by the system (such as the last contact) don't move it.
    """

    created_at = models.DateTimeField(_("Created"), auto_now_add=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+",
        db_index=False, verbose_name=_("Created by"),
    )  # fmt: skip
    updated_at = models.DateTimeField(_("Changed"), auto_now=True, editable=False)
    revision = models.PositiveIntegerField(_("Revision"), default=1, db_default=1, editable=False)
    deleted_at = models.DateTimeField(_("Deleted"), null=True, editable=False)

    history_verbs: ClassVar[tuple[str, ...]] = ("insert", "update", "delete")
    """Which changes the history keeps; a table that the database itself keeps append-only is its own history."""

    objects: ClassVar[models.Manager[Any]] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


def owner_field(*, db_index: bool = True) -> models.ForeignKey[Any, Any]:
    """Whose a record is; without an index of its own where another begins with it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=db_index,
        verbose_name=_("Owner"),
    )  # fmt: skip


class OwnedRecord(Record):
    """A record that belongs to a person and to the department that the person worked in when it was given."""

    owner = owner_field()
    department = models.ForeignKey(
        "kernel.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Owning department"),
    )

    class Meta:
        abstract = True


class HeldRecord(OwnedRecord):
    """A record that is seen and changed with the one that holds it (a contact with its customer).

    The `scope_…` columns repeat what decides about the holder: whose it is, how confidential, whether it is in the bin
    or frozen. The database keeps them true (see `access/holding.py`), so that the rule stays a plain predicate on one
    table. A record that nothing holds stands for itself.
    """

    scope_owner = models.BigIntegerField(null=True, editable=False)
    scope_department = models.BigIntegerField(null=True, editable=False)
    scope_level = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    scope_open = models.BooleanField(default=True, db_default=True, editable=False)
    scope_frozen = models.BooleanField(default=False, db_default=False, editable=False)

    history_leaves_out: ClassVar[tuple[str, ...]] = (
        "scope_owner",
        "scope_department",
        "scope_level",
        "scope_open",
        "scope_frozen",
    )

    class Meta:
        abstract = True
