"""The lines of a deal: its products, whose sum is its amount; the competitors met; the answers of its evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.models import Product
from zhike.areas.finance.currencies import base_currency
from zhike.areas.finance.money import converted, half_up
from zhike.areas.selling.models import Criterion, Opportunity, OpportunityAnswer, OpportunityProduct, Suggestion
from zhike.areas.selling.preparing import in_base_currency
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.parts import Lines
from zhike.kernel.refusals import Refused

HUNDRED = Decimal(100)


def settle_products(deal: Opportunity, lines: Sequence[OpportunityProduct], by: Actor) -> None:
    """Amounts of lines are rounded half up to the cent; where there are lines, the deal's amount is their sum."""
    for place, line in enumerate(lines):
        if line.quantity <= 0:
            raise Refused(_("A quantity is more than zero."), field=f"products.{place}.quantity", code="out_of_range")
        if line.discount is not None and not 0 <= line.discount <= HUNDRED:
            words = _("A discount lies between 0 and 100.")
            raise Refused(words, field=f"products.{place}.discount", code="out_of_range")
        share = (HUNDRED - (line.discount or 0)) / HUNDRED
        line.amount = half_up(line.quantity * (line.price or 0) * share)
    if lines:
        deal.product_id = deal.product_id or lines[0].product_id
        deal.amount = sum((line.amount for line in lines), Decimal(0))
        in_base_currency(deal)


def fill_product(deal: Mapping[str, Any], line: Mapping[str, Any], by: Actor) -> Mapping[str, Any]:
    """The list price of a product that was chosen, in the deal's currency."""
    product = Product.objects.visible_to(by).filter(pk=line.get("product") or 0).first()
    if product is None or product.price is None:
        return {}
    wanted = deal.get("currency") or base_currency()
    return {"price": converted(product.price, product.currency or base_currency(), wanted, timezone.localdate())}


def settle_answers(deal: Opportunity, lines: Sequence[OpportunityAnswer], by: Actor) -> None:
    """Each criterion is answered once."""
    seen: set[int] = set()
    for place, line in enumerate(lines):
        if line.criterion_id in seen:
            words = _("This criterion is answered already.")
            raise Refused(words, field=f"evaluation.{place}.criterion", code="twice")
        seen.add(line.criterion_id)


PRODUCTS = Lines(
    "opportunity_products", "opportunity", ("product", "quantity", "price", "discount", "amount"), _("Products"),
    name="products", settle=settle_products, fill=fill_product, fills_on=("product",), sums=("amount",),
)  # fmt: skip
COMPETITORS = Lines(
    "opportunity_competitors", "opportunity", ("competitor", "standing", "price", "note"), _("Competitors"),
    name="competitors",
)  # fmt: skip
EVALUATION = Lines(
    "opportunity_answers", "opportunity", ("criterion", "rating", "note"), _("Evaluation sheet"), name="evaluation",
    settle=settle_answers,
)  # fmt: skip


def complete_criterion(criterion: Criterion, changed: frozenset[str], by: Actor) -> None:
    """A weight lies between 1 and 100."""
    if not 1 <= criterion.weight <= 100:
        raise Refused(_("A weight lies between 1 and 100."), field="weight", code="out_of_range")


def complete_suggestion(suggestion: Suggestion, changed: frozenset[str], by: Actor) -> None:
    """A suggestion is called as its customer and belongs to its customer's owner."""
    if "customer" in changed:
        customer = suggestion.customer
        suggestion.name, suggestion.owner_id = customer.name, customer.owner_id
        suggestion.department_id = customer.department_id
