"""Who crawls: each kind of person there can be, and every member of the demo world as she is."""

import time
from collections.abc import Sequence
from typing import TypeVar

from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.identity import papers
from shared.identity.hats import let_in, member_columns, member_hat
from shared.identity.models import Membership, StaffRole
from shared.identity.rules import member_roles
from tests.cast import FACES
from tests.law.mutation.sampling import WHOLE
from tests.law.principals import Principal, everybody
from tests.web import Browser

One = TypeVar("One")
_DAY = 86_400


async def crawlers() -> list[Principal]:
    """Return all who crawl; bring them in before anything is planted, while they are found by name."""
    members = await Membership.filter(let_in()).order_by("id").values_list("id", flat=True)
    people = await everybody()
    return [*people, *[await _member(int(str(one))) for one in members]]


def todays(found: Sequence[One], most: int) -> Sequence[One]:
    """Return `most` of them, others every day; all of them in the proof."""
    if WHOLE or most >= len(found):
        return found
    step = len(found) / most
    return [found[(int(n * step) + day()) % len(found)] for n in range(most)]


def day() -> int:
    """Return the number of today: the clock of the product stands still in the demo's world."""
    return int(time.time() // _DAY)


async def all_actors() -> list[Actor]:
    """Return everybody at each of her doors: every member that is let in, every colleague."""
    ours = await StaffRole.all().distinct().values_list("user_id", flat=True)
    members = await Membership.filter(let_in()).order_by("id").values_list("id", flat=True)
    hats = {int(str(one)): await papers.staff_roles(int(str(one))) for one in ours}
    return [
        *[Actor(one, "", "", ADMIN, held) for one, held in hats.items()],
        *[(await _actor(int(str(one))))[0] for one in members],
    ]


async def _actor(membership: int) -> tuple[Actor, User, Counterparty]:
    rows = Membership.filter(id=membership)
    (row,) = await rows.values("user_id", "counterparty_id", *member_columns())
    user = await User.get(id=row["user_id"])
    place = await Counterparty.get(id=row["counterparty_id"])
    roles = member_roles(place.kinds, member_hat(row) or "")
    actor = Actor(
        user.id, user.name, user.email, PORTAL, roles, place.id, place.number, kinds=place.kinds
    )
    return actor, user, place


async def _member(membership: int) -> Principal:
    actor, user, place = await _actor(membership)
    browser = Browser(FACES[PORTAL])
    await browser.sign_in(user, place)
    return Principal(f"{user.email} of {place.number}", browser, actor)
