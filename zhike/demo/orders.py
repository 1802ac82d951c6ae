"""Orders and what left the house for them: packing lists, and the goods that came in to be sent out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from zhike.areas.orders.models import OrderLine, OrderState, Shipment, ShipmentLine, ShipmentState
from zhike.areas.orders.stocking import promise, send_out
from zhike.areas.stock.costing import Move
from zhike.areas.stock.models import MovementKind, SlipKind, StockLevel, StockMovement, Warehouse
from zhike.areas.stock.posting import Sheet, post_all
from zhike.demo import seasons
from zhike.demo.goods import MACHINES
from zhike.demo.sales import Parcel, Sale
from zhike.demo.staff import Crew
from zhike.demo.stock import slip_of
from zhike.demo.writing import analyse, number, numbers_over_years, write
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_named

SEED = 20250618
CARRIERS = {"freight": ("deppon", "deppon", "jd"), "express": ("sf", "sf", "jd", "ems"), "own_truck": ("other",)}
TRACKED = {"sf": "SF", "deppon": "DPK", "jd": "JDVB", "ems": "EA"}
SOON = timedelta(days=6)
"""What leaves so soon is packed already."""
LATE_EVERY = 4
"""Of the orders that wait, one in so many lacks goods."""


def make(crew: Crew, sales: Sequence[Sale], today: date) -> tuple[int, dict[date, Decimal]]:
    """Write orders, packing lists and stock movements. Returns how many packing lists, and what was bought by month."""
    random = Random(SEED)  # noqa: S311  (a demo book holds no secrets)
    _write_orders(sales)
    by = Actor.of(crew.everyone["chenli"], door="import")
    packed = _shipments(random, sales, today)
    waiting = [one for one in sales if one.order.state == OrderState.AWAITING]
    done = [pair for pair in packed if pair[0].order.state != OrderState.AWAITING]
    place = Warehouse.objects.order_by("pk")[0]
    bought = _take_in(sales, waiting, place, crew, today)
    post_all([_sent(shipment, lines, place) for shipment, lines in done], by=by)
    analyse(StockMovement, StockLevel)
    for sale in waiting:
        promise(sale.order, sale.lines, by=by)
    for shipment, _lines in packed:
        if shipment.order.state == OrderState.AWAITING and shipment.state != ShipmentState.PACKED:
            send_out(shipment, dated=shipment.shipped_on or today, by=by)
    return len(packed), bought


def _write_orders(sales: Sequence[Sale]) -> None:
    entity, orders = entity_named("orders"), [sale.order for sale in sales]
    for order, own in zip(orders, numbers_over_years(entity, [one.dated for one in orders]), strict=True):
        order.number = own
    write(entity, number(orders))
    lines = [line for sale in sales for line in sale.lines]
    for line in lines:
        line.order_id, line.created_at, line.created_by = line.order.pk, line.order.created_at, line.order.created_by
    write(entity_named("order_lines"), number(lines))


Packed = tuple[Shipment, list[ShipmentLine]]


def _shipments(random: Random, sales: Sequence[Sale], today: date) -> list[Packed]:
    """A packing list for every parcel that left, and for those that leave soon."""
    pairs = sorted(
        ((parcel, sale) for sale in sales for parcel in sale.parcels if parcel.day <= today + SOON),
        key=lambda pair: (pair[0].day, pair[1].order.pk),
    )
    made = [_shipment(random, sale, parcel, today) for parcel, sale in pairs]
    entity = entity_named("shipments")
    days = [min(parcel.day, today) for parcel, _sale in pairs]
    for (shipment, _lines), own in zip(made, numbers_over_years(entity, days), strict=True):
        shipment.number = own
    write(entity, number([shipment for shipment, _lines in made]))
    lines = [line for _shipment, own in made for line in own]
    for line in lines:
        line.shipment_id, line.order_line_id = line.shipment.pk, line.order_line.pk
    write(entity_named("shipment_lines"), number(lines))
    return made


def _shipment(random: Random, sale: Sale, parcel: Parcel, today: date) -> Packed:
    order = sale.order
    way = directory().choices.get(order.delivery_method_id or 0)
    carriers = CARRIERS.get(way.code if way else "", ("other",))
    choice = directory().choice("carrier", random.choice(carriers))
    shipment = Shipment(
        order=order, customer_id=order.customer_id, owner=order.owner, department_id=order.department_id,
        created_by=order.owner, receiver=order.receiver, receiver_phone=order.receiver_phone, region_id=order.region_id,
        street=order.street, postcode=order.postcode, carrier_id=choice.pk if choice else None,
        packages=random.randint(1, 4), weight=Decimal(random.randint(20, 900)) / 10,
    )  # fmt: skip
    _send(random, shipment, parcel.day, today)
    lines = [
        ShipmentLine(
            shipment=shipment, position=at, order_line=sale.lines[place], product_id=sale.lines[place].product_id,
            description=sale.lines[place].description, quantity=quantity, unit_id=sale.lines[place].unit_id,
            serial_numbers=_serials(random, sale.lines[place], quantity, parcel.day), created_by=order.owner,
            created_at=shipment.created_at,
        )
        for at, (place, quantity) in enumerate(parcel.parts.items(), start=1)
    ]  # fmt: skip
    return shipment, lines


def _send(random: Random, shipment: Shipment, day: date, today: date) -> None:
    """Packed, on its way, or delivered by now."""
    shipment.created_at = seasons.at(random, min(day, today))
    if day > today:
        return
    shipment.state, shipment.shipped_on = ShipmentState.SHIPPED, day
    prefix = TRACKED.get(directory().choices[shipment.carrier_id].code, "") if shipment.carrier_id else ""
    shipment.tracking_number = f"{prefix}{random.randrange(10**12):012d}" if prefix else ""
    arrives = seasons.later(random, day, 2, 6)
    if arrives <= today:
        shipment.state, shipment.delivered_on = ShipmentState.DELIVERED, arrives


def _serials(random: Random, line: OrderLine, quantity: Decimal, day: date) -> str:
    """Machines have a number each, of the month in which they were made."""
    product = line.product
    if product is None or product.category is None or product.category.name not in MACHINES:
        return ""
    model = product.name.rsplit(" ", 1)[-1].replace("-", "")
    return "\n".join(f"{model}-{day:%y%m}-{random.randint(1, 999):03d}" for _piece in range(int(quantity)))


def _take_in(
    sales: Sequence[Sale], waiting: Sequence[Sale], place: Warehouse, crew: Crew, today: date
) -> dict[date, Decimal]:
    """Goods come in month by month, as many as leave in it; for most of what waits they are there already."""
    wanted: dict[date, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    late = {id(sale) for sale in waiting[::LATE_EVERY] if not sale.gone(today)}
    for sale in sales:
        for parcel in sale.parcels if id(sale) not in late else ():
            month = min(parcel.day, today).replace(day=1)
            for at, quantity in parcel.parts.items():
                wanted[month][sale.lines[at].product_id or 0] += quantity
    products = {line.product_id: line.product for sale in sales for line in sale.lines if line.product}
    bought = {}
    for month, quantities in sorted(wanted.items()):
        lines = [(products[one], quantity) for one, quantity in sorted(quantities.items())]
        moment = seasons.at(Random(month.toordinal()), month)  # noqa: S311  (a demo book holds no secrets)
        reference = f"{month:%Y%m} 采购与完工入库"
        slip_of(SlipKind.RECEIPT, place, lines, crew.everyone["chenli"], moment, reference=reference)
        bought[month] = sum((product.cost * quantity for product, quantity in lines), Decimal(0))
    return bought


def _sent(shipment: Shipment, lines: Sequence[ShipmentLine], place: Warehouse) -> Sheet:
    moves = [
        Move(one.product_id or 0, place.pk, -one.quantity, MovementKind.SHIPMENT, line=one.order_line_id)
        for one in lines
    ]
    return Sheet(moves, shipment.shipped_on or shipment.created_at.date(), ("shipments", shipment.pk), shipment.number)
