"""Who runs the server: PostgreSQL refuses to be root, so root lends it to an account that can do nothing else."""

import os
import pwd
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

from zhike.config.embedded.place import NoServer

SERVICE_ACCOUNT: Final = "zhike"


@cache
def server_account() -> pwd.struct_passwd:
    """The account that runs the server: oneself or, for root, the account "zhike", made when missing, else nobody."""
    if os.geteuid() != 0:
        return own_account()
    try:
        return pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        make_service_account()
    for name in (SERVICE_ACCOUNT, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServer("PostgreSQL can't run as root and there is no other account. Run Zhike as an ordinary user.")


def own_account() -> pwd.struct_passwd:
    """The account of this process; PostgreSQL asks for its name."""
    try:
        return pwd.getpwuid(os.geteuid())
    except KeyError as error:
        raise NoServer(f"Account number {os.geteuid()} has no name on this machine; PostgreSQL needs one.") from error


def make_service_account() -> None:
    """Add the account; where that is not possible, nothing happens."""
    useradd = shutil.which("useradd")
    if useradd:
        nologin = shutil.which("nologin") or "/bin/false"
        arguments = ["--system", "--user-group", "--no-create-home", "--home-dir", "/", "--shell", nologin]
        subprocess.run([useradd, *arguments, SERVICE_ACCOUNT], capture_output=True, check=False)  # noqa: S603


def hand_over(path: Path) -> None:
    """Give a file or folder to the account that runs the server."""
    if os.geteuid() == 0:
        account = server_account()
        os.chown(path, account.pw_uid, account.pw_gid)


def as_server(arguments: list[str]) -> list[str]:
    """The command line that runs `arguments` as the server's account, ended with the process that starts it.

    Root's data directory and often the program's folder are closed to others (mode 700). The account keeps a single
    privilege of root's, to pass through and read, rather than that we open root's folders to everybody.
    """
    if os.geteuid() != 0:
        return arguments
    setpriv = shutil.which("setpriv")
    if not setpriv:
        raise NoServer("As root, 'setpriv' (package util-linux) is needed to start PostgreSQL as another account.")
    account = server_account()
    who = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    may = "-all" + "".join(f",+{name}" for name in privilege_to_pass())
    return [setpriv, *who, f"--inh-caps={may}", f"--ambient-caps={may}", "--pdeathsig=INT", "--", *arguments]


def privilege_to_pass() -> list[str]:
    """The least of root's privileges that lets the account reach closed folders: containers often lack the smaller."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    permitted = int(status.partition("CapPrm:")[2].split()[0], 16)
    return [name for name, bit in (("dac_read_search", 2), ("dac_override", 1)) if permitted >> bit & 1][:1]
