"""The pipelines that a new system starts with. From then on they are the administrator's."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.db import connection

from zhike.areas.selling.models import Criterion, Forecast, Pipeline, Stage, StageKind


class First(NamedTuple):
    """A stage of a new system: its Chinese and English name, and how it is worked."""

    name: str
    name_en: str
    kind: str
    probability: int
    forecast: str
    patience: int | None
    required: tuple[str, ...]
    colour: str


PIPELINES: dict[tuple[str, str], tuple[First, ...]] = {
    ("标准销售流程", "Standard sales"): (
        First("初步接触", "First contact", "open", 10, "pipeline", 14, (), "sky"),
        First("需求确认", "Need confirmed", "open", 25, "pipeline", 14, ("contact", "need"), "teal"),
        First("方案演示", "Solution shown", "open", 45, "best", 14, ("amount", "expected_on"), "violet"),
        First(
            "报价谈判", "Offer and negotiation", "open", 65, "best", 14, ("amount", "expected_on", "next_step"), "amber"
        ),
        First("合同签署", "Contract", "open", 90, "commit", 10, ("amount", "expected_on"), "jade"),
        First("赢单", "Won", "won", 100, "commit", None, ("amount",), "jade"),
        First("输单", "Lost", "lost", 0, "omitted", None, (), "rose"),
    ),
    ("续约与复购", "Renewal and repeat"): (
        First("到期提醒", "Due", "open", 40, "pipeline", 30, (), "sky"),
        First("需求沟通", "Talking", "open", 60, "best", 21, ("amount",), "teal"),
        First("报价确认", "Offer confirmed", "open", 85, "commit", 14, ("amount", "expected_on"), "amber"),
        First("已续约", "Renewed", "won", 100, "commit", None, ("amount",), "jade"),
        First("未续约", "Not renewed", "lost", 0, "omitted", None, (), "rose"),
    ),
}  # fmt: skip


CRITERIA = (
    ("预算已落实", "Budget", "预算金额和来源是否明确？", "Is the money there, and from where?", 20),
    ("决策人已接触", "Authority", "我们是否见过拍板的人？", "Have we met who decides?", 20),
    ("需求迫切", "Need", "不买会有什么损失？", "What does it cost them not to buy?", 20),
    ("时间明确", "Timing", "何时必须投用？", "When must it run?", 15),
    ("内部支持者", "Champion", "客户内部谁在替我们说话？", "Who speaks for us inside?", 15),
    ("竞争优势", "Advantage", "与对手相比我们强在哪里？", "Where are we better than the others?", 10),
)


def fill_new() -> None:
    """Make what was never there: criteria and pipelines."""
    if Criterion._meta.db_table in connection.introspection.table_names() and not Criterion.objects.exists():
        english = settings.LANGUAGE_CODE.startswith("en")
        Criterion.objects.bulk_create(
            Criterion(
                name=name_en if english else name, question=question_en if english else question, weight=weight,
                position=place,
            )
            for place, (name, name_en, question, question_en, weight) in enumerate(CRITERIA)
        )  # fmt: skip
    _fill_pipelines()


def _fill_pipelines() -> None:
    if Pipeline._meta.db_table not in connection.introspection.table_names() or Pipeline.objects.exists():
        return
    english = settings.LANGUAGE_CODE.startswith("en")
    for place, ((name, name_en), stages) in enumerate(PIPELINES.items()):
        pipeline = Pipeline.objects.create(name=name_en if english else name, position=place)
        Stage.objects.bulk_create(
            Stage(
                pipeline=pipeline, name=one.name_en if english else one.name, kind=StageKind(one.kind), position=order,
                probability=one.probability, forecast=Forecast(one.forecast), patience=one.patience,
                required=list(one.required), colour=one.colour,
            )
            for order, one in enumerate(stages)
        )  # fmt: skip
