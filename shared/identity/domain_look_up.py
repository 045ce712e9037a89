"""Asks the domain name system for the record that proves a domain. Never inside a unit of work.

The machine's own name servers are asked, or one that is named; nothing else is connected to, and
whatever they answer is compared with one expected text.
"""

from collections.abc import Awaitable, Callable

import dns.asyncresolver
import dns.exception
import dns.resolver

from shared.identity.domain_rules import record_name

PATIENCE = 5.0
"""Seconds for all tries together."""
MOST = 50
LookUp = Callable[[str], Awaitable[frozenset[str] | None]]


def asking(server: str = "", port: int = 53) -> LookUp:
    """Return how the records of a domain are looked up, at `server` (an address) if one is named."""

    async def look_up(domain: str) -> frozenset[str] | None:
        """Return the texts at the place of proof; none means that it surely has none, None unknown."""
        try:
            resolver = dns.asyncresolver.Resolver(configure=not server)
            if server:
                resolver.nameservers, resolver.port = [server], port
            name = record_name(domain)
            found = await resolver.resolve(name, "TXT", search=False, lifetime=PATIENCE)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return frozenset()
        except (dns.exception.DNSException, OSError):
            return None
        texts = [b"".join(one.strings) for one in list(found)[:MOST]]
        return frozenset(text.decode("ascii", "replace") for text in texts)

    return look_up
