"""A small company for tests: two account managers, their boss, and whom they look after."""

import secrets
from dataclasses import dataclass

from shared.access import policy
from shared.access.actor import Actor, system
from shared.access.models import User
from shared.counterparties.actions import create_counterparty
from shared.counterparties.models import Counterparty
from shared.counterparties.rules import Profile
from shared.identity.models import StaffRole
from shared.kernel import clock

QIMING = Profile(name_zh="启明商贸有限公司", name_en="Qiming Trading Co., Ltd.",
                 kinds=("distributor",), city="宁波")  # fmt: skip
HAIYUE = Profile(name_zh="海悦百货", kinds=("distributor", "customer"), city="厦门")


@dataclass
class Company:
    """Actors by their first names; Alice looks after Qiming, Bob after Haiyue."""

    alice: Actor
    bob: Actor
    sam: Actor
    fiona: Actor
    petra: Actor
    admin: Actor
    qiming: str
    haiyue: str


async def person(name: str, role: str, leader: int | None = None) -> Actor:
    """Make a colleague with one staff role and return her as actor."""
    user = await User.create(
        public_id=name.lower(), name=name, email=f"{name.lower()}@haorui.example",
        leader_id=leader, created_at=clock.now(),
    )  # fmt: skip
    await StaffRole.create(user_id=user.id, role=role, created_at=clock.now())
    return Actor(user.id, name, user.email, "admin", frozenset({role}))


async def outsider(number: str, role: str = "distributor.member") -> Actor:
    """Make somebody of an organisation, as she signs in to the portal."""
    place = await Counterparty.get(number=number)
    name = f"{role} of {number}"
    user = await User.create(
        public_id=secrets.token_hex(8),
        name=name,
        email=f"{number.lower()}@example.com",
        created_at=clock.now(),
    )
    return Actor(
        user.id, name, user.email, "portal", frozenset({role}), counterparty_id=place.id,
        counterparty_number=number, kinds=frozenset({"distributor"}),
    )  # fmt: skip


async def found_company() -> Company:
    """Make the company in the open database."""
    sam = await person("Sam", policy.SALES_MANAGER)
    alice = await person("Alice", policy.ACCOUNT_MANAGER, sam.user_id)
    bob = await person("Bob", policy.ACCOUNT_MANAGER)
    return Company(
        alice=alice,
        bob=bob,
        sam=sam,
        fiona=await person("Fiona", policy.FINANCE),
        petra=await person("Petra", policy.PURCHASING),
        admin=await person("Ada", policy.ADMINISTRATOR),
        qiming=await create_counterparty(alice, profile=QIMING),
        haiyue=await create_counterparty(bob, profile=HAIYUE),
    )


__all__ = ["Company", "found_company", "outsider", "person", "system"]
