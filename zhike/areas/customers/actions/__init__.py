"""What people do with customers and contacts, beyond creating, changing and deleting them."""

from zhike.areas.customers.actions.copying import copy_contact, copy_customer
from zhike.areas.customers.actions.freezing import freeze, unfreeze
from zhike.areas.customers.actions.merging import merge_contacts, merge_customers
from zhike.areas.customers.actions.phones import unmask_contact, unmask_customer
from zhike.areas.customers.actions.placing import put_below
from zhike.areas.customers.actions.transferring import change_owner, transfer

__all__ = [
    "change_owner", "copy_contact", "copy_customer", "freeze", "merge_contacts", "merge_customers", "put_below",
    "transfer", "unfreeze",
    "unmask_contact", "unmask_customer",
]  # fmt: skip
