"""Asking for what only two administrators do; deciding it stands in `role_requests.py`."""

from typing import Any

from shared.access.actor import Actor
from shared.identity.arrivals import public_id
from shared.identity.models import CustomRole, RoleRequest
from shared.identity.rules import RoleRequestState
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.wording import say

DONE, ASKED = "done", "asked"
WAITS = say("A change of this waits for a second administrator already.")


async def ask_second(actor: Actor, *, about: str, reason: str = "", **asked: Any) -> str:
    """Write what a second administrator is to decide and return its public id.

    `about` is what the journal names: the key of the role, or the public id of the colleague.
    """
    again = {name: asked[name] for name in ("custom_id", "colleague_id", "role") if name in asked}
    if "colleague_id" not in again:
        again.pop("role", None)
    waiting = RoleRequest.filter(state=RoleRequestState.PENDING, **again)
    if await waiting.exists():
        raise Refusal(WAITS)
    made = await RoleRequest.create(
        public_id=public_id(), reason=reason.strip(), state=RoleRequestState.PENDING,
        requested_by_id=actor.user_id, created_at=clock.now(), **asked,
    )  # fmt: skip
    await record(
        actor, "role_request.create", made, number=about,
        after={"role": made.role, "takes": made.takes, "law": made.law}, reason=made.reason,
    )  # fmt: skip
    return made.public_id


async def refuse_while_asked(kept: CustomRole) -> None:
    """Refuse to change a role of which a change waits for a second administrator.

    Only roles of ours have any: the portal's login cannot even read the table.
    """
    if kept.counterparty_id is not None:
        return
    waiting = RoleRequest.filter(
        custom_id=kept.id, colleague_id__isnull=True, state=RoleRequestState.PENDING
    )
    if await waiting.exists():
        raise Refusal(WAITS)
