"""Where people are signed in: one's own sessions, and those of an organisation's members.

Ending one's own needs no permission, so it stands here; ending a colleague's is in `members.py`.
A session is named in pages by a part of the hash of its hash: that opens nothing.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import PORTAL, Actor
from shared.access.scope import scope
from shared.database.uow import uow
from shared.identity import rules
from shared.identity.models import AdministratorRequest, Membership, Session
from shared.identity.rules import RescueState
from shared.kernel import clock
from shared.kernel.errors import NotFound

_MOST = 400


@dataclass(frozen=True)
class SignedIn:
    """A live session; `device` is what the browser calls itself, `address` where it came from."""

    name: str
    face: str
    user_id: int
    device: str
    address: str
    provider: str
    signed_in_at: datetime
    seen_at: datetime
    is_current: bool


def session_name(token_hash: str) -> str:
    """Return the name under which pages speak of a session."""
    return hashlib.sha256(token_hash.encode()).hexdigest()[:24]


async def own_sessions(actor: Actor, current: str) -> list[SignedIn]:
    """Return the actor's live sessions on both faces, the last seen first; `current` is a hash."""
    return await _listed(Session.filter(user_id=actor.user_id), current)


async def member_sessions(actor: Actor, current: str) -> dict[int, list[SignedIn]]:
    """Return the live sessions for the actor's organisation by person, in one statement.

    Needs `membership.end_sessions`.
    """
    reach = scope(actor, Membership, "end_sessions").filter(counterparty_id=actor.counterparty_id)
    rows = Session.filter(
        user_id__in=Subquery(reach.values("user_id")), face=PORTAL,
        counterparty_id=actor.counterparty_id,
    )  # fmt: skip
    found: dict[int, list[SignedIn]] = {}
    for one in await _listed(rows, current):
        found.setdefault(one.user_id, []).append(one)
    return found


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


async def rescue_requests(actor: Actor, counterparty_id: int) -> list[dict[str, Any]]:
    """Return the open requests for a new administrator of an organisation, oldest first."""
    rows = scope(actor, AdministratorRequest).filter(
        candidate__counterparty_id=counterparty_id, state=RescueState.OPEN
    )
    return list(await rows.order_by("id").limit(50).values(*_ASKED))


async def own_rescue_request(actor: Actor) -> dict[str, Any] | None:
    """Return what became of the actor's last request for the office of administrator."""
    rows = scope(actor, AdministratorRequest).filter(
        candidate__user_id=actor.user_id, candidate__counterparty_id=actor.counterparty_id
    )
    return await rows.order_by("-id").first().values(*_ASKED)


def rescues_waiting(actor: Actor) -> QuerySet[AdministratorRequest]:
    """Return the requests that wait for this colleague, as rows still to be counted."""
    rows = scope(actor, AdministratorRequest, "name_administrator")
    return rows.filter(state=RescueState.OPEN)


_ASKED = (
    "public_id", "reason", "state", "answer", "created_at", "candidate__public_id",
    "candidate__user__name", "candidate__counterparty__number",
)  # fmt: skip


async def _listed(rows: QuerySet[Session], current: str) -> list[SignedIn]:
    now = clock.now()
    live = rows.filter(expires_at__gt=now, seen_at__gt=now - rules.SESSION_IDLE)
    return [
        SignedIn(
            session_name(one.token_hash), one.face, one.user_id, one.device, one.address,
            one.provider, one.signed_in_at, one.seen_at, one.token_hash == current,
        )
        for one in await live.order_by("-seen_at").limit(_MOST)
    ]  # fmt: skip
