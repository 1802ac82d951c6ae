"""Posting and reversing stock slips, filling stock-taking sheets, and receiving one product from its own card."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.models import Product
from zhike.areas.catalog.rights import SEE_COST
from zhike.areas.stock.costing import Move
from zhike.areas.stock.models import (
    MovementKind,
    SlipKind,
    SlipState,
    StockMovement,
    StockSlip,
    StockSlipLine,
    Warehouse,
)
from zhike.areas.stock.posting import Sheet, post, post_all, reversed_moves, warehouse_in_use
from zhike.areas.stock.slips import blank_lines, moves_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.refusals import NotAllowed, Refused

SLIPS = "stock_slips"
DRAFT = Q(state=SlipState.DRAFT)
NOT_A_DRAFT = _("It is posted already.")


@action(
    StockSlip, power="stock_slips.post", label=pgettext_lazy("stock slip", "Post"), icon="check", bulk=True,
    undoable=False, when=DRAFT, otherwise=NOT_A_DRAFT, sentence=_("%(by)s posted %(title)s"),
)  # fmt: skip
def post_slip(slips: Chosen[StockSlip], *, by: Actor) -> Outcome:
    """Make the movements that slips stand for; from then on they are reversed, never edited.

    Raises Refused when more would leave a warehouse than is there and free.
    """
    return _each(slips, _posted, SlipState.POSTED, by)


@action(
    StockSlip, power="stock_slips.reverse", verb="reverse", label=pgettext_lazy("stock slip", "Reverse"), icon="undo-2",
    danger=True, undoable=False, when=Q(state=SlipState.POSTED), otherwise=_("Only what is posted can be reversed."),
    sentence=_("%(by)s reversed %(title)s: %(reason)s"),
)  # fmt: skip
def reverse_slip(
    slips: Chosen[StockSlip], *, reason: Annotated[str, Ask(_("Reason"), multiline=True)], by: Actor
) -> Outcome:
    """Take back a posted slip by opposite movements; both stay in the books."""
    _refuse_without(reason)
    return _each(slips, lambda slip: _reversed(slip, reason.strip()), SlipState.REVERSED, by)


@action(
    StockSlip, label=_("List all products"), icon="list-plus", when=DRAFT & Q(kind=SlipKind.COUNT),
    otherwise=_("Only a stock-taking sheet that is not posted can be filled."),
    sentence=_("%(by)s listed what lies in the warehouse on %(title)s"),
)  # fmt: skip
def fill_sheet(slips: Chosen[StockSlip], *, by: Actor) -> Outcome:
    """Put every product of the warehouse on a stock-taking sheet, with what the books say of it."""
    slip = slips.one()
    lines = blank_lines(slip)
    StockSlipLine.objects.bulk_create(lines)
    StockSlip.objects.filter(pk=slip.pk).update(revision=F("revision") + 1)
    return Outcome(done=1, records=[slip.pk], message=_("%(count)s lines added") % {"count": len(lines)})


@action(
    StockMovement, power="stock_movements.reverse", verb="reverse", label=pgettext_lazy("stock slip", "Reverse"),
    icon="undo-2", danger=True, undoable=False, when=Q(reverses__isnull=True, document_entity=""),
    otherwise=_("It is reversed by way of the document that it belongs to."),
    sentence=_("%(by)s reversed a movement of %(title)s: %(reason)s"),
)  # fmt: skip
def reverse_movement(
    movements: Chosen[StockMovement], *, reason: Annotated[str, Ask(_("Reason"), multiline=True)], by: Actor
) -> Outcome:
    """Take back a movement that belongs to no document, by an opposite one."""
    _refuse_without(reason)
    made = post(reversed_moves([movements.one()], reason.strip()), dated=timezone.localdate(), by=by)
    return Outcome(done=1, records=[one.pk for one in made])


@action(
    Product, power="products.receive", verb="view", label=_("Receive goods"), icon="package-plus", undoable=False,
    when=Q(kind__in=["made", "bought", "consigned"]), otherwise=_("Only things are received."),
    sentence=_("%(by)s received %(quantity)s of %(title)s"),
)  # fmt: skip
def receive(
    products: Chosen[Product],
    *,
    warehouse: Annotated[Warehouse, Ask(_("Warehouse"))],  # type: ignore[valid-type]  # mypy takes it for a name
    quantity: Annotated[Decimal, Ask(_("Quantity"))],
    unit_cost: Annotated[Decimal | None, Ask(_("Cost per unit"))] = None,
    note: Annotated[str, Ask(_("Text"))] = "",
    by: Actor,
) -> Outcome:
    """Take goods in, at a cost per unit if it is known: it moves the product's average cost."""
    if quantity <= 0:
        raise Refused(_("This must be more than nothing."), field="quantity", code="out_of_range")
    if unit_cost is not None and not by.may(SEE_COST):
        raise NotAllowed(_("You may not set costs."), field="unit_cost", code="lacks_power")
    if unit_cost is not None and unit_cost < 0:
        raise Refused(_("This can't be negative."), field="unit_cost", code="out_of_range")
    product = products.one()
    move = Move(product.pk, warehouse_in_use(warehouse).pk, quantity, MovementKind.PURCHASE, unit_cost, text=note)
    post([move], dated=timezone.localdate(), by=by)
    return Outcome(done=1, records=[product.pk])


def _posted(slip: StockSlip) -> Sheet:
    warehouse_in_use(slip.warehouse)
    lines = (
        StockSlipLine.objects.filter(slip=slip, deleted_at=None).select_related("product").order_by("position", "pk")
    )
    return Sheet(moves_of(slip, list(lines)), slip.dated, (SLIPS, slip.pk), slip.number)


def _reversed(slip: StockSlip, reason: str) -> Sheet:
    movements = StockMovement.objects.filter(document_entity=SLIPS, document_id=slip.pk, reverses=None)
    moves = reversed_moves(list(movements.order_by("pk")), reason)
    return Sheet(moves, timezone.localdate(), (SLIPS, slip.pk), slip.number)


def _each(slips: Chosen[StockSlip], sheet_of: Callable[[StockSlip], Sheet], state: SlipState, by: Actor) -> Outcome:
    """Post the sheet of each slip, all together, and write the state that they are in then."""
    chosen = list(slips.locked())
    post_all([sheet_of(slip) for slip in chosen], by=by)
    for slip in chosen:
        moment = timezone.now() if slip.posted_at is None else slip.posted_at
        StockSlip.objects.filter(pk=slip.pk).update(state=state, posted_at=moment, revision=F("revision") + 1)
    done = [slip.pk for slip in chosen]
    return Outcome(done=len(done), records=done[:100])


def _refuse_without(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why."), field="reason", code="required")
