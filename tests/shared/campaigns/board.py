"""Who announces and who reads, and the steps that tests repeat."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from shared.access import policy
from shared.access.actor import Actor
from shared.campaigns.actions import (
    Wording,
    create_announcement,
    publish_announcement,
    update_announcement,
)
from shared.campaigns.models import Announcement
from shared.campaigns.rules import Importance
from shared.identity.models import Membership, StaffRole
from shared.kernel import clock
from shared.outbox.actions import deliver_due
from shared.outbox.mail import KeptMail, kept_mails
from shared.outbox.models import Notification
from shared.reactions import reactions
from shared.settings import load
from tests.shared.opportunities.market import NOON, Market, outsider, staff


@dataclass
class Board:
    """Wu and Gao announce; Zhou (administrator), Fang and Tang read for Qiming, Bo for Haiyue."""

    market: Market
    gao: Actor
    zhou: Actor
    fang: Actor

    @property
    def wu(self) -> Actor:
        return self.market.wu

    @property
    def bo(self) -> Actor:
        return self.market.bo

    @property
    def tang(self) -> Actor:
        return self.market.tang


async def board_of(market: Market) -> Board:
    gao = await staff("Gao Yuan", policy.SUPPORT)
    await StaffRole.create(user_id=gao.user_id, role=policy.SUPPORT, created_at=NOON)
    administrator = frozenset({f"distributor.{policy.ORGANISATION_ADMIN}"})
    zhou = replace(market.zhou, roles=administrator)
    fang = await outsider("Fang Jie", market.qiming)
    people = ((zhou, policy.ORGANISATION_ADMIN), (fang, policy.MEMBER),
              (market.tang, policy.VIEWER), (market.bo, policy.MEMBER))  # fmt: skip
    for who, role in people:
        await Membership.create(
            public_id=f"m{who.user_id:023d}", user_id=who.user_id,
            counterparty_id=who.counterparty_id, role=role, created_at=NOON,
        )  # fmt: skip
    return Board(market, gao, zhou, fang)


def wording(**changes: object) -> Wording:
    typed = Wording(
        title_zh="盘点", title_en="Stocktaking", text_en="Nothing leaves us.",
        kinds=frozenset({"distributor"}),
    )  # fmt: skip
    return replace(typed, **changes)  # type: ignore[arg-type]


def to_confirm(**changes: object) -> Wording:
    return wording(importance=Importance.CONFIRM, **changes)


async def published(actor: Actor, typed: Wording | None = None) -> str:
    number = await create_announcement(actor, wording=typed or wording())
    await publish_announcement(actor, number=number, version=1)
    return number


async def changed(actor: Actor, number: str, typed: Wording) -> int:
    kept = await stored(number)
    return await update_announcement(actor, number=number, version=kept.version, wording=typed)


async def stored(number: str) -> Announcement:
    return await Announcement.get(number=number)


async def delivered(folder: Path) -> list[KeptMail]:
    """Run the outbox until it is empty and return the mails of this test, newest first."""
    settings = load({}, environment="demo", files_dir=str(folder))
    while await deliver_due(reactions(settings)):
        pass
    return kept_mails(folder / "mails")


async def told(number: str) -> Mapping[int, int]:
    """Return how many notifications each person has about an announcement."""
    counts: dict[int, int] = {}
    for one in await Notification.filter(record_number=number):
        counts[one.user_id] = counts.get(one.user_id, 0) + 1
    return counts


def pass_time(**span: int) -> None:
    """Let the clock go on from noon by this much."""
    clock.hold(NOON + timedelta(**span))
