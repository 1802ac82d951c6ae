"""Addresses of the first page, of cards and what hangs on them, of the history and of notifications."""

from django.urls import path

from zhike.doors.web.files import pictures
from zhike.doors.web.files import views as files
from zhike.doors.web.home import today
from zhike.doors.web.notices import views as notices
from zhike.doors.web.records import batches, card, composer, day, following, history, panel, pinning, printing, timeline

urlpatterns = [
    path("", today.today),
    path("today/tasks", today.tasks),
    path("today/team", today.team),
    path("events", notices.stream),
    path("notifications", notices.notices),
    path("notifications/count", notices.count),
    path("notifications/read", notices.read_all),
    path("notifications/<int:notice_id>", notices.opened_notice),
    path("files/<int:file_id>", files.fetch),
    path("files/<int:file_id>/delete", files.delete),
    path("batches/<int:batch_id>", batches.batch),
    path("batches/<int:batch_id>/take-back", batches.undo),
    path("changes/<int:change_id>/undo", history.undo_one),
    path("people/<int:person_id>/day/<slug:day_text>", day.day),
    path("people/<int:person_id>/day/<slug:day_text>/undo", day.undo_day),
    path("<slug:key>/<int:record_id>", card.card),
    path("<slug:key>/<int:record_id>/panel", panel.panel),
    path("<slug:key>/<int:record_id>/timeline", timeline.more),
    path("<slug:key>/<int:record_id>/history", card.history),
    path("<slug:key>/<int:record_id>/files", card.files),
    path("<slug:key>/<int:record_id>/files/add", files.add),
    path("<slug:key>/<int:record_id>/picture", pictures.choose),
    path("<slug:key>/<int:record_id>/picture/<slug:mark>", pictures.picture),
    path("<slug:key>/<int:record_id>/related/<slug:name>", card.related),
    path("<slug:key>/<int:record_id>/insights/<slug:name>", card.insight),
    path("<slug:key>/<int:record_id>/prints/<slug:name>.pdf", printing.pdf),
    path("<slug:key>/<int:record_id>/log", composer.log),
    path("<slug:key>/<int:record_id>/pin", pinning.pin),
    path("<slug:key>/<int:record_id>/follow", following.turn),
]
