"""What a change of rights leaves of somebody's sessions: none, but hers who makes it, under a new secret.

The web says in which session a request is answered (`answering_in`) and gives the browser the new
secret with the answer (`given`); the old one is dead when the change is committed.
"""

from contextvars import ContextVar
from dataclasses import dataclass

from tortoise.queryset import QuerySet

from shared.database.speaking import at_the_gate
from shared.database.uow import uow
from shared.identity.arrivals import token_hash, under_new_secret
from shared.identity.models import Session


@dataclass
class Answering:
    """The session in which a request is answered: the hash it came with, the secret it goes with."""

    came_with: str
    token: str = ""


_NOBODYS = Answering("")
_answering: ContextVar[Answering] = ContextVar("answering", default=_NOBODYS)


def answering_in(session: str) -> Answering:
    """Say that what follows is done in the session with this hash; returns what becomes of it."""
    begun = Answering(session)
    _answering.set(begun)
    return begun


async def given(answered: Answering) -> str:
    """Return the secret that the browser gets, "" where it stays or where nothing was committed."""
    if not answered.token:
        return ""
    kept = Session.filter(token_hash=token_hash(answered.token))
    with at_the_gate():
        is_there = await uow(kept.exists)
    return answered.token if is_there else ""


async def end_sessions(user_id: int, *, face: str | None = None) -> int:
    """End every session of a person (of one face); her next request is a stranger's.

    The one in which she changed her own rights goes on under a new secret.
    """
    rows = Session.filter(user_id=user_id)
    return await end_all(rows.filter(face=face) if face else rows)


async def end_all(rows: QuerySet[Session]) -> int:
    """End these sessions and return how many; the one that asks for it gets a new secret instead."""
    now = _answering.get()
    # What was begun in a unit of work that is done over is not there any more.
    known = {now.came_with, token_hash(now.token)} if now.came_with else set()
    hers = await rows.filter(token_hash__in=sorted(known)).first() if known else None
    if hers is not None:
        now.token = await under_new_secret(hers)
    fresh = token_hash(now.token) if hers is not None else ""
    return await rows.exclude(token_hash=fresh).delete()
