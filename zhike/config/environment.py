"""Every variable that Zhike reads, typed, in one place, checked when the program starts."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

T = TypeVar("T")
Network = IPv4Network | IPv6Network

LANGUAGES: Final = ("zh-hans", "en")
YES: Final = frozenset({"1", "true", "yes", "on"})
NO: Final = frozenset({"0", "false", "no", "off"})
LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")


class WrongEnvironment(Exception):
    """One or more variables hold what Zhike can't use; the text names each, what it holds and what is wanted."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the variables say.

    home: data directory. database_url and database_replica_url: None means the embedded database, no replica.
    secret_key and admin_password: None means "make one". mail_url and s3_url: None means not in use.
    oidc: (issuer, client id, client secret) or None. workers: web server processes.
    """

    home: Path
    host: str
    port: int
    database_url: str | None
    database_replica_url: str | None
    demo: bool
    admin_password: str | None
    secret_key: str | None
    language: str
    time_zone: str
    public_url: str | None
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[Network, ...]
    workers: int
    log_level: str
    metrics: bool
    debug: bool
    mail_url: str | None
    mail_from: str
    s3_url: str | None
    oidc: tuple[str, str, str] | None


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: the field it fills, how its text is read, its default text ("" for none) and what it is for."""

    name: str
    field: str
    parse: Callable[[str], Any]
    default: str
    purpose: str
    secret: bool = False


def optional(parse: Callable[[str], T]) -> Callable[[str], T | None]:
    """Let empty text mean "not set"."""
    return lambda text: parse(text) if text else None


def boolean(text: str) -> bool:
    """Read 1/0, true/false, yes/no or on/off."""
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise ValueError("must be 1 or 0")


def number(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers from `low` to `high`."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(text)

    return parse


def one_of(*choices: str) -> Callable[[str], str]:
    """A reader of one of a few words, in whichever case they are written."""

    def parse(text: str) -> str:
        for choice in choices:
            if choice.lower() == text.lower():
                return choice
        raise ValueError("must be one of " + ", ".join(choices))

    return parse


def directory(text: str) -> Path:
    """A folder that may have to be made; `~` is the person's own folder."""
    path = Path(text).expanduser()
    if not path.is_absolute():
        path = Path.cwd() / path
    if path.exists() and not path.is_dir():
        raise ValueError("must be a directory, but a file is there")
    return path


def address_of(*schemes: str) -> Callable[[str], str]:
    """A reader of URLs with one of the schemes and a host (or a path, for a socket)."""

    def parse(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in schemes or not (parts.netloc or parts.path or parts.query):
            raise ValueError("must look like " + " or ".join(f"{scheme}://…" for scheme in schemes))
        _ = parts.port  # raises ValueError when the port is no number
        return text

    return parse


def time_zone(text: str) -> str:
    """A name of the tz database such as Asia/Shanghai."""
    if text not in available_timezones():
        raise ValueError("must be a time zone such as Asia/Shanghai")
    return ZoneInfo(text).key


def secret(text: str) -> str:
    """A key long enough not to be guessed."""
    if len(text) < 32:
        raise ValueError("must have at least 32 characters")
    return text


def words(text: str) -> tuple[str, ...]:
    """A comma-separated list."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def networks(text: str) -> tuple[Network, ...]:
    """A comma-separated list of network addresses, each alone or with the length of its prefix (10.0.0.0/8)."""
    return tuple(ip_network(word, strict=False) for word in words(text))


def identity_provider(text: str) -> tuple[str, str, str]:
    """Issuer address, client id and client secret, separated by spaces."""
    parts = text.split()
    if len(parts) != 3 or not parts[0].startswith("https://"):
        raise ValueError("must be 'https://issuer client-id client-secret'")
    return parts[0], parts[1], parts[2]


POSTGRES = address_of("postgresql", "postgres")

VARIABLES: Final = (
    Variable("ZHIKE_HOME", "home", directory, "~/.local/share/zhike", "data directory"),
    Variable("HOST", "host", str, "127.0.0.1", "address to serve on"),
    Variable("PORT", "port", number(1, 65535), "8000", "port to serve on"),
    Variable("DATABASE_URL", "database_url", optional(POSTGRES), "", "PostgreSQL 15 or later; else embedded", True),
    Variable("DATABASE_REPLICA_URL", "database_replica_url", optional(POSTGRES), "", "a read-only copy of it", True),
    Variable("ZHIKE_DEMO", "demo", boolean, "1", "load the demo book on the first start"),
    Variable("ZHIKE_ADMIN_PASSWORD", "admin_password", optional(str), "", "first password of admin; else made", True),
    Variable("ZHIKE_SECRET_KEY", "secret_key", optional(secret), "", "signs cookies; else made and kept", True),
    Variable("ZHIKE_LANGUAGE", "language", one_of(*LANGUAGES), "zh-hans", "language before anyone chooses one"),
    Variable("ZHIKE_TIME_ZONE", "time_zone", time_zone, "Asia/Shanghai", "time zone of the company"),
    Variable("ZHIKE_PUBLIC_URL", "public_url", optional(address_of("https", "http")), "", "address people type"),
    Variable("ZHIKE_ALLOWED_HOSTS", "allowed_hosts", words, "", "more host names to answer to, comma-separated"),
    Variable(
        "ZHIKE_TRUSTED_PROXIES", "trusted_proxies", networks, "127.0.0.0/8,::1", "proxies that say for whom they ask"
    ),
    Variable("ZHIKE_WORKERS", "workers", number(1, 64), "2", "web server processes"),
    Variable("ZHIKE_LOG_LEVEL", "log_level", one_of(*LOG_LEVELS), "INFO", "how much is written to the log"),
    Variable("ZHIKE_METRICS", "metrics", boolean, "0", "answer /metrics"),
    Variable("ZHIKE_DEBUG", "debug", boolean, "0", "show errors in the browser; never for others than yourself"),
    Variable("ZHIKE_MAIL_URL", "mail_url", optional(address_of("smtp", "smtps")), "", "server that sends mail", True),
    Variable("ZHIKE_MAIL_FROM", "mail_from", str, "zhike@localhost", "sender of the mail"),
    Variable("ZHIKE_S3_URL", "s3_url", optional(address_of("s3", "https", "http")), "", "store for files", True),
    Variable("ZHIKE_OIDC", "oidc", optional(identity_provider), "", "single sign-on: issuer, client id, secret", True),
)

OUR_PREFIX: Final = "ZHIKE_"
# Read by the tests alone.
ELSEWHERE: Final = frozenset({"ZHIKE_TEST_HOME", "ZHIKE_SHARED_DATA"})


def read(variables: Mapping[str, str]) -> Environment:
    """Read and check all variables.

    Raises WrongEnvironment with one line per wrong variable.
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    for variable in VARIABLES:
        text = variables.get(variable.name, "").strip() or variable.default
        try:
            values[variable.field] = variable.parse(text)
        except ValueError as error:
            shown = "what it holds" if variable.secret else f"'{text}'"
            problems.append(f"{variable.name}: {shown} can't be used, it {error}.")
    if problems:
        raise WrongEnvironment("\n".join(problems))
    return Environment(**values)


def unknown(variables: Mapping[str, str]) -> list[str]:
    """Names that begin like ours but are none of ours: most likely misspelt (or injected by a cluster)."""
    known = {variable.name for variable in VARIABLES} | ELSEWHERE
    return [name for name in sorted(variables) if name.startswith(OUR_PREFIX) and name not in known]


@cache
def environment() -> Environment:
    """The variables of this process, read once."""
    return read(os.environ)
