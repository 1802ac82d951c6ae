"""A served book for a browser: `zhike serve` on a data directory of its own, with a small demo book or the whole one.

python -m tests.browser.book CUSTOMERS CONTACTS ENTRIES    # writes the book into ZHIKE_HOME
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.runtime.house import House

PASSWORD = "Green-mountain-1978"
ADMINISTRATOR, DIRECTOR, MANAGER, SELLER, BOOKKEEPER = "admin", "chenli", "wanglei", "zhoumin", "zhengwen"
SMALL = (160, 260, 900)
WHOLE = (2_000, 3_500, 20_000)


class Book(House):
    """A house whose first administrator has a known password, which all people of the demo book share."""

    @property
    def variables(self) -> dict[str, str]:
        return super().variables | {"ZHIKE_ADMIN_PASSWORD": PASSWORD}

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served_book(home: Path, size: tuple[int, int, int] = SMALL) -> Iterator[Book]:
    """Write the book unless it is there, and serve it."""
    book = Book(home)
    subprocess.run(
        [sys.executable, "-m", "tests.browser.book", *map(str, size)], env=book.variables, check=True, timeout=300
    )
    with book.serve():
        yield book


def write(customers: int, people: int, entries: int) -> None:
    """Make the administrator and the demo book in the database of this process, unless somebody is there already."""
    from zhike.config.environment import environment  # noqa: PLC0415
    from zhike.demo.book import load  # noqa: PLC0415
    from zhike.doors.command.people import add_person  # noqa: PLC0415
    from zhike.kernel.people.models import Employee  # noqa: PLC0415

    if not Employee.objects.exists():
        add_person(ADMINISTRATOR, None, environment().admin_password, administrator=True)
        load(customers=customers, people=people, entries=entries)
        # The first password must be changed at the first sign-in; here that is not what is tested.
        Employee.objects.update(must_change_password=False)


if __name__ == "__main__":
    from zhike.doors.command.answer import Needs
    from zhike.doors.command.readiness import make_ready

    with ExitStack() as things:
        make_ready(Needs.MIGRATED, things)
        write(*map(int, sys.argv[1:4]))
