"""What the contracts of the demo company say: three templates, the terms of payment, and why contracts end early."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Part(NamedTuple):
    """An instalment: its name, its share in per cent, how many days after the signing it is due, on what condition."""

    label: str
    share: Decimal
    days: int
    condition: str


def _parts(*rows: tuple[str, int, int, str]) -> tuple[Part, ...]:
    return tuple(Part(label, Decimal(share), days, condition) for label, share, days, condition in rows)


TERMS = {
    "sales": (
        _parts(
            ("预付款", 30, 7, "合同签订后 7 日内"), ("发货款", 60, 45, "发货前付清"),
            ("质保金", 10, 120, "验收合格后 60 日内"),
        ),
        _parts(("预付款", 50, 7, "合同签订后 7 日内"), ("发货款", 50, 45, "发货前付清")),
        _parts(
            ("预付款", 30, 7, "合同签订后 7 日内"), ("到货款", 40, 55, "到货签收后"),
            ("验收款", 30, 90, "终验收合格后 30 日内"),
        ),
    ),
    "framework": (_parts(("月结", 100, 365, "按月对账，开票后 30 日内付清")),),
    "service": (_parts(("上半年服务费", 50, 10, "合同生效后 10 日内"), ("下半年服务费", 50, 190, "第二次巡检完成后")),),
}  # fmt: skip

SALES = """甲方（买方）：{customer}
地址：{customer_address}　税号：{customer_tax_number}
乙方（卖方）：{company}
地址：{company_address}

第一条　标的：甲方向乙方购买本合同所附清单所列的设备、部件与服务（“{subject}”）。
第二条　价款：合同总价 {total}，大写 {total_in_capitals}，含增值税、包装及运抵甲方工厂的运费。
第三条　付款：按本合同所附分期付款计划执行。逾期付款的，每逾期一日按未付金额的万分之五支付违约金。
第四条　交货：乙方自收到预付款之日起 45 日内交货，交货地点为甲方工厂，风险自签收时转移。
第五条　安装与验收：乙方派员安装调试，按双方签署的技术协议终验收；验收合格双方签署验收单。
第六条　质保：设备自终验收之日起质保 24 个月，刀具及耗材除外。乙方 4 小时内响应、48 小时内到场。
第七条　违约：乙方逾期交货的，每逾期一日按逾期部分货款的千分之三支付违约金，累计不超过合同总价的 5%。
第八条　保密：双方对图纸、工艺与价格负有保密义务，保密期为合同终止后三年。
第九条　争议：协商不成的，由合同签订地人民法院管辖。
第十条　本合同自 {starts_on} 起生效，一式四份，双方各执两份。
"""
FRAMEWORK = """甲方（买方）：{customer}
乙方（卖方）：{company}

第一条　本协议为 {starts_on} 至 {ends_on} 期间刀具、油液及备件采购的框架协议。
第二条　甲方按需下达订单，单次订单以乙方确认为准；清单所列为年度预计用量，实际以订单为准。
第三条　清单价格在协议期内不变；原材料价格波动超过 8% 时双方另行协商。
第四条　常用规格乙方备安全库存，订单确认后 3 个工作日内发货，满 2,000 元免运费。
第五条　按月对账，乙方开具增值税专用发票后 30 日内付款。
第六条　任何一方可提前 30 日书面通知终止本协议。
甲方联系人：{contact}
"""
SERVICE = """甲方：{customer}
乙方：{company}

第一条　服务范围：乙方对清单所列设备提供年度保养与巡检，服务期 {starts_on} 至 {ends_on}。
第二条　响应时间：工作日 4 小时内响应，48 小时内到达现场。
第三条　费用：全年服务费 {total}（{total_in_capitals}），含差旅，不含更换的零件。
第四条　每次巡检后乙方出具检测报告，甲方签字确认。
乙方签字：{our_signer}　甲方签字：{their_signer}
"""
TEMPLATES = {
    "sales": ("设备销售合同", SALES),
    "framework": ("耗材框架采购协议", FRAMEWORK),
    "service": ("设备维保服务合同", SERVICE),
}
"""By kind of contract: the template's name and its text."""

ENDED_EARLY = ("甲方厂房项目停建，双方协商终止，预付款已退", "甲方被收购，采购并入集团统一招标", "技术协议未能达成一致")
WAITING = ("大客户首单，价格已与陈总沟通", "客户要求本周内签约，请尽快审批", "比去年价格低 2%，换取三年备件框架")
