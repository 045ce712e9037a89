"""Lin Xiaoyu at her admin session, and the member at whom she may look."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from shared.access import policy
from shared.access.actor import ADMIN, Actor
from shared.access.models import User
from shared.database import speaking
from shared.identity import viewing, views
from shared.identity.arrivals import fresh_token, token_hash
from shared.identity.models import Membership, Session
from shared.identity.viewing import ViewSession
from shared.kernel import clock
from tests.shared.identity.people import World, colleague, world


@dataclass
class Desk:
    """Lin Xiaoyu at her admin session, and Zhou Min, at whom she may look."""

    people: World
    lin: Actor
    session: str
    zhou: Membership

    async def begin(self, reason: str = "asked why an order is missing") -> str:
        return await views.begin_view(
            self.lin, member=self.zhou.public_id, of="CP-0001", session=self.session, reason=reason
        )

    async def look(self) -> ViewSession:
        secret = token_hash(await viewing.redeem(await self.begin()))
        return (await viewing.live_views([secret]))[secret]


async def at_the_desk() -> Desk:
    """Return the desk in a small world of its own."""
    people = await world()
    session = await signed_in(people.lin_xiaoyu)
    held = await Membership.get(user=people.zhou_min)
    return Desk(people, colleague(people.lin_xiaoyu, policy.ACCOUNT_MANAGER), session, held)


async def signed_in(person: User) -> str:
    secret, now = token_hash(fresh_token()), clock.now()
    await Session.create(
        token_hash=secret, face=ADMIN, user=person, provider="test", signed_in_at=now,
        created_at=now, seen_at=now, expires_at=now + timedelta(hours=12),
    )  # fmt: skip
    return secret


async def lives(session: ViewSession) -> bool:
    return session.token_hash in await viewing.live_views([session.token_hash])


@asynccontextmanager
async def looking(session: ViewSession) -> AsyncIterator[Actor]:
    """Speak as a request of the view does."""
    with speaking.speaking(speaking.Voice(speaking.PORTAL)):
        speaking.look_as(
            session.actor.user_id, session.actor.counterparty_id or 0, session.actor.roles
        )
        yield session.actor
