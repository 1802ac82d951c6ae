"""The companies that the sellers of the demo book meet at their customers' doors."""

from __future__ import annotations

from zhike.demo.staff import Crew
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named

COMPETITORS = (
    ("沈阳恒锐机床集团有限公司", "high", "210100", "立式加工中心、龙门铣床", "国企改制，产品线全，东北市场根基深。",
     "价格低 8–10%，备件库存足。", "服务响应慢，五轴机型稳定性不足。", "以现场试切和 24 小时服务承诺取胜。"),
    ("东莞速捷精机有限公司", "high", "441900", "高速钻攻中心、雕铣机", "面向 3C 行业，出货快，账期灵活。",
     "交期两周，可分期付款。", "精度保持性差，三年后返修多。", "用五年总成本测算说服财务负责人。"),
    ("上海德韵数控设备有限公司", "medium", "310115", "进口机床代理、自动化产线", "代理德国、日本品牌，客户多为外资。",
     "品牌强，样板客户多。", "价格高，备件须进口，交期长。", "突出国产替代与本地备件。"),
    ("宁波凯阳机械制造有限公司", "medium", "330200", "数控车床、车铣复合", "民营企业，浙东客户密集。",
     "同城服务，老板关系好。", "缺少大型项目经验。", "从集团客户的多厂区统一采购切入。"),
    ("武汉长工智能装备有限公司", "low", "420100", "机器人上下料、柔性产线", "高校背景，技术团队年轻。",
     "软件能力强。", "机床本体外购，责任边界不清。", "可合作：我方主机加其集成。"),
)  # fmt: skip


def meet(crew: Crew) -> int:
    """Write the competitors, each by one of the sellers. Returns how many."""
    entity, people = entity_named("competitors"), list(crew.everyone.values())
    names = ("name", "threat", "region", "main_products", "background", "strengths", "weaknesses", "strategy")
    for place, values in enumerate(COMPETITORS):
        create(entity, dict(zip(names, values, strict=True)), by=Actor.of(people[place % len(people)], door="import"))
    return len(COMPETITORS)
