"""What selling does every day: looking for deals that might be begun, and forgetting what strangers sent."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zhike.areas.selling.models import WebSubmission
from zhike.areas.selling.suggesting import find_all
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.perform import batch
from zhike.kernel.jobs.daily import declare_daily

KEPT = timedelta(days=30)


def look_for_suggestions(today: date) -> None:
    """Bring the suggested opportunities in step with the book."""
    with transaction.atomic(), batch(Actor.system(door="job"), "suggestions.find", "suggestions", {}) as running:
        found, gone = find_all(today, settings.TIME_ZONE)
        running.finish(Outcome(done=found + gone))


def forget_submissions(today: date) -> None:
    """Delete what is known of the senders of web forms after thirty days."""
    WebSubmission.objects.filter(at__lt=timezone.now() - KEPT).delete()


declare_daily("selling.suggestions", look_for_suggestions)
declare_daily("selling.submissions", forget_submissions)
