"""Somebody new at the door becomes a person of ours: by an invitation, or through a provider that is
bound to the domains of one organisation (just-in-time membership).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import Any

from tortoise.exceptions import IntegrityError

from shared.access.actor import PORTAL, Actor, system
from shared.access.models import User
from shared.access.scope import places
from shared.counterparties.rules import SHUT_OUT
from shared.identity import rules
from shared.identity.domain_rules import DomainState, domain_of
from shared.identity.door_models import DomainClaim
from shared.identity.models import ExternalIdentity, Membership
from shared.identity.rules import InvitationState
from shared.journal.actions import record
from shared.kernel.errors import Refusal
from shared.outbox.actions import announce

ZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class Joining:
    """Which organisation (by number) somebody joins through its own provider, and as what."""

    organisation: str
    role: str


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
    provider_session: str = ""
    authenticated_at: datetime | None = None
    joins: Joining | None = None
    is_partners_own: bool = False
    """Whether the provider may vouch for no address but those of domains that are bound to it."""
    device: str = ""
    address: str = ""


async def vouched(person: Arriving) -> Arriving:
    """Return a person with her address verified only if this provider may vouch for it.

    A proven domain that is bound to a provider is vouched for by that one alone, and a partner's own
    provider vouches for no domain but those bound to it.
    """
    if person.face != PORTAL or person.email_verified is not True:
        return person
    held = await _proven(person)
    bound = held.provider if held else ""
    others = person.is_partners_own if not bound else bound != person.provider
    return replace(person, email_verified=False) if others else person


async def joining(person: Arriving) -> Joining | None:
    """Return what a person joins by signing in: through her organisation's own provider, or by an
    address that is verified in a domain which one organisation has proven to be its own. Through
    the provider of another organisation nobody joins by such an address.
    """
    person = await vouched(person)
    if person.face != PORTAL or person.email_verified is not True:
        return None
    held, bound = await _proven(person), person.joins
    # The owner's record outweighs our setting, and a provider of others vouches for nobody of hers.
    if held is None or (bound is not None and bound.organisation == held.counterparty.number
                        and held.provider != person.provider):  # fmt: skip
        return bound
    is_hers = bound is None or bound.organisation == held.counterparty.number
    return Joining(held.counterparty.number, held.role) if is_hers else None


async def _proven(person: Arriving) -> DomainClaim | None:
    domain = domain_of(person.email)
    if not domain:
        return None
    rows = DomainClaim.filter(domain=domain, state=DomainState.ACTIVE)
    return await rows.select_related("counterparty").first()


async def join(person: Arriving, user: User | None, now: datetime) -> User | None:
    """Make a person a member of the organisation whose provider vouches for her; returns her.

    Who was a member before, suspended or not, stays what she was: signing in lifts no suspension.
    """
    wanted = await joining(person)
    if wanted is None:
        return user
    open_ones = places(system(), "membership.invite").exclude(status__in=SHUT_OUT)
    place = await open_ones.get_or_none(number=wanted.organisation)
    if place is None or (user is not None and not user.is_active):
        return user
    user = user or await introduced(person, rules.compared_email(person.email), now)
    if not await Membership.filter(user_id=user.id, counterparty_id=place.id).exists():
        await _become_member(user, place, wanted.role, now)
    return user


async def _become_member(user: User, at: Any, role: str, now: datetime) -> None:
    place, number = at.id, at.number
    made = await Membership.create(
        public_id=token_hex(8), user=user, counterparty_id=place, role=role, created_at=now
    )
    await announce(
        "membership.joined", number, counterparty_id=place, by=user.id, name=user.name,
        name_other=user.name_other,
    )  # fmt: skip
    herself = Actor(user.id, user.name, user.email, PORTAL, frozenset())
    await record(
        herself,
        "membership.join",
        made,
        number=made.public_id,
        counterparty_id=place,
        after={"role": role},
    )


async def introduced(person: Arriving, email: str, now: datetime) -> User:
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
            public_id=token_hex(8),
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
