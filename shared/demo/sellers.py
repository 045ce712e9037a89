"""Who answers for a supplier of the demo world: somebody of the cast, else a member made here."""

from datetime import timedelta
from random import Random

from shared.access import policy
from shared.access.actor import PORTAL, Actor
from shared.access.models import User
from shared.demo.cast import MIRRORS, MOULDER
from shared.demo.purchases import BOXES, CELLS, MOTORS
from shared.demo.setting_up import World
from shared.identity.models import Membership

_OF_THE_CAST = {MOULDER: "lu.bin", MIRRORS: "gu.ting"}
# supplier → both forms of a name, mail
_OTHERS = {
    MOTORS: ("贺伟", "He Wei", "he.wei@weichi.example"),
    CELLS: ("罗静", "Luo Jing", "luo.jing@hengneng.example"),
    BOXES: ("朱霞", "Zhu Xia", "zhu.xia@caihe.example"),
}


async def make_sellers(world: World) -> None:
    """Create the members of those suppliers that nobody of the cast belongs to."""
    chance = Random("sellers")  # noqa: S311 - a story that repeats, not a secret
    made = world.anchor - timedelta(days=394)
    world.sellers |= {number: world.users[subject] for number, subject in _OF_THE_CAST.items()}
    for number, (name, other, email) in _OTHERS.items():
        world.sellers[number] = await User.create(
            public_id=f"{chance.getrandbits(96):024x}", name=name, name_other=other, email=email,
            title="销售", title_other="Sales desk", created_at=made,
        )  # fmt: skip
        await Membership.create(
            public_id=f"{chance.getrandbits(96):024x}", user=world.sellers[number],
            counterparty=world.counterparties[number], role=policy.MEMBER, created_at=made,
        )  # fmt: skip


def seller(world: World, number: str) -> Actor:
    """Return who answers for a supplier."""
    place, person = world.counterparties[number], world.sellers[number]
    return Actor(
        person.id, person.name, person.email, PORTAL, frozenset({f"supplier.{policy.MEMBER}"}),
        place.id, place.number, place.name_en, frozenset({"supplier"}),
    )  # fmt: skip
