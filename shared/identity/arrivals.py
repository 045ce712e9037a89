"""What happens at the door, before there is an actor: arriving, accepting an invitation, leaving.

Called by `shared.web.sign_in` with what a provider has proven; everything with an actor is in
`actions.py`. An e-mail address opens nothing here but a fresh invitation made out to it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from shared.access.actor import PORTAL
from shared.access.models import User
from shared.counterparties.rules import SHUT_OUT
from shared.database.uow import uow
from shared.identity import inviters, papers, rules
from shared.identity.models import (
    ExternalIdentity,
    Invitation,
    Membership,
    Session,
    StaffRole,
)
from shared.identity.rules import InvitationState
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say

ZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class Arriving:
    """Who stands at the door of which face, as proven by a provider."""

    face: str
    provider: str
    issuer: str
    subject: str
    name: str
    email: str
    email_verified: bool
    id_token: str = ""
    device: str = ""
    address: str = ""


class Stranger(Exception):
    """A proven person who has no place on this face: nothing is open to her."""


class ShutOut(Stranger):
    """A member of organisations that are all suspended; `places` are their names (zh, en)."""

    def __init__(self, places: list[tuple[str, str]]) -> None:
        super().__init__()
        self.places = places


def token_hash(token: str) -> str:
    """Return the form in which a secret of 256 random bits is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def fresh_token() -> str:
    """Return 256 random bits as text for a cookie or a link."""
    return secrets.token_urlsafe(32)


def public_id() -> str:
    """Return a random name for a row that stands in a URL."""
    return secrets.token_hex(8)


async def arrive(
    person: Arriving,
    *,
    invitation_token: str | None = None,
    old_token: str | None = None,
) -> str:
    """Begin a session and return its secret; accepts the invitation first when there is one.

    `old_token` is the secret this browser came with: it stops working. Raises Stranger for a
    person without a place on the face (ShutOut when it is suspended), Refusal when the invitation
    does not open for her.
    """
    return await uow(lambda: _arrive(person, invitation_token, old_token))


async def leave(token: str, face: str) -> None:
    """End the session with this secret on a face."""
    await Session.filter(token_hash=token_hash(token), face=face).delete()


async def switch_organisation(session: str, user_id: int, counterparty_number: str) -> str:
    """Let the session with this hash speak for another of the person's own organisations.

    Returns the new secret: the old one stops working, like at every change of rights. Raises
    NotFound for an organisation that is not hers.
    """
    return await uow(lambda: _switch(session, user_id, counterparty_number))


async def _switch(session: str, user_id: int, counterparty_number: str) -> str:
    hers = Membership.filter(user_id=user_id, is_active=True)
    open_to_her = hers.exclude(counterparty__status__in=SHUT_OUT)
    held = await open_to_her.get_or_none(counterparty__number=counterparty_number)
    kept = await Session.get_or_none(token_hash=session, user_id=user_id, face=PORTAL)
    if held is None or kept is None:
        raise NotFound
    token = fresh_token()
    columns = [name for name in Session._meta.db_fields if name != "token_hash"]
    same = {name: getattr(kept, name) for name in columns}
    same |= {"counterparty_id": held.counterparty_id, "seen_at": clock.now()}
    await Session.create(token_hash=token_hash(token), **same)
    await Session.filter(token_hash=session).delete()
    return token


async def seen(session: str) -> None:
    """Write down that the session with this hash is in use."""
    await Session.filter(token_hash=session).update(seen_at=clock.now())


async def end_sessions(user_id: int, *, face: str | None = None) -> int:
    """End every session of a person (of one face); her next request is a stranger's."""
    rows = Session.filter(user_id=user_id)
    return await (rows.filter(face=face) if face else rows).delete()


async def sweep() -> int:
    """Delete sessions that are over; returns how many."""
    now = clock.now()
    over = await Session.filter(expires_at__lte=now).delete()
    return over + await Session.filter(seen_at__lte=now - rules.SESSION_IDLE).delete()


async def link(user_id: int, *, issuer: str, subject: str, email: str = "") -> None:
    """Let a person in as `subject` of `issuer` (the demo world and tests; people use invitations)."""
    await ExternalIdentity.get_or_create(
        {"user_id": user_id, "email_at_link": email, "created_at": clock.now()},
        issuer=issuer,
        subject=subject,
    )


async def follow_issuer(new: str, old: str) -> int:
    """Move the demo's identities from the issuer `old` to `new` (its port has changed)."""
    return await ExternalIdentity.filter(issuer=old).update(issuer=new)


async def _arrive(person: Arriving, invitation_token: str | None, old_token: str | None) -> str:
    identity = await ExternalIdentity.get_or_none(
        issuer=person.issuer, subject=person.subject
    ).select_related("user")
    user = identity.user if identity else None
    organisation: int | None = None
    if invitation_token:
        user, organisation = await _accept(person, user, invitation_token)
    if user is None or not user.is_active:
        raise Stranger
    if person.face == PORTAL:
        organisation = organisation or await _organisation(user.id)
        if organisation is None:
            raise await _why_no_place(user.id)
    elif not await papers.staff_roles(user.id):
        raise Stranger
    if old_token:
        await leave(old_token, person.face)
    return await _begin(person, user.id, organisation, clock.now())


async def _begin(person: Arriving, user_id: int, organisation: int | None, now: datetime) -> str:
    token = fresh_token()
    await Session.create(
        token_hash=token_hash(token),
        face=person.face,
        user_id=user_id,
        counterparty_id=organisation,
        provider=person.provider,
        issuer=person.issuer,
        id_token=person.id_token,
        device=person.device[:300],
        address=person.address[:45],
        signed_in_at=now,
        created_at=now,
        seen_at=now,
        expires_at=rules.session_end(person.face, now),
    )
    return token


async def _organisation(user_id: int) -> int | None:
    """Return the organisation to speak for: the one of her last live session, or her first."""
    places = await papers.places_of(user_id)
    last = await Session.filter(user_id=user_id, face=PORTAL).order_by("-seen_at").first()
    if last is not None and last.counterparty_id in places:
        return last.counterparty_id
    return places[0] if places else None


async def _why_no_place(user_id: int) -> Stranger:
    shut_out = await papers.shut_out_places(user_id)
    return ShutOut(shut_out) if shut_out else Stranger()


async def _accept(person: Arriving, user: User | None, token: str) -> tuple[User, int | None]:
    invitation = await papers.invitation(token_hash(token))
    if invitation is None:
        raise Refusal(say("There is no such invitation. Open the link from your e-mail again."))
    await _check_acceptable(person, invitation)
    now = clock.now()
    user = user or await _introduced(person, invitation.email, now)
    taken = await Invitation.filter(
        id=invitation.id,
        used_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=now,
    ).update(used_at=now, used_by_id=user.id)
    if not taken:
        raise Refusal(rules.why_closed(InvitationState.USED))
    await _give_place(user, invitation, now)
    return user, invitation.counterparty_id


async def _check_acceptable(person: Arriving, invitation: Invitation) -> None:
    state = await inviters.state_now(invitation)
    if state is not InvitationState.VALID:
        raise Refusal(rules.why_closed(state))
    if (person.face == PORTAL) != (invitation.counterparty_id is not None):
        raise Refusal(say("There is no such invitation. Open the link from your e-mail again."))
    if person.email.strip().lower() != invitation.email:
        raise Refusal(
            say("This invitation is made out to another e-mail address. Sign in with that one.")
        )
    if person.email_verified is not True:
        raise Refusal(
            say(
                "Your provider does not confirm that this e-mail address is yours. Confirm it there."
            )
        )
    place = invitation.counterparty
    if place is not None and place.status in SHUT_OUT:
        raise Refusal(say("This organisation is suspended: nobody can join it at present."))


async def _introduced(person: Arriving, email: str, now: datetime) -> User:
    """Link a new identity: to the person recorded under this address whom nobody has claimed yet,
    else to a new one. Somebody who already signs in is never joined by e-mail.
    """
    unclaimed = User.filter(email=email, is_active=True, identities__id__isnull=True)
    if person.face == PORTAL:
        # A door for partners must never open onto a colleague's roles.
        unclaimed = unclaimed.filter(staff_roles__id__isnull=True)
    user = await unclaimed.order_by("id").first()
    if user is None:
        user = await User.create(
            public_id=public_id(),
            name=(person.name or email.partition("@")[0])[:120],
            email=email,
            zone=ZONE,
            created_at=now,
        )
    try:
        await ExternalIdentity.create(
            user=user,
            issuer=person.issuer,
            subject=person.subject,
            email_at_link=email,
            created_at=now,
        )
    except IntegrityError:
        raise Refusal(rules.why_closed(InvitationState.USED)) from None
    return user


async def _give_place(user: User, invitation: Invitation, now: datetime) -> None:
    if invitation.counterparty_id is None:
        rules.check_staff_roles({*await papers.staff_roles(user.id), invitation.role})
        await StaffRole.get_or_create({"created_at": now}, user_id=user.id, role=invitation.role)
        return
    held = await Membership.get_or_none(user_id=user.id, counterparty_id=invitation.counterparty_id)
    if held is None:
        await Membership.create(
            public_id=public_id(),
            user=user,
            counterparty_id=invitation.counterparty_id,
            role=invitation.role,
            created_at=now,
        )
        return
    await Membership.filter(id=held.id).update(
        role=invitation.role, is_active=True, version=held.version + 1
    )
