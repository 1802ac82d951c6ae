"""Instalments: their shares are the whole price, and their amounts add up to it to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.money import places_of, split
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

WHOLE = Decimal(100)


def settle_instalments(contract: Any, instalments: Sequence[Any], by: Actor) -> None:
    """Give each instalment its amount. Raises Refused when the shares are not 100 % together."""
    if not instalments:
        return
    shares = [one.share for one in instalments]
    if sum(shares) != WHOLE:
        words = _("The instalments are %(sum)s%% of the price together; they must be 100%%.")
        raise Refused(words % {"sum": f"{sum(shares).normalize():f}"}, field="instalments", code="not_whole")
    for one, amount in zip(instalments, split(contract.total, shares, places_of(contract.currency)), strict=True):
        one.amount = amount
