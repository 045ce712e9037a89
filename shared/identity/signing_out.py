"""Ending one's own sessions, and those that are over; ending a colleague's is in `members.py`."""

from shared.access.actor import Actor
from shared.database.uow import uow
from shared.identity import address_proofs, rules, step_ups
from shared.identity.models import Session
from shared.identity.session_list import session_name
from shared.kernel import clock
from shared.kernel.errors import NotFound


async def end_own_session(actor: Actor, name: str) -> None:
    """End one of the actor's own sessions; NotFound for a name that is none of hers."""

    async def end() -> None:
        hashes = await Session.filter(user_id=actor.user_id).values_list("token_hash", flat=True)
        named = [str(one) for one in hashes if session_name(str(one)) == name]
        if not named:
            raise NotFound
        await Session.filter(token_hash__in=named).delete()

    await uow(end)


async def end_other_sessions(actor: Actor, current: str) -> int:
    """End all of the actor's sessions but the one with the hash `current`; returns how many."""
    others = Session.filter(user_id=actor.user_id).exclude(token_hash=current)
    return await uow(others.delete)


async def sweep() -> int:
    """Delete sessions that are over and old proofs of an address; returns how many."""
    now = clock.now()
    over = await Session.filter(expires_at__lte=now).delete()
    over += await address_proofs.sweep(now) + await step_ups.sweep(now)
    return over + await Session.filter(seen_at__lte=now - rules.SESSION_IDLE).delete()
