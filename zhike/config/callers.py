"""From which network address a request comes, when proxies stand between."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address


def address_of(request: HttpRequest) -> str | None:
    """The network address of whoever asks; None when the server does not know it.

    Each proxy adds at the end of X-Forwarded-For for whom it asks. The entries are believed from the end on, as long as
    they were written by a proxy of ZHIKE_TRUSTED_PROXIES: what stands before, anybody could have written.
    """
    here = _read(request.META.get("REMOTE_ADDR") or "")
    for entry in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        before = _read(entry)
        if here is None or before is None or not _trusted(here):
            break
        here = before
    return str(here) if here is not None else None


def _read(text: str) -> Address | None:
    try:
        return ip_address(text.strip())
    except ValueError:
        return None


def _trusted(address: Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)
