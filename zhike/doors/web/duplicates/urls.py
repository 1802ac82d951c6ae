"""Addresses of the duplicates of any entity that looks for them."""

from django.urls import path

from zhike.doors.web.duplicates import compare, inbox

urlpatterns = [
    path("<slug:key>/duplicates", inbox.inbox),
    path("<slug:key>/duplicates/check", inbox.check_all),
    path("<slug:key>/duplicates/<int:pair_id>/differ", inbox.differ),
    path("<slug:key>/actions/merge", compare.merge),
]
