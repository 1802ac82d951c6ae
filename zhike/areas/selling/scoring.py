"""How promising a lead is, from what it says of itself. Pure: no clock, no database.

Points are ours, set by hand and the same for everybody: a lead is worth a call the sooner the better it can be reached,
the clearer its need, and the likelier its sender decides. At most 100.

| what | points |
|---|---|
| a telephone number that can be dialled | 15 |
| an e-mail address of a company's own domain (of a free provider: 5) | 15 |
| a company with its legal form (without: 5) | 10 |
| a need in more than 20 characters | 10 |
| words of buying in the need: budget, tender, quote, soon | 20 |
| a post that decides | 15 |
| the source: tender and referral 15, exhibition and web site 10, others 5 | 5–15 |
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from zhike.kernel.entity.parts import Words
from zhike.kernel.text.phones import normalise_phone

FREE_MAIL = frozenset({
    "qq.com", "163.com", "126.com", "sina.com", "sina.cn", "sohu.com", "foxmail.com", "139.com", "189.cn", "yeah.net",
    "gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "aliyun.com",
})  # fmt: skip
LEGAL_FORMS = ("公司", "集团", "厂", "研究院", "研究所", "大学", "医院", "ltd", "inc", "llc", "gmbh", "corp", "co.,")
BUYING = (
    "预算",
    "采购",
    "招标",
    "报价",
    "尽快",
    "急需",
    "本月",
    "年底前",
    "budget",
    "tender",
    "quote",
    "asap",
    "purchase",
)
DECIDING = ("总", "经理", "厂长", "主任", "主管", "采购", "ceo", "cto", "director", "manager", "head", "owner")
SOURCES = {"tender": 15, "referral": 15, "exhibition": 10, "website": 10}
LONG_NEED = 20
MOST = 100


class Facts(NamedTuple):
    """What a lead says of itself; `source` is the code of its choice."""

    company: str = ""
    post: str = ""
    phone: str = ""
    email: str = ""
    need: str = ""
    source: str = ""


class Reason(NamedTuple):
    """Why there are so many points."""

    points: int
    words: Words


class Score(NamedTuple):
    """The points, and what they are made of, the weightiest first."""

    points: int
    reasons: Sequence[Reason]


def score(facts: Facts) -> Score:
    """The score of a lead with its reasons."""
    found = [*_reachable(facts), *_company(facts), *_need(facts)]
    if _has(facts.post, DECIDING):
        found.append(Reason(15, _("Holds a post that decides")))
    if facts.source:
        found.append(Reason(SOURCES.get(facts.source, 5), _("Came by a source of this kind")))
    ordered = sorted(found, key=lambda one: -one.points)
    return Score(min(sum(one.points for one in ordered), MOST), ordered)


def _reachable(facts: Facts) -> list[Reason]:
    found = []
    if facts.phone and normalise_phone(facts.phone):
        found.append(Reason(15, _("Can be telephoned")))
    domain = facts.email.rpartition("@")[2].casefold()
    if domain:
        own = domain not in FREE_MAIL
        found.append(Reason(15 if own else 5, _("Writes from the company's own mail") if own else _("Can be mailed")))
    return found


def _company(facts: Facts) -> list[Reason]:
    if not facts.company:
        return []
    whole = _has(facts.company, LEGAL_FORMS)
    return [Reason(10 if whole else 5, _("Names the company in full") if whole else _("Names a company"))]


def _need(facts: Facts) -> list[Reason]:
    found = [Reason(10, _("Describes the need"))] if len(facts.need.strip()) > LONG_NEED else []
    return [*found, Reason(20, _("Speaks of buying"))] if _has(facts.need, BUYING) else found


def _has(text: str, words: Sequence[str]) -> bool:
    lower = text.casefold()
    return any(word in lower for word in words)
