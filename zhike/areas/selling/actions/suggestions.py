"""Taking up a suggested opportunity, dismissing it, and looking for new ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.selling.models import Opportunity, Suggestion, SuggestionState
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_of

OPEN = Q(state=SuggestionState.OPEN)
CLOSED = _("This suggestion was taken up or dismissed already.")
NOT_AGAIN = 180


@action(
    Suggestion, label=_("Create the opportunity"), icon="target", bulk=True, when=OPEN, otherwise=CLOSED,
    sentence=_("%(by)s took up the suggestion on %(title)s"),
)  # fmt: skip
def take_up(suggestions: Chosen[Suggestion], *, by: Actor) -> Outcome:
    """Begin a deal for each suggestion, with its customer, contact and likely amount."""
    done: list[int] = []
    made: list[str] = []
    for page in suggestions.pages():
        for one in page:
            values: dict[str, Any] = {
                "name": f"{one.name} · {one.get_kind_display()}"[:200], "customer": one.customer_id,
                "contact": one.contact_id, "amount": one.amount, "need": one.note if one.kind == "need" else "",
            }  # fmt: skip
            outcome = create(entity_of(Opportunity), {key: value for key, value in values.items() if value}, by=by)
            one.state, one.opportunity_id = SuggestionState.TAKEN, outcome.records[0]
            one.until = timezone.localdate() + timedelta(days=NOT_AGAIN)
            one.revision += 1
            one.save(update_fields=["state", "opportunity", "until", "revision", "updated_at"])
            done.append(one.pk)
            made.append(f"/opportunities/{outcome.records[0]}")
    url = made[0] if len(made) == 1 else "/opportunities?view=mine"
    return Outcome(done=len(done), records=done[:100], values={"url": url})


@action(
    Suggestion, label=_("Dismiss"), icon="x", bulk=True, when=OPEN, otherwise=CLOSED,
    sentence=_("%(by)s dismissed the suggestion on %(title)s"),
)  # fmt: skip
def dismiss(
    suggestions: Chosen[Suggestion], *, days: Annotated[int, Ask(_("Not again for so many days"))] = 90, by: Actor
) -> Outcome:
    """Put suggestions aside; the same one does not come back before so many days."""
    until = timezone.localdate() + timedelta(days=max(1, min(days, 3650)))
    done: list[int] = []
    for page in suggestions.pages():
        for one in page:
            one.state, one.until = SuggestionState.DISMISSED, until
            one.revision += 1
            one.save(update_fields=["state", "until", "revision", "updated_at"])
            done.append(one.pk)
    return Outcome(done=len(done), records=done[:100])
