"""Two distributors, their people and one of ours, for the tests of identity."""

from dataclasses import dataclass

from shared.access import policy
from shared.access.actor import Actor
from shared.access.models import User
from shared.counterparties.models import Care, Counterparty
from shared.identity import arrivals
from shared.identity.introducing import Arriving
from shared.identity.models import Membership, StaffRole
from shared.kernel import clock

ISSUER = "https://id.example"


@dataclass
class World:
    qiming: Counterparty
    haiyue: Counterparty
    zhou_min: User
    lin_xiaoyu: User
    xu_lei: User


async def world() -> World:
    qiming, haiyue = await place("CP-0001", "启明机电"), await place("CP-0002", "海跃贸易")
    zhou_min = await user("zhou.min", "周敏", "zhou.min@qiming.example")
    await member(zhou_min, qiming, policy.ORGANISATION_ADMIN)
    lin_xiaoyu = await user("lin.xiaoyu", "林晓雨", "lin.xiaoyu@haorui.example")
    await staff(lin_xiaoyu, policy.ACCOUNT_MANAGER)
    await Care.create(
        counterparty=qiming, user=lin_xiaoyu, role="account_manager", created_at=clock.now()
    )
    xu_lei = await user("xu.lei", "许磊", "xu.lei@haorui.example")
    await staff(xu_lei, policy.ADMINISTRATOR)
    return World(qiming, haiyue, zhou_min, lin_xiaoyu, xu_lei)


async def place(number: str, name: str) -> Counterparty:
    now = clock.now()
    return await Counterparty.create(
        number=number, name_zh=name, is_distributor=True, status="active",
        created_at=now, updated_at=now,
    )  # fmt: skip


async def user(subject: str, name: str, email: str) -> User:
    made = await User.create(
        public_id=arrivals.public_id(), name=name, email=email, created_at=clock.now()
    )
    await arrivals.link(made.id, issuer=ISSUER, subject=subject, email=email)
    return made


async def member(person: User, at: Counterparty, role: str) -> Membership:
    return await Membership.create(
        public_id=arrivals.public_id(), user=person, counterparty=at, role=role,
        created_at=clock.now(),
    )  # fmt: skip


async def staff(person: User, role: str) -> None:
    await StaffRole.create(user=person, role=role, created_at=clock.now())


def arriving(subject: str, email: str = "", *, face: str = "portal", **other: object) -> Arriving:
    known = {
        "face": face, "provider": "company", "issuer": ISSUER, "subject": subject, "name": "",
        "email": email, "email_verified": True, "id_token": "proof",
    }  # fmt: skip
    return Arriving(**{**known, **other})  # type: ignore[arg-type]


def colleague(person: User, *roles: str) -> Actor:
    return Actor(person.id, person.name, person.email, "admin", frozenset(roles))


def partner(person: User, at: Counterparty, role: str = policy.ORGANISATION_ADMIN) -> Actor:
    return Actor(
        person.id, person.name, person.email, "portal", frozenset({f"distributor.{role}"}),
        at.id, at.number, at.name_zh, frozenset({"distributor"}),
    )  # fmt: skip
