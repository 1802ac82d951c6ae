"""`python -m zhike` and the console script `zhike`."""

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    from zhike.doors.command.program import run  # noqa: PLC0415  (a spawned child imports this file, and needs no command line)

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
