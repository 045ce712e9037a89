"""How often somebody may ask: limits per address, person and organisation, by class of route.

The counting is the library's (`limits`, a sliding window); its memory serves one process, a valkey
that several processes share is named by WANGLAI_RATE_STORE. A store that is away limits nobody:
a lost brake must not become an outage.
"""

import logging
import math
import time
from dataclasses import dataclass
from typing import Literal

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

from shared.access.actor import Actor
from shared.settings import Problem, Settings
from shared.settings.loading import variable

log = logging.getLogger("wanglai.web")

RouteClass = Literal["door", "page", "verb", "free"]
STORE_PATIENCE = 0.5
"""Seconds to wait for a shared store before the request is let through uncounted."""
STORE_REST = 2.0
"""Seconds for which a store that failed is not asked again: else every page would wait for it."""


@dataclass(frozen=True)
class Bucket:
    """One count: what is limited (`about`), for whom (`key`), to how much."""

    about: str
    key: str
    rate: RateLimitItem


class Pace:
    """Counts the requests of one face; built once from the settings."""

    def __init__(self, settings: Settings, face: str) -> None:
        self.face = face
        self.is_on = settings.rate_limits == "on" or (
            settings.rate_limits != "off" and settings.is_production
        )
        self._rates = {name: _rate(settings, name) for name in _NAMES}
        self._counts = SlidingWindowCounterRateLimiter(_store(settings.rate_store))
        self._resting_until = 0.0

    async def wait_for_address(self, address: str, route: RouteClass) -> int:
        """Return after how many seconds this address may ask again; 0: now."""
        if route == "free":
            return 0
        names = ("rate_address", "rate_door") if route == "door" else ("rate_address",)
        return await self._wait([self._bucket(name, address) for name in names])

    async def wait_for_actor(self, actor: Actor, route: RouteClass) -> int:
        """Return after how many seconds the person, and her organisation, may ask again; 0: now."""
        name = "rate_person_pages" if route == "page" else "rate_person_verbs"
        # Whoever looks as somebody else does asks on her own account.
        buckets = [self._bucket(name, str(actor.real_user_id or actor.user_id))]
        if actor.counterparty_id is not None and not actor.is_looked_through:
            buckets.append(self._bucket("rate_organisation", str(actor.counterparty_id)))
        return await self._wait(buckets)

    def _bucket(self, name: str, key: str) -> Bucket:
        return Bucket(name, key, self._rates[name])

    async def _wait(self, buckets: list[Bucket]) -> int:
        if not self.is_on or time.monotonic() < self._resting_until:
            return 0
        try:
            for one in buckets:
                names = (self.face, one.about, one.key)
                if not await self._counts.hit(one.rate, *names):
                    until = (await self._counts.get_window_stats(one.rate, *names)).reset_time
                    return max(1, math.ceil(until - time.time()))
        except (StorageError, OSError) as fault:
            self._resting_until = time.monotonic() + STORE_REST
            log.error("The store of the rate limits does not answer: %r", fault)
        return 0


_NAMES = (
    "rate_address",
    "rate_door",
    "rate_person_pages",
    "rate_person_verbs",
    "rate_organisation",
)

_FREE = ("/healthz", "/readyz", "/static/", "/favicon.ico")
"""Probes of the operator, and files that a first page asks for by the dozen."""


def class_of(path: str, method: str, *, is_public: bool) -> RouteClass:
    """Return the class of a route: a public verb is a door that people try keys at."""
    if path.startswith(_FREE):
        return "free"
    if method in ("GET", "HEAD"):
        return "page"
    return "door" if is_public else "verb"


def _rate(settings: Settings, name: str) -> RateLimitItem:
    text: str = getattr(settings, name)
    try:
        return parse(text)
    except ValueError:
        raise Problem(f'{variable(name)} must look like "120/minute", not {text!r}.') from None


def _store(address: str) -> Storage:
    if address == "memory":
        return MemoryStorage()
    if address.startswith(("valkey://", "valkeys://")):
        return RedisStorage(
            f"async+{address}",
            wrap_exceptions=True,
            socket_timeout=STORE_PATIENCE,
            socket_connect_timeout=STORE_PATIENCE,
        )
    raise Problem(
        "WANGLAI_RATE_STORE must be memory or a server that speaks valkey: valkey://host:6379/0."
    )
