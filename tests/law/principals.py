"""Everybody there can be: each role of ours, each kind and role outside, and who is nobody."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.models import User
from shared.counterparties.models import Care, Counterparty
from shared.demo.cast import MARKETER, MOULDER, NORTHLAKE, QIMING, STAFF
from shared.identity import papers, viewing, views
from shared.identity.arrivals import token_hash
from shared.identity.models import CustomRole, Membership, Session, StaffRole
from shared.identity.rules import member_roles
from tests.cast import ANCHOR, FACES, browser_of
from tests.role_records import actor_of
from tests.web import Browser

HOMES = {"distributor": QIMING, "customer": NORTHLAKE, "supplier": MOULDER, "partner": MARKETER}
"""The organisation of each kind that the people outside work for."""

ALSO = {
    policy.ACCOUNT_MANAGER: (policy.SUPPORT, policy.FINANCE),
    policy.SALES_MANAGER: (policy.PURCHASING, policy.AUDITOR),
}
"""Second roles: she reads more than she may change."""


@dataclass(frozen=True)
class Principal:
    """Somebody who asks: `actor` is None for who is nobody (no session, an ended one, suspended)."""

    name: str
    browser: Browser
    actor: Actor | None
    elsewhere: Actor | None = None
    """Herself at her other organisation: what is there is offered as a switch, not denied."""
    seen_as: Browser | None = None
    """Of a colleague who looks as a member does: the browser of that member herself."""


async def everybody() -> list[Principal]:
    """Return one of each: 7 of ours, 12 outside, one in two organisations, a view, four nobodies.

    Three have custom roles: one wider and narrower than its base, one narrower, one of an
    organisation's own.
    """
    outside = [
        await member(kind, role, await Counterparty.get(number=number))
        for kind, number in HOMES.items() for role in policy.MEMBER_ROLES
    ]  # fmt: skip
    return [
        *[one async for one in _staff()], *outside, await _of_two(), await looking(),
        *await _tailored(),
        *[Principal(f"anonymous at {face}", Browser(FACES[face]), None) for face in FACES],
        await _suspended(), await _expired(),
    ]  # fmt: skip


async def askers() -> list[Actor]:
    """Return who is somebody, and besides: two of ours with two roles, an organisation without kinds."""
    people = [one.actor for one in await everybody() if one.actor is not None]
    two = [
        replace(one, name=" and ".join(sorted(one.roles | {also})), roles=one.roles | {also})
        for one in people
        for also in ALSO.get(next(iter(one.roles)) if one.is_staff else "", ())
    ]
    kindless = [replace(one, name="of no kind", kinds=frozenset()) for one in people if one.kinds][
        :1
    ]
    return [*people, *two, *kindless]


async def _staff() -> "Iterator[Principal]":  # type: ignore[misc]
    for role in policy.STAFF_ROLES:
        persona = next(one for one in STAFF if one.role == role)
        user = await User.get(email=persona.email)
        browser = Browser(FACES[ADMIN])
        await browser.sign_in(user)
        yield Principal(
            role, browser, Actor(user.id, user.name, user.email, ADMIN, frozenset({role}))
        )


async def _tailored() -> list[Principal]:
    law = {"counterparty.read": "own accounts", "sales_order.read": "team", "stock.read": "all"}
    kept = await CustomRole.create(
        key="custom-0000000000ee", base="support", name_en="Narrow", law=json.dumps(law),
        created_at=ANCHOR, updated_at=ANCHOR,
    )  # fmt: skip
    user = await User.create(
        public_id="narrow", name="Narrow", email="narrow@law.example", created_at=ANCHOR
    )
    await StaffRole.create(user=user, role=kept.key, custom=kept, created_at=ANCHOR)
    theirs = await Counterparty.exclude(is_supplier=True).order_by("id").first()
    await Care.create(user=user, counterparty=theirs, role="collaborator", created_at=ANCHOR)
    hats = await papers.staff_roles(user.id)
    narrow = Actor(user.id, user.name, user.email, ADMIN, hats)
    return [
        Principal("custom narrow", await _signed_in(user.email, ADMIN), narrow),
        *[Principal(f"custom {subject}", await browser_of(subject), await actor_of(subject))
          for subject in ("shen.yi", "ye.qin")],
    ]  # fmt: skip


async def _signed_in(email: str, face: str) -> Browser:
    browser = Browser(FACES[face])
    await browser.sign_in(await User.get(email=email))
    return browser


async def member(kind: str, role: str, place: Counterparty, note: str = "") -> Principal:
    name = f"{kind}.{role}{note}"
    user = await User.create(
        public_id=sha256(name.encode()).hexdigest()[:24], name=name,
        email=f"{name.replace(' ', '-')}@law.example", created_at=ANCHOR,
    )  # fmt: skip
    await _join(user, place, role)
    browser = Browser(FACES[PORTAL])
    await browser.sign_in(user, place)
    return Principal(name, browser, _as_actor(user, place, role))


async def _join(user: User, place: Counterparty, role: str) -> None:
    await Membership.create(
        public_id=f"m{user.id:011d}{place.id:012d}", user=user, counterparty=place, role=role,
        created_at=ANCHOR,
    )  # fmt: skip


def _as_actor(user: User, place: Counterparty, role: str) -> Actor:
    return Actor(
        user.id, user.name, user.email, PORTAL, member_roles(place.kinds, role), place.id,
        place.number, kinds=place.kinds,
    )  # fmt: skip


async def _of_two() -> Principal:
    """Somebody signed in for a customer who is an administrator of a distributor as well."""
    here, there = [await Counterparty.get(number=HOMES[k]) for k in ("customer", "distributor")]
    made = await member("customer", "member", here, " of two")
    user = await User.get(id=made.actor.user_id)  # type: ignore[union-attr]
    await _join(user, there, policy.ORGANISATION_ADMIN)
    return replace(made, elsewhere=_as_actor(user, there, policy.ORGANISATION_ADMIN))


async def looking(kind: str = "distributor", note: str = " seen") -> Principal:
    """A colleague of ours who looks at the portal as an administrator of an organisation does.

    Her administrator is new each time; another `note` gives her another name.
    """
    place = await Counterparty.get(number=HOMES[kind])
    seen = await member(kind, policy.ORGANISATION_ADMIN, place, note)
    assert seen.actor is not None
    held = await Membership.get(user_id=seen.actor.user_id)
    persona = next(one for one in STAFF if one.role == policy.SUPPORT)
    user, desk = await User.get(email=persona.email), Browser(FACES[ADMIN])
    session = token_hash(await desk.sign_in(user))
    viewer = Actor(user.id, user.name, user.email, ADMIN, frozenset({policy.SUPPORT}))
    passed = await views.begin_view(
        viewer,
        member=held.public_id,
        of=place.number,
        session=session,
        reason="to see the law kept",
    )
    browser = Browser(FACES[PORTAL])
    browser.cookies[browser.face.view_cookie] = await viewing.redeem(passed)
    actor = replace(seen.actor, real_user_id=user.id)
    return Principal(f"view of {seen.name}", browser, actor, seen_as=seen.browser)


async def _suspended() -> Principal:
    made = await member(
        "distributor", "member", await Counterparty.get(number=QIMING), " suspended"
    )
    await Membership.filter(user_id=made.actor.user_id).update(is_active=False)  # type: ignore[union-attr]
    return replace(made, actor=None)


async def _expired() -> Principal:
    made = await member("distributor", "member", await Counterparty.get(number=QIMING), " expired")
    ended = ANCHOR - timedelta(hours=1)
    await Session.filter(user_id=made.actor.user_id).update(expires_at=ended)  # type: ignore[union-attr]
    return replace(made, actor=None)
