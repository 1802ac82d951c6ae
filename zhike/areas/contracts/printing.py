"""A contract on paper: its text, what it is about, the instalments, and the places to sign."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhike.areas.contracts.models import Contract
from zhike.areas.contracts.wording import filled
from zhike.areas.organisation.company import company
from zhike.kernel.access.actor import Actor
from zhike.kernel.text.rmb import rmb_capitals


def contract_on_paper(contract: Contract, by: Actor) -> dict[str, Any]:
    """What the template needs, in the language of the reader."""
    lines = contract.lines.filter(deleted_at=None).select_related("unit").order_by("position", "pk")
    parts = contract.instalments.filter(deleted_at=None).order_by("position", "pk")
    return {
        "number": contract.number,
        "facts": [
            [_("Customer"), contract.customer.name], [pgettext("of a document", "Date"), _day(contract.dated)],
            [_("Subject"), contract.subject], [_("In force from"), _day(contract.starts_on)],
            [_("Signed on"), _day(contract.signed_on)], [_("In force until"), _day(contract.ends_on)],
        ],
        "text": filled(contract.body, contract),
        "columns": [
            [_("Description"), "1", "left"], [_("Quantity"), "auto", "right"],
            [pgettext("of measure", "Unit"), "auto", "left"], [pgettext("per unit", "Price"), "auto", "right"],
            [_("Net amount"), "auto", "right"],
        ],
        "rows": [
            [one.description, f"{one.quantity.normalize():f}", str(one.unit or ""), _money(one.price), _money(one.net)]
            for one in lines
        ],
        "sums": [
            [_("Net amount"), _money(contract.net)], [_("Tax"), _money(contract.tax)],
            [pgettext("with tax", "Total"), f"{contract.currency} {_money(contract.total)}"],
        ],
        "capitals": rmb_capitals(contract.total) if contract.currency == "CNY" else "",
        "instalments_title": _("Instalments") if parts else "",
        "instalment_columns": [
            [pgettext("instalment", "Name"), "1", "left"], [_("Due on"), "auto", "left"], [_("Condition"), "1", "left"],
            [_("Amount"), "auto", "right"],
        ],
        "instalments": [[one.label, _day(one.due_on), one.condition, _money(one.amount)] for one in parts],
        "parties": [
            {"role": _("For us"), "name": company().name, "sign": contract.our_signer or _("Signature, date")},
            {"role": _("For the customer"), "name": contract.customer.name,
             "sign": contract.their_signer or _("Signature, date")},
        ],
    }  # fmt: skip


def _day(day: Any) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


def _money(amount: Decimal) -> str:
    return number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)
