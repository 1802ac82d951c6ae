"""The key that signs cookies and tokens, made on the first start and kept in the data directory."""

import os
import secrets
from pathlib import Path

KEY_LENGTH = 64


def kept_secret(home: Path, name: str) -> str:
    """Read the secret called `name` from the data directory, or make it there, readable by its owner only.

    Two processes that start at the same moment agree on one: the first link wins.
    """
    path = home / name
    if not path.exists():
        make_home(home)
        draft = home / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(KEY_LENGTH), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def make_home(home: Path) -> None:
    """Make the data directory, closed to other people of the machine."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
