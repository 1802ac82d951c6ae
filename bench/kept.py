"""Books that are made once for each size and kept, each in a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "build" / "bench"


def book_home(size: int) -> Path:
    """The data directory of the book of this size; made now if it is not there, which takes a minute per 100,000.

    `ZHIKE_BENCH_HOMES` names another folder for the books.
    """
    home = Path(os.environ.get("ZHIKE_BENCH_HOMES", ROOT)) / str(size)
    done = home / "book-is-complete"
    if not done.exists():
        print(f"making a book of {size:,} customers …", flush=True)
        home.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "bench.book", str(size), "3"], check=True, env=environment_of(home))
        done.touch()
    return home


def environment_of(home: Path) -> dict[str, str]:
    """The variables under which a process works on that book."""
    return os.environ | {
        "ZHIKE_HOME": str(home), "ZHIKE_DEMO": "0",
        "ZHIKE_SECRET_KEY": "only-for-measuring-and-never-for-serving-anybody",
        "ZHIKE_ADMIN_PASSWORD": "bench-password-1",
    }  # fmt: skip
