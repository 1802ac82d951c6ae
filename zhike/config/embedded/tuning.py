"""The server's settings, fitted to the machine."""

import os
from pathlib import Path
from typing import Final

import psutil

from zhike.config.embedded.place import Place

MIB: Final = 1 << 20
SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108  (only its size is looked at)
ENOUGH_SHARED_MEMORY: Final = 512 * MIB


def server_settings(place: Place) -> dict[str, str]:
    """All settings that differ from PostgreSQL's own, by name."""
    return {
        # Reached by the socket only, by the people whom `access_rules` names.
        "listen_addresses": "",
        "port": str(place.port),
        "unix_socket_directories": str(place.sockets),
        "unix_socket_permissions": "0700",
        "hba_file": str(place.root / "access.conf"),
        "ident_file": str(place.root / "people.conf"),
        "cluster_name": place.name,
        "max_connections": "120",
        "max_locks_per_transaction": "256",  # every month of the history is a table of its own
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
        # Statements carry what people typed, so a failed one is not written to the log.
        "log_min_error_statement": "panic",
        "log_checkpoints": "off",
        **memory(psutil.virtual_memory().total),
        **storage(),
        **({} if place.durable else {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}),
    }


def memory(total: int) -> dict[str, str]:
    """Settings that depend on the machine's memory, in bytes.

    An eighth goes to the server's own cache, not the usual quarter: the web server and a browser live here too.
    """
    return {
        "shared_buffers": megabytes(total // 8, 64, 4096),
        "effective_cache_size": megabytes(total // 2, 256, 65536),
        "maintenance_work_mem": megabytes(total // 32, 64, 768),
        "work_mem": megabytes(total // 768, 4, 32),
        "dynamic_shared_memory_type": "posix" if roomy_shared_memory() else "mmap",
    }


def storage() -> dict[str, str]:
    """Settings for solid-state disks, and for many short statements rather than few long ones."""
    return {
        "random_page_cost": "1.1",
        "max_wal_size": "2GB",
        "min_wal_size": "128MB",
        "checkpoint_timeout": "15min",
        "jit": "off",
        "autovacuum_naptime": "20s",
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.02",
        "autovacuum_vacuum_insert_scale_factor": "0.1",
    }


def access_rules() -> str:
    """Who may come in: whoever the operating system says is one of `people`, as the role that is theirs."""
    return "local all all peer map=people\n"


def people(place: Place, names: set[str], server_account: str) -> str:
    """Which accounts of the machine are which roles of the database."""
    lines = [f'people "{name}" {place.role}' for name in sorted(names)]
    lines += [f'people "{name}" {place.superuser}' for name in sorted(names | {server_account})]
    return "\n".join(lines) + "\n"


def megabytes(wanted: int, low: int, high: int) -> str:
    """`wanted` bytes as PostgreSQL writes sizes, between `low` and `high` MiB."""
    return f"{max(low, min(high, wanted // MIB))}MB"


def roomy_shared_memory() -> bool:
    """Containers often give 64 MiB, on which a large sort by several processes fails."""
    try:
        room = os.statvfs(SHARED_MEMORY)
    except OSError:
        return True
    return room.f_bavail * room.f_frsize >= ENOUGH_SHARED_MEMORY
