"""How high a post stands, by the words on a business card, in Chinese and in English."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from zhike.kernel.entity.parts import Words


class Rank(NamedTuple):
    """How high a post stands, from 0 to 1, and what such posts are called together."""

    height: float
    label: Words


TOP = Rank(1.0, _("heads the company"))
DEPUTY = Rank(0.85, _("deputy head"))
DIRECTOR = Rank(0.75, _("director"))
MANAGER = Rank(0.6, _("manager"))
LEADER = Rank(0.45, _("section head"))
SPECIALIST = Rank(0.3, _("specialist"))
ASSISTANT = Rank(0.2, _("assistant"))

WORDS: dict[str, Rank] = {
    "董事长": TOP, "总裁": TOP, "总经理": TOP, "首席执行官": TOP, "创始人": TOP, "法人": TOP, "老板": TOP, "院长": TOP,
    "校长": TOP, "行长": TOP, "ceo": TOP, "president": TOP, "chairman": TOP, "chairwoman": TOP, "founder": TOP,
    "owner": TOP, "managing director": TOP, "general manager": TOP,
    "副董事长": DEPUTY, "副总裁": DEPUTY, "副总经理": DEPUTY, "副总": DEPUTY, "常务副总": DEPUTY, "厂长": DEPUTY,
    "首席": DEPUTY, "合伙人": DEPUTY, "vice president": DEPUTY, "deputy general manager": DEPUTY, "partner": DEPUTY,
    "plant manager": DEPUTY, "cto": DEPUTY, "cfo": DEPUTY, "coo": DEPUTY, "cio": DEPUTY,
    "总监": DIRECTOR, "副厂长": DIRECTOR, "总工": DIRECTOR, "总工程师": DIRECTOR, "director": DIRECTOR,
    "chief engineer": DIRECTOR, "head of": DIRECTOR,
    "经理": MANAGER, "部长": MANAGER, "处长": MANAGER, "主任": MANAGER, "manager": MANAGER,
    "副经理": LEADER, "副部长": LEADER, "副主任": LEADER, "车间主任": LEADER, "科长": LEADER, "主管": LEADER,
    "组长": LEADER, "班长": LEADER, "supervisor": LEADER, "leader": LEADER,
    "采购": SPECIALIST, "工程师": SPECIALIST, "会计": SPECIALIST, "出纳": SPECIALIST, "专员": SPECIALIST,
    "采购员": SPECIALIST, "技术员": SPECIALIST, "业务员": SPECIALIST, "buyer": SPECIALIST, "purchas": SPECIALIST,
    "engineer": SPECIALIST, "accountant": SPECIALIST, "specialist": SPECIALIST,
    "助理": ASSISTANT, "秘书": ASSISTANT, "文员": ASSISTANT, "前台": ASSISTANT, "assistant": ASSISTANT,
    "secretary": ASSISTANT, "clerk": ASSISTANT,
}  # fmt: skip


def rank_of(post: str) -> Rank | None:
    """The rank that a post tells, or None when its words are not known.

    The word that ends last decides, and of those the longest: a 总经理助理 is an assistant, a 副总经理 no 总经理.
    """
    words = " ".join(post.casefold().split())
    found = [(words.rindex(word) + len(word), len(word), rank) for word, rank in WORDS.items() if word in words]
    return max(found, key=lambda one: one[:2])[2] if found else None
