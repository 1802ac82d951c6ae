"""What is done with the company profile beyond changing its fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from zhike.areas.organisation.company import company
from zhike.areas.organisation.logo import refuse_unfit
from zhike.areas.organisation.models import Company
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import SETTINGS
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.perform import batch
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.files.attaching import attach
from zhike.kernel.files.models import StoredFile
from zhike.kernel.refusals import Refused


@action(
    Company, power=SETTINGS, label=_("Set the logo"), icon="image", sentence=_("%(by)s changed the logo of %(title)s"),
)  # fmt: skip
def set_logo(companies: Chosen[Company], *, file: Annotated[str, Ask(asked=False)] = "", by: Actor) -> Outcome:
    """Make a picture that is attached to the profile the logo, by the id of the file; without one, have no logo.

    Raises Refused for a file that is not attached to the profile, and for one that is no fitting picture.
    """
    ours = companies.one()
    stored = None
    if file:
        attached = StoredFile.objects.filter(entity="company", record_id=ours.pk, deleted_at=None)
        stored = attached.filter(pk=whole_number(file) or 0).first()
        if stored is None:
            raise Refused(_("There is no such file."), field="file", code="unknown_reference")
        refuse_unfit(stored)
    Company.objects.filter(pk=ours.pk).update(logo=stored, revision=F("revision") + 1)
    return Outcome(done=1, records=[ours.pk])


def put_logo(chunks: Iterable[bytes], name: str, *, by: Actor) -> Outcome:
    """Attach a picture to the company profile and make it the logo, as one step that can be undone.

    Raises NotAllowed without the right to change the set-up, and Refused for what is no fitting picture.
    """
    entity, ours = entity_named("company"), company()
    with batch(by, "company.set_logo", "company", {"name": name}) as running:
        kept = attach(entity, ours.pk, chunks, name, by=running.by)
        outcome = set_logo(ours, file=str(kept.values["file"]), by=running.by)
        running.title = ours.name
        return running.finish(outcome.of(running.id))
