"""What happens to a lead when it is made or written: its score, its owner, and telling the owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhike.areas.selling.assigning import assign
from zhike.areas.selling.models import Lead
from zhike.areas.selling.scoring import Facts, Score, score
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.perform import after_commit
from zhike.kernel.directory import directory
from zhike.kernel.notifications.telling import notify
from zhike.kernel.refusals import Refused


def facts_of(lead: Lead) -> Facts:
    """What the score is made of."""
    source = directory().choices.get(lead.source_id or 0)
    return Facts(lead.company, lead.post, lead.phone, lead.email, lead.need, source.code if source else "")


def score_of(lead: Lead) -> Score:
    """The score of a lead, with its reasons."""
    return score(facts_of(lead))


def complete_lead(lead: Lead, changed: frozenset[str], by: Actor) -> None:
    """A lead can be reached somehow, and has its score."""
    if not (lead.phone or lead.email or lead.company):
        raise Refused(_("Write a phone number, an e-mail address or a company."), field="phone", code="required")
    lead.score = score_of(lead).points


def give_out(lead_ids: Sequence[int], by: Actor) -> None:
    """Give new leads that nobody owns to people by the rules, else to whoever made them; and tell the new owners."""
    assign(lead_ids, by=by)
    if by.employee_id is not None:
        Lead.objects.filter(pk__in=lead_ids, owner=None).update(owner=by.employee_id, department=by.department_id)
    owners: dict[int, list[int]] = defaultdict(list)
    for lead_id, owner in Lead.objects.filter(pk__in=lead_ids).exclude(owner=None).values_list("pk", "owner"):
        if owner != by.employee_id:
            owners[owner].append(lead_id)
    after_commit(lambda: tell_owners(owners))


def tell_owners(owners: dict[int, list[int]]) -> None:
    """Tell people which leads they got."""
    for owner, ids in owners.items():
        if len(ids) == 1:
            title = str(Lead.objects.get(pk=ids[0]))
            notify(
                [owner], _("A new lead for you: %(title)s"), {"title": title}, icon="magnet", url=f"/leads/{ids[0]}",
                entity="leads", record_id=ids[0],
            )  # fmt: skip
        else:
            notify(
                [owner], _("%(count)s new leads for you"), {"count": len(ids)}, icon="magnet", url="/leads?view=mine"
            )
