"""The bell on a card: who presses it hears of what others do to the record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.following.keeping import follow, follows_of, unfollow


@require_POST
def turn(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """Follow a record, or hear no more of it; answers the bell."""
    entity, by = opened(request, key)
    record = record_of(entity, record_id, by)
    followed = follows_of(entity, record.pk, by).exists()
    (unfollow if followed else follow)(entity, record.pk, by=by)
    return render(
        request, "web/records/card_follow.html", {"followed": not followed, "card_url": entity.url(record.pk)}
    )
