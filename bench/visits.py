"""What is measured: the pages and calls of a day's work, as addresses on the large book."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote


class Visit(NamedTuple):
    """One page or call: what it is, and where."""

    name: str
    address: str


EAST = quote(
    '{"and":[{"field":"region","op":"under","value":["320000"]},{"field":"level","op":"in","value":["A","B"]}]}'
)


def visits(deep: str) -> list[Visit]:
    """The pages; `deep` is the mark of page 2,000."""
    return [
        Visit("list, first page", "/customers?view=all"),
        Visit("list, page 2,000", f"/customers?view=all&cursor={deep}"),
        Visit("filter by region and level", f"/customers?view=all&filter={EAST}"),
        Visit("sort by last contact", "/customers?view=all&sort=last_contact_at"),
        Visit("search two characters", f"/search?q={quote('华宸')}"),
        Visit("search pinyin", "/search?q=huachen"),
        Visit("card", "/customers/4242"),
        Visit("card with 10,000 entries", "/customers/1"),
        Visit("board", "/customers?view=all&display=status"),
    ]


def calls(deep: str) -> list[Visit]:
    """The same as JSON."""
    api = "/api/v1"
    return [
        Visit("list, first page", f"{api}/customers?limit=50"),
        Visit("list, page 2,000", f"{api}/customers?limit=50&cursor={deep}"),
        Visit(
            "filter by region and level", f"{api}/customers?limit=50&filter[region__under]=320000&filter[level__in]=A,B"
        ),
        Visit("search two characters", f"{api}/search?q={quote('华宸')}"),
        Visit("record", f"{api}/customers/4242"),
    ]


def mark_of_page_2000() -> str:
    """The mark that the list gives after 1,999 pages of fifty rows, found without reading them one by one."""
    from zhike.areas.customers.models import Customer
    from zhike.kernel.lists.page import mark_behind

    rows = Customer.objects.filter(deleted_at=None, last_contact_at__isnull=False).order_by("-last_contact_at", "-pk")
    place = min(1_999 * 50, max(rows.count() - 60, 0))
    moment, pk = rows.values_list("last_contact_at", "pk")[place : place + 1][0]
    return mark_behind(moment, pk)
