"""Verbs about people: invite, send again, withdraw, suspend, give roles.

What happens at the door before there is an actor is in `arrivals.py`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import Q, Subquery

from shared.access.action import action
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.models import User
from shared.access.policy import ORGANISATION_ADMIN
from shared.access.scope import one, places, scope
from shared.identity import inviters, papers, rules
from shared.identity.arrivals import fresh_token, public_id, token_hash
from shared.identity.members import keep_an_administrator, refuse_self, tell_below
from shared.identity.models import Invitation, Membership
from shared.identity.renewing import end_sessions
from shared.identity.role_asking import ASKED, DONE
from shared.identity.role_giving import ask_if_reserved, custom_id, find_role, put_on
from shared.identity.role_rules import is_reserved
from shared.identity.rules import INVITATION_HOURS
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say
from shared.outbox.actions import announce, forget


@dataclass(frozen=True)
class Issued:
    """An invitation as just made: `token` is the secret of its link and is shown only now."""

    public_id: str
    token: str
    email: str
    face: str
    expires_at: datetime


@action("membership.invite")
async def invite_member(
    actor: Actor, *, email: str, role: str, counterparty_number: str | None = None,
    hours: int = INVITATION_HOURS[0],
) -> Issued:  # fmt: skip
    """Invite an e-mail address into an organisation, once and for so many `hours`.

    An organisation administrator invites into her own organisation only. Refuses somebody who is a
    member already and an address that holds an open invitation.
    """
    email = rules.normal_email(email)
    rules.check_hours(hours)
    number = actor.counterparty_number if actor.face == PORTAL else counterparty_number
    place = await _place(actor, number=number or "")
    hat = await find_role(actor, role, place.pk)
    rules.check_member_role(hat)
    if actor.face == PORTAL:
        rules.check_within(actor.roles, hat)
    if await Membership.filter(
        counterparty_id=place.pk, user__email=email, is_active=True
    ).exists():
        raise Refusal(say("This person is already a member."), "email")
    return await _issue(actor, email, hat, place, hours)


@action("staff_role.create")
async def invite_colleague(actor: Actor, *, email: str, role: str) -> Issued:
    """Invite an e-mail address to the staff; this also makes the first administrator."""
    email = rules.normal_email(email)
    hat = await find_role(actor, role)
    rules.check_staff_roles([hat])
    if actor.user_id and is_reserved(hat):
        raise Refusal(
            say("Two of you make an administrator: invite with another role, then give this one."),
            "role",
        )
    return await _issue(actor, email, hat, None, INVITATION_HOURS[0])


@action("membership.invite")
async def resend_invitation(actor: Actor, *, invitation: str, of: str = "") -> Issued:
    """Give an unused invitation a new link for as long again; the old link is dead from now on.

    From now on it stands on the right of whoever sends it again.
    An invitation that is not `of` the organisation named (its number) is not found.
    """
    found = await _own_invitation(actor, invitation, of)
    token, now = fresh_token(), clock.now()
    until = now + timedelta(hours=found.life_hours)
    resends, since = rules.count_resend(found.resends, found.resends_since, now)
    renewed = await Invitation.filter(
        id=found.id, used_at__isnull=True, revoked_at__isnull=True, resends=found.resends
    ).update(
        token_hash=token_hash(token), expires_at=until, invited_by_id=actor.user_id or None,
        resends=resends, resends_since=since,
    )  # fmt: skip
    if not renewed:
        raise await _why_not(found)
    place = await _place(actor, id=found.counterparty_id) if found.counterparty_id else None
    face = PORTAL if found.counterparty_id else ADMIN
    issued = Issued(found.public_id, token, found.email, face, until)
    await forget("invitation.issued", found.public_id)
    await _post(actor, issued, place, found.life_hours, is_again=True)
    await _journal(actor, "resend_invitation", found, {"expires_at": until})
    return issued


async def _why_not(found: Invitation) -> Refusal:
    state = inviters.state_of(await Invitation.get(id=found.id))
    if state in (rules.InvitationState.VALID, rules.InvitationState.EXPIRED):
        return Refusal(say("Somebody sent it again in this very moment."))
    return Refusal(rules.why_closed(state))


@action("membership.invite")
async def revoke_invitation(actor: Actor, *, invitation: str, of: str = "") -> None:
    """Withdraw an invitation (`of` the organisation named) that nobody has used yet."""
    found = await _own_invitation(actor, invitation, of)
    now = clock.now()
    withdrawn = await Invitation.filter(
        id=found.id, used_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=now)
    if not withdrawn:
        raise Refusal(rules.why_closed(inviters.state_of(await Invitation.get(id=found.id))))
    await forget("invitation.issued", found.public_id)
    await _journal(actor, "revoke_invitation", found, {"revoked_at": now})


@action("membership.suspend")
async def suspend_member(actor: Actor, *, member: str, version: int, of: str = "") -> None:
    """Close the door to a member (`of` the organisation named) at once; her history stays."""
    await _set_open(actor, member, version, of, is_active=False)


@action("membership.suspend")
async def reinstate_member(actor: Actor, *, member: str, version: int, of: str = "") -> None:
    """Let a suspended member (`of` the organisation named) in again."""
    await _set_open(actor, member, version, of, is_active=True)


@action("staff_role.create")
async def give_staff_role(actor: Actor, *, user: str, role: str) -> str:
    """Give a colleague another role; conflicting pairs are refused. Her sessions end.

    Returns DONE, or ASKED where a second administrator decides.
    """
    person = await User.get_or_none(public_id=user)
    if person is None:
        raise NotFound
    held = await papers.staff_roles(person.id)
    if not held:
        # Somebody of a partner becomes a colleague by an invitation to our own door only.
        raise NotFound
    hat = await find_role(actor, role)
    rules.check_staff_roles({*held, hat})
    if hat not in held and await ask_if_reserved(actor, person, hat):
        return ASKED
    await put_on(actor, person, hat)
    return DONE


async def _issue(actor: Actor, email: str, role: str, place: Any | None, hours: int) -> Issued:
    now, token = clock.now(), fresh_token()
    counterparty_id = place.pk if place is not None else None
    await _refuse_second(email, counterparty_id, now)
    invitation = await Invitation.create(
        public_id=public_id(),
        token_hash=token_hash(token),
        email=email,
        counterparty_id=counterparty_id,
        role=str.__str__(role),
        custom_id=await custom_id(role),
        invited_by_id=actor.user_id or None,
        life_hours=hours,
        expires_at=now + timedelta(hours=hours),
        created_at=now,
    )
    face = PORTAL if counterparty_id else ADMIN
    issued = Issued(invitation.public_id, token, email, face, invitation.expires_at)
    await _post(actor, issued, place, hours)
    await _journal(actor, "invite", invitation, {"email": email, "role": role})
    return issued


async def _place(actor: Actor, **by: Any) -> Any:
    """Return the organisation into which the actor may invite; NotFound for every other."""
    found = await places(actor, "membership.invite").get_or_none(**by)
    if found is None:
        raise NotFound
    return found


async def _post(
    actor: Actor, issued: Issued, place: Any | None, hours: int, *, is_again: bool = False
) -> None:
    """Send the link by mail; whoever invites from the command line hands it over herself."""
    if not actor.user_id:
        return
    await announce(
        "invitation.issued",
        issued.public_id,
        token=issued.token,
        email=issued.email,
        face=issued.face,
        inviter=actor.name,
        inviter_other=actor.name_other,
        organisation_zh=place.name_zh if place is not None else "",
        organisation_en=place.name_en if place is not None else "",
        issue=token_hash(issued.token)[:12],
        hours=hours,
        is_again=is_again,
    )


async def _refuse_second(email: str, counterparty_id: int | None, now: datetime) -> None:
    waiting = await Invitation.filter(
        email=email,
        counterparty_id=counterparty_id,
        used_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=now,
    ).exists()
    if waiting:
        raise Refusal(
            say("This address has an open invitation already. Send that one again."),
            "email",
        )


async def _own_invitation(actor: Actor, name: str, of: str) -> Invitation:
    """Return an invitation into an organisation the actor may invite to; others do not exist.

    One statement, whether it is missing or foreign.
    """
    named: dict[str, Any] = {"counterparty__number": of} if of else {}
    reach = Q(counterparty_id__in=Subquery(places(actor, "membership.invite").values("id")))
    if actor.may("staff_role.create"):
        reach |= Q(counterparty_id__isnull=True)
    found = await Invitation.filter(reach).get_or_none(public_id=name, **named)
    if found is None:
        raise NotFound
    return found


async def _set_open(actor: Actor, member: str, version: int, of: str, *, is_active: bool) -> None:
    named = {"counterparty__number": of} if of else {}
    found = await one(actor, Membership, "suspend", public_id=member, **named)
    refuse_self(actor, found.user_id)
    rules.refuse_through(found.through_id)
    if not is_active and not actor.is_staff and found.role == ORGANISATION_ADMIN:
        await keep_an_administrator(found)
    written = (
        await scope(actor, Membership, "suspend")
        .filter(id=found.id, version=version, is_active=not is_active)
        .update(is_active=is_active, version=version + 1)
    )
    if not written:
        raise Refusal(say("Somebody else has changed this member in the meantime. Look again."))
    if not is_active:
        await end_sessions(found.user_id, face=PORTAL)
    await tell_below(found)
    await record(
        actor, "membership.reinstate" if is_active else "membership.suspend", found,
        number=found.public_id, counterparty_id=found.counterparty_id,
        before={"is_active": not is_active}, after={"is_active": is_active},
    )  # fmt: skip


async def _journal(actor: Actor, verb: str, invitation: Invitation, after: dict[str, Any]) -> None:
    await record(
        actor,
        f"membership.{verb}" if invitation.counterparty_id else f"staff_role.{verb}",
        invitation,
        number=invitation.public_id,
        counterparty_id=invitation.counterparty_id,
        after=after,
    )
