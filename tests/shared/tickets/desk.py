"""The people of the market with those of the support desk, and the steps that tests repeat."""

from dataclasses import dataclass, replace
from datetime import timedelta

from shared.access import policy
from shared.access.actor import Actor
from shared.identity.models import StaffRole
from shared.kernel import clock
from shared.tickets.actions.requests import Request, open_ticket
from shared.tickets.models import Ticket
from shared.tickets.rules import Category
from tests.shared.opportunities.market import NOON, Market, outsider, staff


@dataclass
class Desk:
    """Gao and Mei answer; Zhou and Fang ask for Qiming, Bo for its rival; Jiang reads all."""

    market: Market
    gao: Actor
    mei: Actor
    jiang: Actor
    fang: Actor

    @property
    def zhou(self) -> Actor:
        return self.market.zhou

    @property
    def bo(self) -> Actor:
        return self.market.bo

    @property
    def lin(self) -> Actor:
        return self.market.lin


async def desk_of(market: Market) -> Desk:
    gao, mei = (
        await staff("Gao Yuan", policy.SUPPORT, market.wu),
        await staff("Mei Lan", policy.SUPPORT),
    )
    for who in (gao, mei):
        await StaffRole.create(user_id=who.user_id, role=policy.SUPPORT, created_at=NOON)
    return Desk(
        market, gao, mei, await staff("Jiang Ning", policy.AUDITOR),
        await outsider("Fang Jie", market.qiming),
    )  # fmt: skip


def request(**changes: object) -> Request:
    asked = Request(Category.TECHNICAL, "The shaver does not charge", "The light stays off.")
    return replace(asked, **changes)  # type: ignore[arg-type]


async def opened(actor: Actor, **changes: object) -> str:
    return await open_ticket(actor, request=request(**changes))


async def ticket(number: str) -> Ticket:
    return await Ticket.get(number=number)


def pass_time(**span: int) -> None:
    """Let the clock go on from noon by this much."""
    clock.hold(NOON + timedelta(**span))
