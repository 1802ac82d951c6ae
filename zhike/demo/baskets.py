"""What customers order again without a quote: tools and oils mostly, spare parts, service, now and then a machine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random

from zhike.areas.catalog.models import Product
from zhike.areas.customers.models import Contact, Customer
from zhike.areas.orders.models import Order, OrderLine
from zhike.demo.goods import CONSUMABLES
from zhike.demo.papers import order_for
from zhike.demo.seasons import STRENGTH
from zhike.kernel.directory import directory

COMPONENTS = ("主轴与转台", "夹具与卡盘", "传动与导轨", "电气与数控")
FACTORS = {"A": Decimal("0.92"), "B": Decimal("0.96")}
WEIGHTS = {"A": 9, "B": 4, "C": 2, "D": 1}
FOREIGN = "主要做出口，汇率敏感。"
DOLLAR = Decimal("6.8")
CENT, YUAN = Decimal("0.01"), Decimal(1)
# What is in the basket: how often, which categories, lines and quantities from and to, what the order is called.
KINDS = (
    (66, CONSUMABLES, (2, 5), (4, 48), "刀具耗材补货"), (18, COMPONENTS, (1, 3), (1, 6), "备件采购"),
    (9, ("安装与维保", "操作培训"), (1, 2), (1, 6), "技术服务"),
    (4, ("数控车床", "钻攻中心"), (1, 1), (1, 2), "增购设备"), (3, ("检测与软件",), (1, 1), (1, 1), "检测设备"),
)  # fmt: skip


class Market:
    """Who orders again, and what there is to order."""

    def __init__(self, goods: Sequence[Product]) -> None:
        self.goods: dict[str, list[Product]] = defaultdict(list)
        for one in goods:
            if one.category and one.price and one.cost is not None and one.status == "active":
                self.goods[one.category.name].append(one)
        statuses = {one.pk for one in directory().dictionaries["customer_status"] if one.code == "cooperating"}
        self.levels = {one.pk: one.code for one in directory().dictionaries["customer_level"]}
        rows = Customer.objects.filter(status_id__in=statuses, frozen_at=None, deleted_at=None)
        rows = rows.exclude(region=None).exclude(street="").exclude(main_phone="").select_related("owner")
        self.customers = list(rows.order_by("pk"))
        # Few order much: the weight of a customer falls with its place among those of its level.
        self.weights = [
            WEIGHTS.get(self._level(one), 1) * STRENGTH.get(one.owner.username, 0.5) / (1 + place % 9)
            for place, one in enumerate(self.customers)
        ]
        self.contacts: dict[int, list[Contact]] = defaultdict(list)
        for contact in Contact.objects.filter(customer__in=self.customers, deleted_at=None).order_by("pk"):
            self.contacts[contact.customer_id].append(contact)

    def again(self, random: Random, day: date) -> tuple[Order, list[OrderLine]]:
        """One customer's order of a day."""
        customer = random.choices(self.customers, self.weights)[0]
        _weight, categories, many, much, subject = random.choices(KINDS, [one[0] for one in KINDS])[0]
        people = self.contacts[customer.pk]
        order = order_for(random, customer, random.choice(people) if people else None, day, subject)
        if customer.remarks == FOREIGN and categories == CONSUMABLES:
            order.currency = "USD"
        offered = [product for name in categories for product in self.goods[name]]
        chosen = random.sample(offered, min(random.randint(*many), len(offered)))
        return order, [self._line(order, product, Decimal(random.randint(*much))) for product in chosen]

    def _line(self, order: Order, product: Product, quantity: Decimal) -> OrderLine:
        factor = FACTORS.get(self._level(order.customer), YUAN)
        price = (product.price or YUAN) * factor / (DOLLAR if order.currency == "USD" else 1)
        price = price.quantize(YUAN if price >= 100 else CENT)
        return OrderLine(
            order=order, product=product, description=product.name, quantity=quantity, unit_id=product.unit_id,
            price=price, list_price=price, cost=product.cost, tax_rate=product.tax_rate, created_by=order.owner,
        )  # fmt: skip

    def _level(self, customer: Customer) -> str:
        return self.levels.get(customer.level_id or 0, "")
