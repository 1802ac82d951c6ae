"""What is filled in and checked before a document or one of its lines is saved."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.preparing import refuse_frozen
from zhike.areas.documents.pricing import rate_for, refuse_unfit
from zhike.areas.finance.currencies import base_currency, currency
from zhike.areas.finance.money import check_places
from zhike.areas.organisation.company import parameters
from zhike.areas.organisation.models import MOST_PLACES
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.refusals import Refused

HUNDRED = Decimal(100)


def complete_document(document: Any, changed: frozenset[str], by: Actor) -> None:
    """Fill in currency, rate and department; refuse a frozen customer, and a contact who works elsewhere."""
    listed = document.price_list.currency if document.price_list_id is not None else ""
    document.currency = document.currency or listed or base_currency()
    currency(document.currency)
    if "customer" in changed:
        refuse_frozen(document.customer)
    if changed & {"customer", "contact"} and document.contact_id:
        _refuse_stranger(document)
    if document.discount is not None and not 0 <= document.discount < HUNDRED:
        raise Refused(_("A discount lies between 0 and 100 per cent."), field="discount", code="out_of_range")
    if "owner" in changed and "department" not in changed and document.owner_id:
        person = directory().people.get(document.owner_id)
        document.department_id = person.department_id if person else None
    if document.price_list_id is not None and changed & {"price_list", "currency", "customer", "dated"}:
        refuse_unfit(document)
    document.revalued = document.pk is not None and bool(changed & {"currency", "price_list"})
    if document.pk is None or changed & {"currency", "dated"}:
        document.rate = rate_for(document)


def complete_line(line: Any, changed: frozenset[str], by: Actor) -> None:
    """Refuse quantities, prices and rates that mean nothing, and a line that says nothing.

    What came from a product is open again when another one is chosen; `settle` fills it in.
    """
    if line.pk and "product" in changed:
        for name, open_value in (("description", ""), ("unit", None), ("tax_rate", None), ("price", None)):
            if name not in changed:
                setattr(line, name, open_value)
    if changed & {"product", "unit", "quantity"}:
        line.list_price = line.cost = None
    if line.quantity is None or line.quantity <= 0:
        raise Refused(_("A quantity is above nothing."), field="quantity", code="out_of_range")
    if line.price is not None and line.price < 0:
        raise Refused(_("A price is not negative."), field="price", code="out_of_range")
    if line.discount is not None and not 0 <= line.discount <= HUNDRED:
        raise Refused(_("A discount lies between 0 and 100 per cent."), field="discount", code="out_of_range")
    if line.tax_rate is not None and not 0 <= line.tax_rate <= HUNDRED:
        raise Refused(_("A rate lies between 0 and 100."), field="tax_rate", code="out_of_range")
    if not line.product_id and not line.description:
        raise Refused(_("Choose a product, or say what the line is about."), field="product", code="required")


def round_price(line: Any, changed: frozenset[str], by: Actor, *, places: str) -> None:
    """Refuse a typed price with more decimals than the company's parameter `places` allows.

    What was agreed in another document is taken over as it was agreed.
    """
    if "price" in changed and line.price is not None and line.source_line is None:
        check_places(line.price, price_places(places), field="price")


def price_places(name: str) -> int:
    """How many decimals prices have, by the name of the company's parameter; six where there is none."""
    return getattr(parameters(), name) if name else MOST_PLACES


def _refuse_stranger(document: Any) -> None:
    if document.contact.customer_id not in (None, document.customer_id):
        words = _("%(name)s works for another customer.") % {"name": document.contact.name}
        raise Refused(words, field="contact", code="another_customer")
