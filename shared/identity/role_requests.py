"""What touches the rights of administrators, decided by a second one, or taken back.

The second person is compared inside the statement. What she approves is checked anew, for roles and
people may have changed since it was asked.
"""

from typing import Any

from tortoise.queryset import QuerySet

from shared.access import tailoring
from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.identity import custom_roles, role_giving
from shared.identity.models import CustomRole, RoleRequest
from shared.identity.role_asking import tell
from shared.identity.rules import RoleRequestState, check_reason
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.duties import duty
from shared.kernel.errors import NotFound, Refusal, Stale
from shared.kernel.two_languages import name_kept
from shared.kernel.wording import say

OWN = say("You asked for it yourself: another administrator decides.")
MOVED = say("The role has changed since this was asked: reject it and ask anew.")


@action("role_request.decide")
async def approve_request(actor: Actor, *, request: str, version: int) -> None:
    """Let a change of administrators' rights count from now on; never one's own request."""
    found = await _waiting(actor, request)
    await _decide(actor, found, version, RoleRequestState.APPROVED)
    if found.colleague_id is not None:
        person = await found.colleague
        role = await role_giving.find_role(actor, found.role)
        change = role_giving.take_off if found.takes else role_giving.put_on
        await change(actor, person, role)
    else:
        await _to_role(actor, found)
    await _journal(actor, found, "approve", "")
    await tell(actor, found, "approved")


@action("role_request.decide")
async def reject_request(actor: Actor, *, request: str, version: int, reason: str) -> None:
    """Refuse a change of administrators' rights, with a reason; everything stays as it is."""
    found = await _waiting(actor, request)
    told = check_reason(reason)
    await _decide(actor, found, version, RoleRequestState.REJECTED, answer=told)
    await _journal(actor, found, "reject", told)
    await tell(actor, found, "rejected", reason=told)


@action("role_request.create")
async def withdraw_request(actor: Actor, *, request: str, version: int) -> None:
    """Take one's own request back."""
    found = await _waiting(actor, request)
    if found.requested_by_id != actor.user_id:
        raise NotFound
    rows = scope(actor, RoleRequest, "create").filter(requested_by_id=actor.user_id)
    await _end(rows, found, version, state=RoleRequestState.WITHDRAWN)
    await _journal(actor, found, "withdraw", "")


async def _waiting(actor: Actor, request: str) -> RoleRequest:
    found = await one(actor, RoleRequest, public_id=request)
    if found.state != RoleRequestState.PENDING:
        raise Refusal(say("It has been decided already."))
    await found.fetch_related("requested_by", "colleague")
    return found


async def _decide(
    actor: Actor, found: RoleRequest, version: int, state: RoleRequestState, **values: Any
) -> None:
    """Decide in one statement that asks again who wants it, and whom it would serve."""
    _refuse_concerned(actor, found)
    await _end(
        _of_others(actor), found, version, state=state, decided_by_id=actor.user_id, decided_at=clock.now(),
        **values,
    )  # fmt: skip


@duty("Nobody decides what she asked for, or whether she gets a right of administrators.")
def _refuse_concerned(actor: Actor, found: RoleRequest) -> None:
    if found.requested_by_id == actor.user_id:
        raise Refusal(OWN)
    if found.colleague_id == actor.user_id and not found.takes:
        raise Refusal(say("It is your own right: another administrator decides."))


@duty("The statement that decides a change of rights leaves out what the actor asked for.")
def _of_others(actor: Actor) -> QuerySet[RoleRequest]:
    return scope(actor, RoleRequest, "decide").exclude(requested_by_id=actor.user_id)


async def _end(rows: Any, found: RoleRequest, version: int, **values: Any) -> None:
    still = rows.filter(id=found.id, version=version, state=RoleRequestState.PENDING)
    if not await still.update(**values, version=version + 1):
        raise Stale({}, found.version)


async def _to_role(actor: Actor, found: RoleRequest) -> None:
    kept = await CustomRole.filter(id=found.custom_id).select_for_update().get()
    if kept.version != found.role_version or not kept.is_active:
        raise Refusal(MOVED)
    if found.law is None:
        instead = await role_giving.find_role(actor, found.role) if found.role else ""
        await custom_roles.check_removal(actor, kept, instead)
        await custom_roles.retire(actor, kept, kept.version, instead, found.reason)
        return
    draft = custom_roles.Draft(
        found.name_zh, found.name_en, found.note, tailoring.stored(found.law)
    )
    wanted = await custom_roles.checked(actor, kept, draft)
    await custom_roles.reshape(actor, kept, kept.version, wanted, found.reason)


async def _journal(actor: Actor, found: RoleRequest, verb: str, reason: str) -> None:
    await record(
        actor, f"role_request.{verb}", found, number=found.public_id,
        after={"asked_by": name_kept(found.requested_by)}, reason=reason,
    )  # fmt: skip
