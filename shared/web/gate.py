"""Who may knock at all: the Host header must be ours, a writing request must come from our pages.

No form carries a token. Every browser of the floor says with Sec-Fetch-Site where a request comes
from; where it does not (plain http beyond this machine), the Origin header must be our own.
"""

from starlette.datastructures import Headers

from shared.web.face import Face

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def is_our_host(headers: Headers, face: Face) -> bool:
    """Exactly one Host header, and it names the public address of this face."""
    hosts = headers.getlist("host")
    return len(hosts) == 1 and hosts[0].lower() in face.host_spellings


def is_loopback_alias(headers: Headers, face: Face) -> bool:
    """`localhost` where the public address says `127.0.0.1` (or the other way round)."""
    hosts = headers.getlist("host")
    if len(hosts) != 1:
        return False
    asked, ours = _name(hosts[0]), _name(face.host)
    return asked != ours and {asked, ours} <= LOOPBACK_NAMES


def is_from_our_pages(headers: Headers, face: Face) -> bool:
    """May this request change something? Only when a page of the same origin sent it."""
    sites, origins = headers.getlist("sec-fetch-site"), headers.getlist("origin")
    if len(sites) > 1 or len(origins) > 1:
        return False
    if sites and sites[0] != "none":
        return sites[0] == "same-origin"
    return bool(origins) and origins[0] == face.origin


def _name(host: str) -> str:
    """The name in a Host header without its port; an IPv6 name keeps its brackets."""
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()
