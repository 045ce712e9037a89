"""What happens at the door, before there is an actor: arriving, accepting an invitation, leaving.

Called by `shared.web.sign_in` with what a provider has proven; everything with an actor is in
`actions.py`. An e-mail address opens nothing here but a fresh invitation made out to it.
"""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from shared.access.actor import ADMIN, PORTAL
from shared.access.models import User
from shared.counterparties.rules import SHUT_OUT
from shared.database.speaking import at_the_gate
from shared.database.uow import uow
from shared.identity import inviters, papers, rules
from shared.identity.hats import let_in
from shared.identity.introducing import Arriving, introduced, join, vouched
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


class Stranger(Exception):
    """A proven person who has no place on this face: nothing is open to her."""


class ShutOut(Stranger):
    """A member of organisations that are all suspended; `places` are their names (zh, en)."""

    def __init__(self, places: list[tuple[str, str]]) -> None:
        super().__init__()
        self.places = places


class Unproven(Exception):
    """An invitation would open if its address were proven: no provider vouches for any of hers."""


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
    again: int | None = None,
) -> str:
    """Begin a session and return its secret; accepts the invitation first when there is one.

    `old_token`, the secret this browser came with, stops working. `again` is who was asked to prove
    once more that it is she. Raises Stranger for a person without a place on the face (ShutOut when
    it is suspended), Refusal when the invitation does not open for her, Unproven when a code mailed
    to its address would open it (`address_proofs.py`).
    """
    link = token_hash(invitation_token) if invitation_token else None
    with at_the_gate():
        return await uow(lambda: come_in(person, link, old_token, again))


async def leave(token: str, face: str) -> None:
    """End the session with this secret on a face."""
    over = Session.filter(token_hash=token_hash(token), face=face)
    with at_the_gate():
        await uow(over.delete)


async def switch_organisation(session: str, user_id: int, counterparty_number: str) -> str:
    """Let the session with this hash speak for another of the person's own organisations.

    Returns the new secret: the old one stops working, like at every change of rights. Raises
    NotFound for an organisation that is not hers.
    """
    with at_the_gate():
        return await uow(lambda: _switch(session, user_id, counterparty_number))


async def _switch(session: str, user_id: int, counterparty_number: str) -> str:
    hers = Membership.filter(let_in(), user_id=user_id)
    held = await hers.get_or_none(counterparty__number=counterparty_number)
    kept = await Session.get_or_none(token_hash=session, user_id=user_id, face=PORTAL)
    if held is None or kept is None:
        raise NotFound
    return await under_new_secret(kept, counterparty_id=held.counterparty_id, seen_at=clock.now())


async def seen(session: str) -> None:
    """Write down that the session with this hash is in use."""
    used = Session.filter(token_hash=session)
    with at_the_gate():
        await uow(lambda: used.update(seen_at=clock.now()))


async def under_new_secret(kept: Session, **changes: Any) -> str:
    """Let a session go on under a new secret and return that; the old one is dead."""
    token = fresh_token()
    columns = [name for name in Session._meta.db_fields if name != "token_hash"]
    same = {name: getattr(kept, name) for name in columns} | changes
    await Session.filter(token_hash=kept.token_hash).delete()
    await Session.create(token_hash=token_hash(token), **same)
    return token


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


async def come_in(
    person: Arriving, link: str | None, old_token: str | None, again: int | None = None
) -> str:
    """Do what `arrive` says inside the open unit of work; `link` is the hash of an invitation's."""
    identity = await ExternalIdentity.get_or_none(
        issuer=person.issuer, subject=person.subject
    ).select_related("user")
    user = identity.user if identity else None
    organisation: int | None = None
    if link:
        user, organisation = await _accept(await vouched(person), user, link)
    else:
        user = await join(person, user, clock.now())
    if user is None or not user.is_active:
        raise Stranger
    if again not in (None, user.id):
        raise Refusal(say("Somebody else signed in there. Sign out first to change the person."))
    if person.face == PORTAL:
        organisation = organisation or await _organisation(user.id, old_token)
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
        provider_session=person.provider_session,
        authenticated_at=person.authenticated_at,
        device=person.device[:300],
        address=person.address[:45],
        signed_in_at=now,
        created_at=now,
        seen_at=now,
        expires_at=rules.session_end(person.face, now),
    )
    return token


async def _organisation(user_id: int, old_token: str | None) -> int | None:
    """Return the organisation to speak for: this browser's, else the last one's, or her first."""
    places = await papers.places_of(user_id)
    hers = Session.filter(user_id=user_id, face=PORTAL)
    here = await hers.get_or_none(token_hash=token_hash(old_token)) if old_token else None
    last = here or await hers.order_by("-seen_at").first()
    if last is not None and last.counterparty_id in places:
        return last.counterparty_id
    return places[0] if places else None


async def _why_no_place(user_id: int) -> Stranger:
    shut_out = await papers.shut_out_places(user_id)
    return ShutOut(shut_out) if shut_out else Stranger()


async def _accept(person: Arriving, user: User | None, link: str) -> tuple[User, int | None]:
    invitation = await open_invitation(link, person.face)
    _check_address(person, invitation)
    now = clock.now()
    user = user or await introduced(person, invitation.email, now)
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


async def open_invitation(link: str, face: str) -> Invitation:
    """Return the invitation with this hash of its link, if it opens the door of `face` now."""
    invitation = await papers.invitation(link)
    if invitation is None or (face == PORTAL) != (invitation.counterparty_id is not None):
        raise Refusal(say("There is no such invitation. Open the link from your e-mail again."))
    state = await inviters.state_now(invitation)
    if state is not InvitationState.VALID:
        raise Refusal(rules.why_closed(state))
    place = invitation.counterparty
    if place is not None and place.status in SHUT_OUT:
        raise Refusal(say("This organisation is suspended: nobody can join it at present."))
    return invitation


def _check_address(person: Arriving, invitation: Invitation) -> None:
    if person.email_verified is not True or not person.email.strip():
        raise Unproven
    if rules.compared_email(person.email) != invitation.email:
        raise Refusal(
            say("This invitation is made out to another e-mail address. Sign in with that one.")
        )


async def _give_place(user: User, invitation: Invitation, now: datetime) -> None:
    if invitation.counterparty_id is None:
        hat = await papers.invited_role(invitation)
        rules.check_staff_roles({*await papers.staff_roles(user.id), hat})
        await StaffRole.get_or_create(
            {"created_at": now, "custom_id": invitation.custom_id},
            user_id=user.id, role=invitation.role,
        )  # fmt: skip
        await Session.filter(user_id=user.id, face=ADMIN).delete()
        return
    held = await Membership.get_or_none(user_id=user.id, counterparty_id=invitation.counterparty_id)
    if held is not None:
        await _give_again(held, invitation)
        return
    await Membership.create(
        public_id=public_id(), user=user, counterparty_id=invitation.counterparty_id,
        role=invitation.role, custom_id=invitation.custom_id, created_at=now,
    )  # fmt: skip


async def _give_again(held: Membership, invitation: Invitation) -> None:
    """Open the door again by other rights; what she has open there by the old ones ends."""
    hers = {"role": invitation.role, "custom_id": invitation.custom_id, "through_id": None}
    await Membership.filter(id=held.id).update(**hers, is_active=True, version=held.version + 1)
    await Session.filter(
        user_id=held.user_id, face=PORTAL, counterparty_id=held.counterparty_id
    ).delete()
