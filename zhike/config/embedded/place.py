"""Where the files of an embedded server are."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

MAJOR_VERSION: Final = 18
# The kernel's sockaddr_un holds 104 bytes on macOS (108 on Linux), of which the file name takes 15.
LONGEST_SOCKET_FOLDER: Final = 88


@dataclass(frozen=True, slots=True)
class Place:
    """The folders and files of one embedded server, and the names inside it.

    data: the cluster. sockets: where clients find it. running: locks and the log.
    """

    data: Path
    sockets: Path
    running: Path
    port: int = 5432
    database: str = "zhike"
    role: str = "zhike"
    superuser: str = "postgres"

    @classmethod
    def of(cls, home: Path) -> Self:
        """The place for a data directory of Zhike."""
        root = Path(os.path.abspath(home)) / "postgres"  # noqa: PTH100  (resolve() would follow links to longer paths)
        sockets = root / "run"
        if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
            sockets = short_folder(root)
        return cls(data=root / "data", sockets=sockets, running=root)

    @property
    def socket(self) -> Path:
        """The socket that the running server listens on."""
        return self.sockets / f".s.PGSQL.{self.port}"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.running / "server.log"


def short_folder(root: Path) -> Path:
    """A short name that stands for a long path, always the same for the same path and person."""
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"zhike-{os.geteuid()}-{digest}"
