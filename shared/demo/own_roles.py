"""What administrators of the demo world keep: custom roles, mail domains, and what waits for a second.

One custom role is ours and one a distributor's, both in use.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from shared.access import policy, tailoring
from shared.demo.cast import QIMING
from shared.demo.setting_up import World
from shared.identity.door_models import DomainClaim, DomainRequest
from shared.identity.models import CustomRole, Membership, RoleRequest, StaffRole
from shared.identity.role_rules import KEY_START, base_law

ASSISTANT, COUNTER_CLERK, STAND_IN = "shen.yi", "ye.qin", "dong.xue"
# A sales assistant sees every order and prepares; she decides nothing.
_DECIDES = frozenset(
    {"approve", "reject", "confirm", "hold", "release", "cancel", "decide_cancellation", "close",
     "win", "lose", "review"}
)  # fmt: skip
_SEES_ALL = ("counterparty.read", "contact.read", "sales_order.read", "shipment.read")


async def make(world: World) -> None:
    """Make the roles and give them; a request for a second administrator waits."""
    at = world.anchor - timedelta(days=2)
    own = await _role(
        world, ASSISTANT, "xu.lei", base=policy.ACCOUNT_MANAGER, name_zh="销售助理",
        name_en="Sales assistant", note="看所有订单，代客户录单，不作决定", law=_assistants_law(),
    )  # fmt: skip
    await StaffRole.filter(user=world.users[ASSISTANT]).update(role=own.key, custom_id=own.id)
    theirs = await _role(
        world, COUNTER_CLERK, "zhou.min", base=policy.MEMBER, name_zh="只管订货",
        name_en="Orders only", counterparty=world.counterparties[QIMING],
        law=_without(base_law(policy.MEMBER, ["distributor"]), ("opportunity", "deal_registration")),
    )  # fmt: skip
    await Membership.create(
        public_id=_hex(COUNTER_CLERK, 96), user=world.users[COUNTER_CLERK],
        counterparty=world.counterparties[QIMING], role=theirs.key, custom=theirs, created_at=at,
    )  # fmt: skip
    await RoleRequest.create(
        public_id=_hex("gao.yuan", 64), colleague=world.users["gao.yuan"],
        role=policy.ADMINISTRATOR, requested_by=world.users["xu.lei"],
        reason="六月休假，人员和权限由客服代管", created_at=world.anchor - timedelta(hours=5),
    )  # fmt: skip
    await _bind_domains(world, at)


async def _bind_domains(world: World, at: datetime) -> None:
    """One domain waits for its record, so nobody joins by it, and one for a second administrator."""
    await DomainClaim.create(
        counterparty=world.counterparties[QIMING], domain="qiming.example", role=policy.VIEWER,
        token=_hex("qiming.example", 128), created_at=at,
    )  # fmt: skip
    await DomainRequest.create(
        public_id=_hex("haiyue.example", 64), counterparty=world.counterparties[QIMING],
        domain="qm-parts.example", role=policy.MEMBER, requested_by=world.users["xu.lei"],
        reason="配件公司的仓库也要登录", created_at=world.anchor - timedelta(hours=3),
    )  # fmt: skip


def _assistants_law() -> dict[str, str]:
    law = base_law(policy.ACCOUNT_MANAGER)
    kept = {one: rows for one, rows in law.items() if one.partition(".")[2] not in _DECIDES}
    return kept | dict.fromkeys(_SEES_ALL, policy.ALL)


def _without(law: dict[str, str], tables: Iterable[str]) -> dict[str, str]:
    left_out = tuple(tables)
    return {one: rows for one, rows in law.items() if one.partition(".")[0] not in left_out}


async def _role(
    world: World, about: str, by: str, *, law: dict[str, str], **told: Any
) -> CustomRole:
    at = world.anchor - timedelta(days=2)
    return await CustomRole.create(
        key=f"{KEY_START}{_hex(about, 48)}", law=tailoring.written(law),
        created_by=world.users[by], created_at=at, updated_at=at, **told,
    )  # fmt: skip


def _hex(about: str, bits: int) -> str:
    return f"{Random(about).getrandbits(bits):0{bits // 4}x}"  # noqa: S311  repeats
