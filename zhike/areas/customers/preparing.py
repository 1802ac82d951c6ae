"""What is filled in and checked before a customer or a contact is saved."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.models import Contact, Customer, CustomerKind
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused
from zhike.kernel.regions.addresses import parse_address
from zhike.kernel.text.identifiers import is_tax_number, normalise_tax_number
from zhike.kernel.text.mnemonics import mnemonic, person_mnemonic

SURE_ENOUGH = 0.6


def complete_customer(customer: Customer, changed: frozenset[str], by: Actor) -> None:
    """Make the mnemonic, read the region out of the street, and refuse a wrong tax number or a circle of parents."""
    if "name" in changed and "mnemonic" not in changed:
        make = person_mnemonic if customer.kind == CustomerKind.INDIVIDUAL else mnemonic
        customer.mnemonic = make(customer.name)[:40]
    if "tax_number" in changed and customer.tax_number:
        customer.tax_number = normalise_tax_number(customer.tax_number)
        if not is_tax_number(customer.tax_number):
            raise Refused(
                _("This is not a valid tax number: its check digit or length is wrong."),
                field="tax_number",
                code="not_tax_number",
            )
    if "street" in changed and customer.street and customer.region_id is None:
        read_region(customer)
    if "parent" in changed:
        refuse_circle(customer)
    if "security_level" in changed and customer.security_level > by.clearance:
        raise Refused(
            _("You can't set a security level above your own clearance."),
            field="security_level",
            code="above_clearance",
        )


def read_region(customer: Customer) -> None:
    """Take region and postcode from an address that was typed or imported as one line."""
    address = parse_address(customer.street)
    if address.region_code and address.confidence >= SURE_ENOUGH:
        customer.region_id = address.region_code
        customer.postcode = customer.postcode or address.postcode or ""


def refuse_circle(customer: Customer) -> None:
    """Refuse a parent company that is the customer itself or one of its subsidiaries."""
    seen, parent = {customer.pk}, customer.parent
    while parent is not None:
        if parent.pk in seen:
            raise Refused(
                _("A company can't be its own parent, not even by way of others."), field="parent", code="circle"
            )
        seen.add(parent.pk)
        parent = parent.parent


def refuse_frozen(customer: Customer) -> None:
    """Refuse to add anything to a frozen customer."""
    if customer.frozen_at is not None:
        raise Refused(_("“%(name)s” is frozen.") % {"name": customer.name}, field="customer", code="read_only")


def complete_contact(contact: Contact, changed: frozenset[str], by: Actor) -> None:
    """A contact follows its customer's owner and department unless told otherwise; superiors don't run in circles."""
    if "customer" in changed and contact.customer is not None:
        refuse_frozen(contact.customer)
    if "customer" in changed and contact.customer is not None and "owner" not in changed:
        contact.owner_id, contact.department_id = contact.customer.owner_id, contact.customer.department_id
    seen, superior = {contact.pk}, contact.superior if "superior" in changed else None
    while superior is not None:
        if superior.pk in seen:
            raise Refused(_("Nobody can be their own superior."), field="superior", code="circle")
        seen.add(superior.pk)
        superior = superior.superior
    if contact.decision_weight is not None and contact.decision_weight > 100:
        raise Refused(_("The weight lies between 0 and 100."), field="decision_weight", code="out_of_range")
