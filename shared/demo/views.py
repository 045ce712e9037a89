"""A look of ours through a partner's eyes that is over: what the partner reads of it."""

import hashlib
from datetime import timedelta
from typing import Any

from shared.access import policy
from shared.access.actor import ADMIN, Actor
from shared.demo.cast import QIMING
from shared.demo.setting_up import World
from shared.identity import rules
from shared.identity.models import Membership, ViewAs
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.two_languages import name_kept

_BEFORE = timedelta(hours=2)
_WHY = "对方来电：看不到上周的发货单。"
# Minutes after the beginning, and the page that was opened then.
_PAGES = ((1, "/"), (2, "/orders"))
_STAYED = timedelta(minutes=9)


async def make_views(world: World) -> None:
    """Let the account manager of the first distributor have looked once as its administrator."""
    begun, lin = world.anchor - _BEFORE, world.users["lin.xiaoyu"]
    place, zhou = world.counterparties[QIMING], world.users["zhou.min"]
    held = await Membership.get(user_id=zhou.id, counterparty_id=place.id)
    viewer = Actor(lin.id, lin.name, lin.email, ADMIN, frozenset({policy.ACCOUNT_MANAGER}))
    name = world.public_id()
    made = await ViewAs.create(
        public_id=name, viewer_id=lin.id, viewer_session=_spent(name, "desk"), membership_id=held.id,
        counterparty_id=place.id, reason=_WHY, pass_hash=_spent(name, "pass"),
        pass_until=begun + rules.PASS_LIFE, session_hash=_spent(name, "view"), begun_at=begun,
        until=begun + rules.VIEW_LIFE, ended_at=begun + _STAYED, created_at=begun,
    )  # fmt: skip

    async def note(minutes: float, verb: str, reason: str = "", **after: Any) -> None:
        with clock.frozen(begun + timedelta(minutes=minutes)):
            await record(
                viewer, f"membership.{verb}", made, number=name, counterparty_id=place.id,
                after=after, reason=reason,
            )  # fmt: skip

    await note(0, "view_as", _WHY, seen_as=name_kept(zhou))
    for minutes, path in _PAGES:
        await note(minutes, "view_page", path=path)
    await note(_STAYED.total_seconds() / 60, "leave_view", seen_as=name_kept(zhou))


def _spent(name: str, what: str) -> str:
    """Return a hash whose secret nobody has; the same in every world of one day."""
    return hashlib.sha256(f"{name} {what}".encode()).hexdigest()
