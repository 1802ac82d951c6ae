"""The choice lists of orders, with the entries that a new system starts with."""

from django.utils.translation import gettext_lazy as _

from zhike.kernel.dictionaries.declaration import Entry, declare

DELIVERY_METHODS = declare(
    "delivery_method",
    _("Delivery method"),
    [
        Entry("express", "快递", "Express", "sky", is_default=True),
        Entry("freight", "物流专线", "Freight", "teal"),
        Entry("own_truck", "自有车辆", "Own truck", "jade"),
        Entry("pick_up", "客户自提", "Picked up", "ink"),
        Entry("online", "线上交付", "Online", "violet"),
    ],
)
PAYMENT_METHODS = declare(
    "payment_method",
    _("Payment method"),
    [
        Entry("transfer", "银行转账", "Bank transfer", "jade", is_default=True),
        Entry("acceptance", "承兑汇票", "Bank acceptance", "amber"),
        Entry("cash", "现金", "Cash", "ink"),
        Entry("card", "刷卡", "Card", "sky"),
        Entry("mobile", "移动支付", "Mobile payment", "teal"),
    ],
)
CARRIERS = declare(
    "carrier",
    _("Carrier"),
    [
        Entry("sf", "顺丰速运", "SF Express", "rose"),
        Entry("deppon", "德邦快递", "Deppon", "sky"),
        Entry("jd", "京东物流", "JD Logistics", "orange"),
        Entry("ems", "邮政 EMS", "EMS", "jade"),
        Entry("other", "其他", "Other", "ink"),
    ],
)
