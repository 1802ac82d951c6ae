"""Merging customers and contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.duplicates import merging

Into = Annotated[int | None, Ask(_("Keep"))]
Choices = Annotated[Mapping[str, int] | None, Ask(_("Value by value"))]
SENTENCE = ngettext_lazy(
    "%(by)s merged %(count)s record into %(title)s", "%(by)s merged %(count)s records into %(title)s", "count"
)


def merge(records: Chosen[Any], *, into: Into = None, choices: Choices = None, by: Actor) -> Outcome:
    """Make one record of several, with all that hangs on them; see the kernel's `merging.merge` for what is refused."""
    return merging.merge(records, into=into, choices=choices or {}, by=by)


merge_customers = action(
    Customer, power="customers.merge", label=_("Merge"), icon="merge", bulk=True, single=False, sentence=SENTENCE
)(merge)
merge_contacts = action(
    Contact, power="customers.merge", label=_("Merge"), icon="merge", bulk=True, single=False, sentence=SENTENCE
)(merge)
