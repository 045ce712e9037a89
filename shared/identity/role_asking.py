"""Asking for what only two administrators do; deciding it stands in `role_requests.py`."""

from typing import Any

from shared.access.actor import Actor
from shared.identity.arrivals import public_id
from shared.identity.models import CustomRole, RoleRequest
from shared.identity.rules import RoleRequestState
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.two_languages import form_in
from shared.kernel.wording import say
from shared.outbox.actions import announce

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
    await tell(actor, made, "asked", reason=made.reason)
    return made.public_id


async def tell(actor: Actor, about: RoleRequest, what: str, **more: Any) -> None:
    """Let those hear of a request who may decide it, or once it is decided the one who asked."""
    await about.fetch_related("colleague", "custom")
    zh, en = about.name_zh, about.name_en
    if about.colleague is not None:
        person = about.colleague
        zh, en = (form_in(one, person.name, person.name_other) for one in ("zh", "en"))
    elif about.custom is not None:
        zh, en = about.custom.name_zh, about.custom.name_en
    await announce(
        f"role_request.{what}", about.public_id, by=actor.user_id, to=about.requested_by_id,
        title_zh=zh, title_en=en, **more,
    )  # fmt: skip


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
