"""Addresses of the pages of money."""

from django.urls import path

from zhike.doors.web.money import day_sheet, overview, reconciliation, statement

urlpatterns = [
    path("money", overview.overview, name="money"),
    path("money/customers/<int:customer_id>", statement.statement),
    path("money/cash/<int:account_id>/day", day_sheet.sheet),
    path("money/reconciliation", reconciliation.page),
]
