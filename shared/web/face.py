"""What one face (portal or admin) is called, where it lives, and the names of its cookies.

Built once from the settings when an app is built; every module of `shared.web` reads it from
`request.state.face` and never trusts the Host header for an address.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

FaceName = Literal["portal", "admin"]
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Face:
    """One of the two web apps. `secret` signs its short-lived cookies and nothing else."""

    name: FaceName
    public_url: str
    secret: bytes
    form_targets: tuple[str, ...] = ()
    """Origins, besides our own, that a form may lead to: the sign-in providers."""
    host_name_en: str = ""
    host_name_zh: str = ""

    @cached_property
    def origin(self) -> str:
        """`scheme://host[:port]` exactly as a browser writes it in the Origin header."""
        return origin_of(self.public_url)

    @cached_property
    def host(self) -> str:
        """What a browser writes into the Host header: `host[:port]`, default ports left out."""
        return self.origin.partition("://")[2]

    @cached_property
    def host_spellings(self) -> frozenset[str]:
        """The Host headers that mean us: a default port may be written out."""
        parts = urlsplit(self.origin)
        if parts.port is not None:
            return frozenset({self.host})
        return frozenset({self.host, f"{self.host}:{DEFAULT_PORTS[parts.scheme]}"})

    @property
    def is_https(self) -> bool:
        return self.origin.startswith("https://")

    def host_name(self, locale: str) -> str:
        """The name of the company that runs this installation, in the reader's language."""
        first, second = self.host_name_en, self.host_name_zh
        return (second or first) if locale == "zh" else (first or second)

    @property
    def session_cookie(self) -> str:
        return f"__Host-wl_{self.name}"

    @property
    def view_cookie(self) -> str:
        """The cookie of a colleague of ours who looks at the portal as a partner does."""
        return "__Host-wl_view"

    @property
    def flash_cookie(self) -> str:
        return f"__Host-wl_flash_{self.name}"


def origin_of(url: str) -> str:
    """Return the origin of an address, lower case, without a default port."""
    parts = urlsplit(url)
    name = (parts.hostname or "").lower()
    name = f"[{name}]" if ":" in name else name
    port = parts.port
    if port is None or port == DEFAULT_PORTS.get(parts.scheme):
        return f"{parts.scheme}://{name}"
    return f"{parts.scheme}://{name}:{port}"
