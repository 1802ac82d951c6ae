"""Whose the goods are: our own stand in another account than those that lie here on consignment."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.models import Product, ProductKind
from zhike.areas.stock.models import StockLevel
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused


def keep_whose_goods(product: Product, changed: frozenset[str], by: Actor) -> None:
    """Refuse that goods in stock become our own, or another's, by a change of their kind: the ledger would not know."""
    if "kind" not in changed or product.pk is None:
        return
    before = Product.objects.values_list("kind", flat=True).get(pk=product.pk)
    if (before == ProductKind.CONSIGNED) == (product.kind == ProductKind.CONSIGNED):
        return
    if StockLevel.objects.filter(product=product).exclude(value=0).exists():
        words = _("There are goods in stock: post them out first, and in again as the other kind.")
        raise Refused(words, field="kind", code="in_stock")
