"""The named rights of the customer book, and what the roles of a new system may do with it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.entity import SEE_PHONES
from zhike.kernel.access.powers import declare_power
from zhike.kernel.access.presets import give
from zhike.kernel.people.models import FieldAccess

MERGE = declare_power("customers.merge", _("Merge customers"), _("Make one customer of several; it can be undone."))
TRANSFER = declare_power("customers.transfer", _("Transfer customers"), _("Hand customers to a colleague, with open work."))
FREEZE = declare_power("customers.freeze", _("Freeze customers"), _("Make a customer read-only, and free it again."))
declare_power(SEE_PHONES, _("See phone numbers"), _("Whole, without asking for each one."))
declare_power("contacts.merge", _("Merge contacts"))

ALL_VERBS = ("view", "create", "change", "delete", "transfer")
EXPORTS = ("customers.export", "contacts.export", "customers.import", "contacts.import", "contacts.merge")

give("sales_manager", "customers", "below", *ALL_VERBS, "unfreeze", powers=[MERGE, TRANSFER, FREEZE, SEE_PHONES, *EXPORTS])
give("sales_manager", "contacts", "below", *ALL_VERBS)
give("seller", "customers", "own", *ALL_VERBS, powers=[SEE_PHONES])
give("seller", "contacts", "own", *ALL_VERBS)
give("service", "customers", "all", "view", powers=[SEE_PHONES])
give("service", "contacts", "all", "view", "create", "change")
give("bookkeeper", "customers", "all", "view", "change", fields={
    name: FieldAccess.READ for name in ("name", "level", "status", "owner", "security_level", "parent")
})  # fmt: skip
give("bookkeeper", "contacts", "all", "view")
give("observer", "customers", "below", "view")
give("observer", "contacts", "below", "view")
