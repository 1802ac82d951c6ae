"""Names, posts and numbers of the people in the demo book."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

SURNAMES = (
    ("王李张刘陈杨黄赵吴周", 8),
    ("徐孙马朱胡郭何林高罗", 4),
    ("郑梁谢宋唐许韩邓冯曹", 3),
    ("彭曾肖田董潘袁蔡蒋余", 2),
    (
        "于杜叶程魏苏吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔",
        1,
    ),
)
MEN = [
    "建国",
    "志强",
    "伟",
    "军",
    "勇",
    "磊",
    "涛",
    "明",
    "超",
    "国栋",
    "俊杰",
    "浩",
    "宇",
    "鹏",
    "文斌",
    "海波",
    "晓东",
    "立新",
    "永康",
    "家豪",
    "子轩",
    "振华",
    "德明",
    "少华",
    "兴旺",
    "松",
    "航",
    "凯",
    "斌",
    "卫东",
]
WOMEN = [
    "丽",
    "静",
    "敏",
    "艳",
    "娟",
    "芳",
    "燕",
    "婷",
    "雪梅",
    "晓红",
    "秀英",
    "玉兰",
    "佳怡",
    "欣怡",
    "雨桐",
    "慧",
    "洁",
    "莉",
    "琳",
    "美玲",
    "海燕",
    "文静",
    "思雨",
    "春梅",
    "倩",
    "颖",
    "丹",
    "晶",
    "梦瑶",
    "淑芬",
]
MOBILE = (
    "135", "136", "137", "138", "139", "150", "151", "152", "158", "159", "130", "131", "132", "155", "156", "186",
    "133",
    "153", "180", "181", "189", "177", "199",
)  # fmt: skip


class Someone(NamedTuple):
    """A name with the sex that it belongs to."""

    name: str
    male: bool


class Post(NamedTuple):
    """A post at a customer: its department there, class of contact, part in decisions with the usual weight."""

    name: str
    unit: str
    contact_class: str
    part: str
    weight: int


BOSSES = (
    Post("总经理", "总经办", "management", "decider", 82),
    Post("董事长", "总经办", "management", "decider", 90),
    Post("副总经理", "总经办", "management", "decider", 70),
    Post("厂长", "生产部", "management", "decider", 66),
)
POSTS = (
    Post("采购总监", "采购部", "business", "influencer", 61), Post("采购经理", "采购部", "business", "buyer", 48),
    Post("采购员", "采购部", "business", "buyer", 20), Post("设备科长", "设备科", "technical", "user", 34),
    Post("技术总监", "技术部", "technical", "influencer", 58), Post("工艺工程师", "工艺科", "technical", "user", 26),
    Post("生产经理", "生产部", "technical", "user", 40), Post("车间主任", "生产部", "technical", "user", 30),
    Post("财务经理", "财务部", "finance", "gatekeeper", 38), Post("会计", "财务部", "finance", "gatekeeper", 12),
    Post("行政主管", "行政部", "other", "gatekeeper", 10), Post("质量经理", "品质部", "technical", "influencer", 42),
    Post("项目经理", "项目部", "business", "influencer", 45), Post("总经理助理", "总经办", "management", "gatekeeper",
        36),
)  # fmt: skip
HOBBIES = ("钓鱼", "乒乓球", "羽毛球", "书法", "喝茶", "自驾游", "摄影", "爬山", "足球", "下棋", "跑步", "养花")


def person(random: Random) -> Someone:
    """A believable name."""
    group = random.choices([one[0] for one in SURNAMES], [len(one[0]) * one[1] for one in SURNAMES])[0]
    male = random.random() < 0.66
    return Someone(random.choice(group) + random.choice(MEN if male else WOMEN), male)


def mobile(random: Random, taken: set[str]) -> str:
    """A mobile phone number that nobody else in the book has."""
    while True:
        number = f"{random.choice(MOBILE)}{random.randint(0, 99_999_999):08d}"
        if number not in taken:
            taken.add(number)
            return number
