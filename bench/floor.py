"""The floor: what a bare Django view of the same size costs on this machine, so that two days' figures can be compared.

Session, three queries (the 50 latest rows of one owner from a large table, by its index, so that the floor is as flat
as it can be), 450 cells by Python functions; no frame, no rights.
"""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.html import format_html
from django.utils.safestring import mark_safe

ROWS = (
    "SELECT id, name, number, main_phone, street, region_id, level_id, owner_id, last_contact_at FROM customer "
    "WHERE owner_id = %s AND deleted_at IS NULL AND last_contact_at IS NOT NULL ORDER BY last_contact_at DESC LIMIT 50"
)


def floor(request: HttpRequest) -> HttpResponse:
    """Fifty rows of nine cells."""
    request.session.get("_auth_user_id")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM employee WHERE cardinality(roles) > 0 ORDER BY id LIMIT 50")
        people = dict(cursor.fetchall())
        cursor.execute(ROWS, [min(people)])
        rows = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM customer LIMIT 1001) s")
        count = cursor.fetchone()[0]
    lines = (f"<tr>{''.join(cell(value) for value in row)}</tr>" for row in rows)
    return HttpResponse(f"<h1>{count}</h1><table>{''.join(lines)}</table>")


def cell(value: object) -> str:
    """One cell, escaped."""
    return format_html("<td>{}</td>", mark_safe("") if value is None else value)


urlpatterns = [path("floor", floor), path("", include("zhike.config.urls"))]
