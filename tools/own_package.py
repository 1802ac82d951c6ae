"""Lets the virtual environment's Python find `zhike`, and puts the `zhike` command beside it.

Does what `pip install --editable` does, without having to fetch a build system for it.
"""

import sys
import sysconfig
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
# A path with a blank, or a very long one, is more than the first line of a script can hold; the shell has no limit.
SCRIPT = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys
from zhike.__main__ import main
sys.exit(main())
"""


def main() -> None:
    """Write the path file and the script."""
    Path(sysconfig.get_path("purelib"), "zhike.pth").write_text(f"{PROJECT}\n", encoding="utf-8")
    script = Path(sysconfig.get_path("scripts"), "zhike")
    script.write_text(SCRIPT.format(python=sys.executable), encoding="utf-8")
    script.chmod(0o755)


if __name__ == "__main__":
    main()
