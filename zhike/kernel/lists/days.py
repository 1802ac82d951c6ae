"""The rows of a list day by day: the first few of each day, and how many there are, in two statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import OperationalError
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber, TruncDate

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.days import Date
from zhike.kernel.lists.counting import bounded
from zhike.kernel.lists.page import MOST_ROWS, Row, Wish, annotated, page, rows_wished


@dataclass(frozen=True, slots=True)
class Days:
    """The first rows of each day that has any, in the order of their moments, and the number of all rows of the day."""

    rows: dict[date, list[Row]] = field(default_factory=dict)
    numbers: dict[date, int] = field(default_factory=dict)


def by_days(
    entity: Entity, by: Actor, wish: Wish, name: str, first: date, after: date, columns: Sequence[str], each: int
) -> Days | None:  # fmt: skip
    """Spread the rows of a list over the days from `first` to before `after` by a field of type date or datetime.

    Days are those of the company's time zone. At most `each` rows are read of a day; days and `each` together must stay
    within a page of rows. None when finding them would take longer than three seconds.
    """
    if (after - first).days * each > MOST_ROWS:
        raise ValueError("more rows than a page has")
    try:
        with bounded():
            found = list(_first_of_each_day(entity, by, wish, entity.fields[name], first, after, each))
    except OperationalError:
        return None
    ids = [pk for pk, _day, _number in found]
    only = replace(wish, narrow=lambda rows: rows.filter(pk__in=ids), sort="id", cursor="", limit=MOST_ROWS)
    read = {row.id: row for row in page(entity, by, only, columns).rows} if ids else {}
    days: dict[date, list[Row]] = defaultdict(list)
    for pk, day, _number in found:
        if pk in read:
            days[day].append(read[pk])
    return Days(dict(days), {day: number for _pk, day, number in found})


def _first_of_each_day(
    entity: Entity, by: Actor, wish: Wish, moment: BoundField, first: date, after: date, each: int
) -> Any:  # fmt: skip
    column, bound = moment.column, cast("Date", moment.type).bound
    rows = annotated(entity, rows_wished(entity, by, wish), {moment.name})
    rows = rows.filter(**{f"{column}__gte": bound(first), f"{column}__lt": bound(after)}).order_by()
    day = TruncDate(column, tzinfo=ZoneInfo(settings.TIME_ZONE)) if moment.type.name == "datetime" else F(column)
    rows = rows.annotate(day_of_row=day).annotate(
        place_in_day=Window(RowNumber(), partition_by=F("day_of_row"), order_by=[F(column), F("pk")]),
        number_of_day=Window(Count("pk"), partition_by=F("day_of_row")),
    )
    rows = rows.filter(place_in_day__lte=each).order_by("day_of_row", "place_in_day")
    return rows.values_list("pk", "day_of_row", "number_of_day")
