"""The bytes that visits of the list and of the card cost, compressed: the first, with all that it loads, and the next.

python -m bench.weight --size 10000
"""

from __future__ import annotations

import argparse
import http.client
import re

from bench.kept import book_home
from bench.requests import PORT, ask, prepared, serving, signed_in

LOADED = re.compile(rb'(?:href|src)="(/static/[^"#]+)')
ACCEPTED = {"Accept-Encoding": "br, gzip"}


def main() -> None:
    """Fetch both pages as a browser does and add up what goes over the wire."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    options, _rest = parser.parse_known_args()
    home = book_home(options.size)
    prepared(home)
    with serving(home):
        cookie = {"Cookie": signed_in()}
        for name, address in (("list", "/customers?view=all"), ("card", "/customers/4242")):
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
            _status, plain = ask(connection, address, cookie)
            _status, packed = ask(connection, address, cookie | ACCEPTED)
            files = {one.decode() for one in LOADED.findall(plain)}
            loaded = sum(len(ask(connection, one, ACCEPTED)[1]) for one in files)
            print(f"{name}: first visit {(len(packed) + loaded) / 1024:.1f} KB, then {len(packed) / 1024:.1f} KB")


if __name__ == "__main__":
    main()
