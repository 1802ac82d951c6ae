"""The text of a contract from its template: words in braces are filled in, everything else stays as it was written."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from zhike.areas.organisation.company import company
from zhike.kernel.refusals import Refused
from zhike.kernel.text.rmb import rmb_capitals

PLACE: Final = re.compile(r"\{(\w+)\}")
SOURCES: Final[dict[str, Callable[[Any], str]]] = {
    "number": lambda contract: contract.number,
    "customer": lambda contract: contract.customer.name,
    "customer_address": lambda contract: contract.customer.street,
    "customer_tax_number": lambda contract: contract.customer.tax_number,
    "contact": lambda contract: contract.contact.name if contract.contact else "",
    "company": lambda contract: company().name,
    "company_address": lambda contract: company().street,
    "subject": lambda contract: contract.subject,
    "dated": lambda contract: _day(contract.dated),
    "starts_on": lambda contract: _day(contract.starts_on),
    "ends_on": lambda contract: _day(contract.ends_on),
    "total": lambda contract: f"{contract.currency} {_money(contract.total)}",
    "total_in_capitals": lambda contract: rmb_capitals(contract.total),
    "our_signer": lambda contract: contract.our_signer,
    "their_signer": lambda contract: contract.their_signer,
}
"""What may stand in braces, and where it comes from."""


def filled(text: str, contract: Any) -> str:
    """The text with every place filled in; one that nobody knows stays as it is, so that it is seen."""
    return PLACE.sub(lambda place: SOURCES[place[1]](contract) if place[1] in SOURCES else place[0], text)


def refuse_unknown_places(text: str) -> None:
    """Raises Refused for a template with words in braces that nobody knows."""
    unknown = sorted({name for name in PLACE.findall(text) if name not in SOURCES})
    if unknown:
        words = _("Nothing is known by the name of %(names)s. Known are: %(known)s.")
        raise Refused(words % {"names": ", ".join(unknown), "known": ", ".join(sorted(SOURCES))}, field="body",
                      code="unknown_place")  # fmt: skip


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else "________"


def _money(amount: Decimal) -> str:
    return number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)
