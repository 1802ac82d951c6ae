"""What deals of a maker of machines are called, and what is said of them."""

from __future__ import annotations

from typing import NamedTuple


class Project(NamedTuple):
    """What a deal is about, and its size in thousands of yuan, from and to."""

    name: str
    thousands: tuple[int, int]


PROJECTS = (
    Project("三号车间五轴加工线", (680, 1450)),
    Project("立式加工中心更新", (260, 620)),
    Project("数控车床采购 6 台", (420, 900)),
    Project("龙门铣床一期", (880, 2100)),
    Project("自动上下料改造", (180, 460)),
    Project("柔性产线规划与交付", (1200, 3600)),
    Project("备件年度框架", (60, 260)),
    Project("年度维保合同", (40, 160)),
    Project("刀具寿命管理系统", (80, 220)),
    Project("设备联网与数据采集", (120, 380)),
    Project("主轴大修两台", (36, 96)),
    Project("质检三坐标配套", (210, 520)),
    Project("新能源壳体加工专机", (760, 1800)),
    Project("模具车间扩产", (540, 1300)),
    Project("铝合金轮毂线改造", (620, 1500)),
    Project("切削液集中供液", (90, 240)),
    Project("桁架机械手配套", (150, 420)),
    Project("旧机床再制造", (110, 330)),
    Project("车铣复合首台试用", (320, 720)),
    Project("工装夹具设计制作", (28, 120)),
    Project("激光切割下料单元", (240, 640)),
    Project("研发中心打样设备", (160, 480)),
    Project("出口机型电气改装", (50, 140)),
    Project("操作工培训与认证", (12, 48)),
)  # fmt: skip

NEEDS = (
    "现有设备精度不足，客户投诉尺寸超差，要求半年内换线。", "订单翻倍，产能缺口约 30%，老板拍板扩产。",
    "人工上下料用工紧张，希望一人看四机。",
    "主机厂要求追溯到单件，需要数据采集。",
    "旧设备停机频繁，维修费用已接近折旧。",
    "新品打样周期太长，想把外协工序收回。",
    "集团统一采购，要求三家比价并提供五年总成本。",
    "环保检查后切削液必须集中处理。",
)  # fmt: skip

STEPS = (
    "约技术交流",
    "到厂演示样机",
    "发送方案与报价",
    "电话确认预算",
    "陪同参观样板客户",
    "试切样件",
    "提交投标文件",
    "商务谈判",
    "确认付款条件", "送合同审核", "回访采购负责人", "补充技术协议",
)  # fmt: skip

WHY_WON = (
    "试切精度优于对手，技术负责人力荐。",
    "本地备件与 24 小时响应打动设备科。",
    "老客户复购，价格按年度协议。",
    "交期比进口品牌快两个月。",
    "总经理参观样板客户后拍板。", "五年总成本测算说服财务。",
)  # fmt: skip

WHY_LOST = {
    "price": "对手总价低约 9%，采购坚持最低价。",
    "product": "行程与客户最大工件不符。",
    "relation": "对手与老板合作多年。",
    "delivery": "客户要求 45 天交货，我方最快 70 天。",
    "budget": "集团冻结固定资产预算。",
    "postponed": "厂房建设延期，项目搁置到明年。",
    "no_answer": "联系人离职，多次联系无回应。", "service": "客户担心驻厂服务人手不足。",
}  # fmt: skip
