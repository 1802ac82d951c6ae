"""A new record that begins as another one is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.standard import copy_values, create
from zhike.kernel.entity.registry import entity_of

SENTENCE = _("%(by)s made a copy of %(title)s")


NOT_COPIED = frozenset({"tax_number", "mnemonic", "mobile", "home_phone", "birthday"})
"""What belongs to one company or one person only."""


def copy(records: Chosen[Any], *, by: Actor) -> Outcome:
    """Create a record with the values of another one, but for its number and what belongs to one only."""
    record = records.one()
    entity = entity_of(record)
    fields = entity.fields
    values = {
        name: fields[name].type.json(value, fields[name])
        for name, value in copy_values(entity, record, by=by).items() if name not in NOT_COPIED
    }  # fmt: skip
    title = entity.title_field
    values[title] = str(_("%(title)s (copy)") % {"title": values[title]})[: entity.fields[title].max_length]
    return Outcome(done=1, records=create(entity, values, by=by).records)


copy_customer = action(Customer, verb="view", label=_("Copy"), icon="copy", sentence=SENTENCE)(copy)
copy_contact = action(Contact, verb="view", label=_("Copy"), icon="copy", sentence=SENTENCE)(copy)
