"""Keeping the people of an organisation: roles, sessions, and a new administrator when one is gone.

Inviting, suspending and letting in again stand in `actions.py`.
"""

from typing import Any

from tortoise.expressions import Q

from shared.access.action import action
from shared.access.actor import PORTAL, Actor
from shared.access.policy import ORGANISATION_ADMIN
from shared.access.scope import one, scope
from shared.identity import rules
from shared.identity.arrivals import public_id
from shared.identity.models import AdministratorRequest, Membership, Session
from shared.identity.renewing import end_all, end_sessions
from shared.identity.role_giving import custom_id, find_role
from shared.identity.rules import RescueState
from shared.identity.session_list import session_name
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.duties import duty
from shared.kernel.errors import NotFound, Refusal, Stale
from shared.kernel.two_languages import Kept, name_kept
from shared.kernel.wording import say
from shared.outbox.actions import announce


@action("membership.set_role")
async def change_role(actor: Actor, *, member: str, version: int, role: str) -> None:
    """Give a colleague another role, never more than one's own; the last administrator stays."""
    held = await one(actor, Membership, "set_role", public_id=member)
    rules.refuse_through(held.through_id)
    hat = await find_role(actor, role)
    rules.check_member_role(hat)
    rules.check_within(actor.roles, hat)
    if held.role == role:
        return
    if held.role == ORGANISATION_ADMIN:
        await keep_an_administrator(held)
    kept = await custom_id(role)
    await _write(actor, held, "set_role", version, role=role, custom_id=kept)
    await _end_at(held)
    await tell_below(held)
    await _journal(actor, "set_role", held, {"role": held.role}, {"role": role})


@action("membership.end_sessions")
async def end_member_sessions(actor: Actor, *, member: str, session: str = "") -> int:
    """End one session (its name in the list) or all that a colleague has for this organisation."""
    held = await one(actor, Membership, "end_sessions", public_id=member)
    rows = Session.filter(user_id=held.user_id, face=PORTAL, counterparty_id=held.counterparty_id)
    hashes = [
        str(found)
        for found in await rows.values_list("token_hash", flat=True)
        if not session or session_name(str(found)) == session
    ]
    if session and not hashes:
        raise NotFound
    ended = await Session.filter(token_hash__in=hashes).delete()
    await _journal(actor, "end_sessions", held, {}, {"sessions": ended})
    return ended


@action("membership.ask_administrator")
async def ask_for_administrator(actor: Actor, *, reason: str, key: str = "") -> None:
    """Ask us to make the asking member administrator because the only one is gone."""
    told = rules.check_reason(reason)
    held = await one(actor, Membership, user_id=actor.user_id)
    if held.role == ORGANISATION_ADMIN:
        raise Refusal(say("You are an administrator already."))
    waiting = AdministratorRequest.filter(candidate_id=held.id, state=RescueState.OPEN)
    if await waiting.exists():
        raise Refusal(say("You have asked already; we answer."), "reason")
    made = await AdministratorRequest.create(
        public_id=public_id(), candidate_id=held.id, reason=told, state=RescueState.OPEN,
        created_at=clock.now(),
    )  # fmt: skip
    await announce(
        "membership.administrator_asked", actor.counterparty_number,
        counterparty_id=held.counterparty_id, by=actor.user_id, reason=told,
        name=actor.name, name_other=actor.name_other,
    )  # fmt: skip
    await record(
        actor, "membership.ask_administrator", made, number=held.public_id,
        counterparty_id=held.counterparty_id, reason=told,
    )  # fmt: skip


@action("membership.name_administrator")
async def name_administrator(
    actor: Actor, *, of: str, member: str, reason: str, suspend_others: bool = False
) -> None:
    """Make a member of organisation `of` its administrator; every member is told, with the reason.

    `suspend_others` closes the door to the administrators that it had (they are gone).
    """
    told = rules.check_reason(reason)
    held = await one(
        actor, Membership, "name_administrator", public_id=member, counterparty__number=of
    )
    rules.refuse_through(held.through_id)
    if not held.is_active:
        raise Refusal(say("This member is suspended: let her in again first."), "member")
    gone: list[Kept] = []
    if suspend_others:
        gone = await _suspend_administrators(actor, held)
    await _write(
        actor, held, "name_administrator", held.version, role=ORGANISATION_ADMIN, custom_id=None
    )
    await end_sessions(held.user_id, face=PORTAL)
    await AdministratorRequest.filter(candidate_id=held.id, state=RescueState.OPEN).update(
        state=RescueState.GRANTED, answer=told, answered_at=clock.now(),
        answered_by_id=actor.user_id,
    )  # fmt: skip
    person = await held.user
    await announce(
        "membership.administrator_named", of, counterparty_id=held.counterparty_id,
        by=actor.user_id, reason=told, name=person.name, name_other=person.name_other,
    )  # fmt: skip
    after: dict[str, Any] = {"role": ORGANISATION_ADMIN, "suspended": gone}
    await _journal(actor, "name_administrator", held, {"role": held.role}, after, told)


@action("membership.name_administrator")
async def decline_administrator(actor: Actor, *, of: str, asked: str, answer: str) -> None:
    """Say no to a member who asked to become administrator, with the reason that she reads."""
    found = await one(
        actor, AdministratorRequest, "name_administrator", public_id=asked,
        candidate__counterparty__number=of,
    )  # fmt: skip
    told = rules.check_reason(answer, "answer")
    closed = await AdministratorRequest.filter(id=found.id, state=RescueState.OPEN).update(
        state=RescueState.DECLINED, answer=told, answered_at=clock.now(),
        answered_by_id=actor.user_id,
    )  # fmt: skip
    if not closed:
        raise Refusal(say("This is no longer possible: the record has moved on."))
    held = await Membership.get(id=found.candidate_id)
    await _journal(actor, "decline_administrator", held, {}, {}, told)


@duty("Nobody suspends herself.")
def refuse_self(actor: Actor, user_id: int) -> None:
    """Refuse to close one's own door, or to open it again oneself."""
    if user_id == actor.user_id:
        raise Refusal(say("You cannot suspend yourself."))


@duty("An organisation keeps an administrator whose door is open.")
async def keep_an_administrator(held: Membership) -> None:
    """Refuse to take the last administrator from an organisation; locks those that it has."""
    others = Membership.filter(
        counterparty_id=held.counterparty_id, role=ORGANISATION_ADMIN, is_active=True,
        through_id=None,
    )  # fmt: skip
    # Whole rows: a list of values would be read without the lock.
    locked = await others.order_by("id").select_for_update()
    ids = [one.id for one in locked if one.id != held.id]
    left = Membership.filter(id__in=ids, user__is_active=True)
    if not await left.exists():
        raise Refusal(
            say("The last administrator stays: make a colleague administrator first."), "role"
        )


async def _suspend_administrators(actor: Actor, but: Membership) -> list[Kept]:
    """Suspend the other administrators and end their sessions; returns their names."""
    rows = Membership.filter(
        counterparty_id=but.counterparty_id, role=ORGANISATION_ADMIN, is_active=True,
        through_id=None,
    ).exclude(id=but.id)  # fmt: skip
    gone: list[Kept] = []
    for other in await rows.select_related("user"):
        await _write(actor, other, "name_administrator", other.version, is_active=False)
        await _end_at(other)
        gone.append(name_kept(other.user))
    return gone


async def _write(actor: Actor, held: Membership, verb: str, version: int, **values: Any) -> None:
    """Write in one statement that checks scope and version; `held` keeps what was before."""
    rows = scope(actor, Membership, verb).filter(Q(id=held.id), version=version)
    if not await rows.update(**values, version=version + 1):
        stored = await Membership.get_or_none(id=held.id)
        raise Stale({}, stored.version) if stored else NotFound


async def tell_below(held: Membership) -> None:
    """Let memberships below follow soon; what they open, they open by this one's right at once."""
    if held.reach == rules.Reach.BELOW:
        await announce(rules.BELOW_CHANGED, held.public_id, counterparty_id=held.counterparty_id)


async def _end_at(held: Membership) -> None:
    """End what a member has open for this organisation; her other ones go on."""
    rows = Session.filter(user_id=held.user_id, face=PORTAL)
    await end_all(rows.filter(counterparty_id=held.counterparty_id))


async def _journal(
    actor: Actor, verb: str, held: Membership, before: dict[str, Any], after: dict[str, Any],
    reason: str = "",
) -> None:  # fmt: skip
    await record(
        actor, f"membership.{verb}", held, number=held.public_id,
        counterparty_id=held.counterparty_id, before=before, after=after, reason=reason,
    )  # fmt: skip
