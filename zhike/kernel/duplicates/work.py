"""The whole-book check as a job that a person starts and watches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.duplicates.whole_book import find_all
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.jobs.declaration import job
from zhike.kernel.jobs.models import Job, JobState
from zhike.kernel.jobs.progress import Progress
from zhike.kernel.jobs.starting import start_job
from zhike.kernel.refusals import NotAllowed

KIND = "duplicates"


def check_whole_book(entity: Entity, *, by: Actor) -> Job:
    """Start the check, or join the one that runs already. Needs the special permission to merge."""
    if not by.may(f"{entity.key}.merge") and not by.may("customers.merge"):
        raise NotAllowed(_("You may not look for duplicates in the whole book."))
    running = Job.objects.filter(
        kind=KIND,
        arguments__entity=entity.key,
        state__in=(JobState.WAITING, JobState.RUNNING),
        started_by_id=by.employee_id,
    )
    title = _("Duplicates among all %(what)s") % {"what": entity.label_plural}
    return running.first() or start_job(KIND, title, {"entity": entity.key}, by=by)


@job(KIND)
def run(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Compare the whole book; a run that was broken off begins anew."""
    return {"found": find_all(entity_named(job.arguments["entity"]), progress)}
