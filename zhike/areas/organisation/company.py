"""The company profile and the parameters: one row each, read from memory by every page."""

from __future__ import annotations

from django.conf import settings
from django.db import connection

from zhike.areas.organisation.models import Company, Parameters
from zhike.kernel.directory import directory

FIRST_NAMES = {"zh-hans": "我的公司", "en": "My company"}
_latest: tuple[int, Company] | None = None
_latest_parameters: tuple[int, Parameters] | None = None


def company() -> Company:
    """The company profile, true at the directory's stamp; not to be changed in place."""
    global _latest  # the process's one copy; replaced whole
    stamp = directory().stamp
    if _latest is None or _latest[0] != stamp:
        _latest = (stamp, Company.objects.order_by("pk").first() or _new())
    return _latest[1]


def parameters() -> Parameters:
    """The parameters, true at the directory's stamp; not to be changed in place."""
    global _latest_parameters  # the process's one copy; replaced whole
    stamp = directory().stamp
    if _latest_parameters is None or _latest_parameters[0] != stamp:
        _latest_parameters = (stamp, Parameters.objects.order_by("pk").first() or Parameters())
    return _latest_parameters[1]


def fill_new() -> None:
    """Make the rows if there are none."""
    present = connection.introspection.table_names()
    if Company._meta.db_table in present and not Company.objects.exists():
        _new().save()
    if Parameters._meta.db_table in present and not Parameters.objects.exists():
        Parameters().save()


def _new() -> Company:
    name = FIRST_NAMES.get(settings.LANGUAGE_CODE, FIRST_NAMES["en"])
    return Company(name=name, locale=settings.LANGUAGE_CODE, time_zone=settings.TIME_ZONE)
