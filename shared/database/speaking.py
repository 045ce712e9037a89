"""As whom the present code speaks to the database: the pool it uses, and the claims it signs.

On PostgreSQL every face has a pool of its own, whose login sees only what the second wall lets
through (`shared/database/wall`). A transaction there begins with claims — person, organisation,
roles, mode — signed with a key that no login can read, so that even a statement smuggled in speaks
for nobody else. Without such pools everything goes through "default".
"""

import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date

from tortoise import Model
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection

from shared.kernel import clock

DEFAULT = "default"
PORTAL, STAFF, VIEW_AS, WORKER, BACKUP = "portal", "staff", "viewas", "worker", "backup"
READ, ACT, GATE = "read", "act", "gate"
ROUTER = "shared.database.speaking.Router"
SETTING = "app.ctx"
# A parameter, never a literal: a login sees the text of every statement of its own role in
# pg_stat_activity, so that whoever smuggled one in could take up what another organisation said.
SAY = f"SELECT set_config('{SETTING}', $1, true)"
SAY_AND_READ = f"{SAY}, set_config('transaction_read_only', 'on', true)"
# Longer than any transaction may live; claims are only good for the one they are set in.
_GOOD_FOR = 300


@dataclass(frozen=True)
class Voice:
    """A pool and who speaks through it; without a person only the gate's tables answer."""

    pool: str
    user_id: int = 0
    organisation: int = 0
    roles: frozenset[str] = frozenset()


_voice: ContextVar[Voice | None] = ContextVar("voice", default=None)
_pools: set[str] = set()
_key: bytes | None = None


def open_pools(names: set[str], secret_key: str) -> None:
    """Say which pools this process has, and sign with the key that comes from `secret_key`."""
    global _key
    _pools.clear()
    _pools.update(names)
    _key = signing_key(secret_key) if secret_key else None


def signing_key(secret_key: str) -> bytes:
    """Return the key of the claims; like the other keys of a secret, it serves this end alone."""
    return hmac.digest(secret_key.encode(), b"wanglai/database/wall", hashlib.sha256)


@contextmanager
def speaking(voice: Voice) -> Iterator[None]:
    """Speak as `voice` in the body, and in every task that begins there."""
    token = _voice.set(voice)
    try:
        yield
    finally:
        _voice.reset(token)


@contextmanager
def at_the_gate() -> Iterator[None]:
    """Speak for nobody in the body: the rows of signing in are found before there is an actor.

    The gate of somebody who looks at the portal as a member does is the portal's.
    """
    voice = _voice.get()
    if voice is None:
        yield
        return
    with speaking(Voice(PORTAL if voice.pool == VIEW_AS else voice.pool)):
        yield


def speak_for(user_id: int, organisation: int, roles: frozenset[str]) -> None:
    """Let the rest of this task speak for a person; the face has said through which pool."""
    voice = _voice.get()
    if voice is not None:
        _voice.set(replace(voice, user_id=user_id, organisation=organisation, roles=roles))


def look_as(user_id: int, organisation: int, roles: frozenset[str]) -> None:
    """Let the rest of this task look as a member does: through the pool that cannot write."""
    _voice.set(Voice(VIEW_AS, user_id, organisation, roles))


def is_looking() -> bool:
    """Whether the present code only looks as a member does, on any database: it writes nothing."""
    voice = _voice.get()
    return voice is not None and voice.pool == VIEW_AS


def can_look() -> bool:
    """Whether this process may look as a member does: behind the wall that needs a login of its own."""
    return PORTAL not in _pools or VIEW_AS in _pools


@contextmanager
def speaking_for(user_id: int, organisation: int, roles: frozenset[str]) -> Iterator[None]:
    """Speak for a person in the body alone (for her in another of her organisations)."""
    token = _voice.set(_voice.get())
    try:
        speak_for(user_id, organisation, roles)
        yield
    finally:
        _voice.reset(token)


def pool_name() -> str:
    """Return the pool of the present code; "default" where it has none of its own."""
    voice = _voice.get()
    return voice.pool if voice is not None and voice.pool in _pools else DEFAULT


def is_outside() -> bool:
    """Whether the present code speaks for an outsider, who asks the index through a function.

    A policy on the index would keep PostgreSQL from using it: text search is not leakproof.
    """
    return pool_name() in (PORTAL, VIEW_AS)


def connection() -> BaseDBAsyncClient:
    """Return the connection of the present code: its open transaction, or its pool."""
    return get_connection(pool_name())


def introduction(mode: str) -> str:
    """Return the claims that a transaction begins with in `SAY` or `SAY_AND_READ`, "" without a wall."""
    voice = _voice.get()
    if voice is None or voice.pool not in _pools:
        return ""
    return claims(voice, mode if voice.user_id else GATE)


def claims(voice: Voice, mode: str) -> str:
    """Return signed claims: `organisation|person|roles|mode|day|until|signature`, until in seconds.

    Whoever has them speaks for that person, so they are bound to a statement, never spelled in it.
    """
    if _key is None:
        raise RuntimeError("the second wall needs WANGLAI_SECRET_KEY to sign who speaks")
    until = int(time.time()) + _GOOD_FOR
    roles = ",".join(sorted(voice.roles))
    day: date = clock.today()
    said = f"{voice.organisation}|{voice.user_id}|{roles}|{mode}|{day}|{until}"
    return f"{said}|{hmac.digest(_key, said.encode(), hashlib.sha256).hex()}"


class Router:
    """Sends each statement of the models through the pool of the code that asks."""

    def db_for_read(self, _model: type[Model]) -> str:
        """Return the pool for reading."""
        return pool_name()

    def db_for_write(self, _model: type[Model]) -> str:
        """Return the pool for writing."""
        return pool_name()
