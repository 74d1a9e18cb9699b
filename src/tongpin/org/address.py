"""Where a request comes from: the other end of the connection, or what a trusted proxy says of it."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of who asks. `X-Forwarded-For` counts only behind a proxy of `TONGPIN_TRUSTED_PROXIES`.

    Read from the right, past the trusted proxies: what stands further left was written by the sender.
    """
    found = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.TONGPIN_TRUSTED_PROXIES:
        return found
    hops = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    while _is_trusted(found) and hops:
        said = hops.pop().strip()
        if not _is_address(said):
            break
        found = said
    return found


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(text: str) -> bool:
    if not _is_address(text):
        return False
    address = ip_address(text)
    return any(address in network for network in settings.TONGPIN_TRUSTED_PROXIES)
