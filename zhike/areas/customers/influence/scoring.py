"""How much a contact has to say at a customer: a figure from 0 to 1, and the reasons that make it up.

    influence = Σ weight · value / Σ weight        over the parts of which something is known

    part      weight  value (0 to 1)
    decision  0.40    the mean of the part in the decision and of the weight that a colleague gave it (0–100), as far as
                      known; decider 1, influencer 0.7, buyer 0.6, gatekeeper 0.5, user 0.35
    post      0.25    the rank that the words of the post tell (see `posts`)
    place     0.20    the share of the known colleagues who stand below in the chart
    contact   0.15    1 − exp(−t / 3), where t counts calls and visits, each halving in 90 days

Where it comes from. The parts in a decision are the buying centre of F. Webster and Y. Wind, "A General Model for
Understanding Organizational Buying Behavior", Journal of Marketing 36 (1972) 2, pp. 12–19. The share of those below is
the local reaching centrality of E. Mones, L. Vicsek and T. Vicsek, "Hierarchy Measure for Complex Networks", PLoS ONE 7
(2012) 3, e33799. That contact fades by half in a season, that the fourth call says less than the first, and the four
weights are a judgement: no outcome has been measured against them. So the figure puts people in order; it is not a
probability, and a person is asked for by name, not by number.

What a person may not see does not count for that person: two colleagues with different rights may read two figures.
Contact alone says nothing about power, so without decision, post or place there is no figure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.areas.customers.influence.posts import rank_of
from zhike.areas.customers.influence.touches import Touch
from zhike.kernel.entity.parts import Words

WEIGHTS = {"decision": 0.40, "post": 0.25, "place": 0.20, "contact": 0.15}
LABELS: dict[str, Words] = {
    "decision": gettext_lazy("Part in the decision"), "post": gettext_lazy("Post"),
    "place": gettext_lazy("Place in the chart"), "contact": gettext_lazy("Calls and visits"),
}  # fmt: skip
PARTS = {"decider": 1.0, "influencer": 0.7, "buyer": 0.6, "gatekeeper": 0.5, "user": 0.35}
MUCH_CONTACT = 3.0


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a contact, as far as the asking person may see it; None for what is not."""

    role: str = ""
    role_label: str = ""
    weight: int | None = None
    post: str = ""
    below: int | None = None
    colleagues: int = 0
    touch: Touch | None = None


class Reason(NamedTuple):
    """One part of the figure: its value from 0 to 1, its weight among the known parts, and why, in words."""

    part: str
    label: Words
    value: float
    weight: float
    words: str

    @property
    def points(self) -> float:
        """What this part adds to the figure."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Influence:
    """The figure, to two digits, and its reasons, the weightiest first; None when nothing is known."""

    score: float | None
    reasons: Sequence[Reason] = ()


def influence_of(known: Known) -> Influence:
    """The influence that what is known speaks for."""
    parts = {"decision": _decision(known), "post": _post(known), "place": _place(known), "contact": _contact(known)}
    found = {part: said for part, said in parts.items() if said is not None}
    if not found.keys() - {"contact"}:
        return Influence(None)
    total = sum(WEIGHTS[part] for part in found)
    reasons = [
        Reason(part, LABELS[part], value, WEIGHTS[part] / total, words) for part, (value, words) in found.items()
    ]
    score = round(sum(reason.points for reason in reasons), 2)
    return Influence(score, sorted(reasons, key=lambda reason: -reason.points))


def _decision(known: Known) -> tuple[float, str] | None:
    values = [PARTS[known.role]] if known.role in PARTS else []
    values += [known.weight / 100] if known.weight is not None else []
    if not values:
        return None
    weight = _("weight %(weight)s of 100") % {"weight": known.weight} if known.weight is not None else ""
    return sum(values) / len(values), " · ".join(filter(None, (known.role_label, weight)))


def _post(known: Known) -> tuple[float, str] | None:
    rank = rank_of(known.post)
    return (rank.height, f"{known.post} · {rank.label}") if rank else None


def _place(known: Known) -> tuple[float, str] | None:
    if known.below is None or not known.colleagues:
        return None
    words = _("%(below)s of %(all)s known colleagues stand below") % {"below": known.below, "all": known.colleagues}
    return known.below / known.colleagues, words


def _contact(known: Known) -> tuple[float, str] | None:
    if known.touch is None:
        return None
    if known.touch.last is None:
        return 0.0, _("no call or visit yet")
    days = max((timezone.now() - known.touch.last).days, 0)
    words = _("%(count)s calls and visits, the last %(days)s days ago") % {"count": known.touch.times, "days": days}
    return 1 - math.exp(-known.touch.weight / MUCH_CONTACT), words
