"""Reading who somebody is. The session look-up is one statement, for it runs on every request."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.scope import places, scope
from shared.counterparties.rules import SHUT_OUT
from shared.database.compound import Question, records
from shared.identity import rules
from shared.identity.hats import columns, member_columns, member_hat, staff_hat
from shared.identity.inviters import OpenInvitation, listed
from shared.identity.models import Invitation, Membership, Session
from shared.kernel import clock
from shared.kernel.two_languages import both, name_in

_PLACE = "user__memberships__counterparty__"
_SESSION = (
    "token_hash", "face", "provider", "issuer", "id_token", "signed_in_at",
    "authenticated_at", "seen_at", "expires_at",
    "counterparty_id", "user_id", *both("user__name"), "user__email", "user__locale", "user__zone",
    "user__is_active", "user__approval_limit",
)  # fmt: skip
_STAFF = columns("user__staff_roles__")
_MEMBER = (
    *member_columns("user__memberships__"), "user__memberships__is_active", f"{_PLACE}id", f"{_PLACE}number",
    f"{_PLACE}name_zh", f"{_PLACE}name_en", f"{_PLACE}status",
    *(f"{_PLACE}is_{kind}" for kind in policy.KINDS),
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """An organisation a person may speak for."""

    counterparty_id: int
    number: str
    name_zh: str
    name_en: str
    role: str
    kinds: frozenset[str]

    def name(self, locale: str) -> str:
        """Return the name in the reader's language; each falls back to the other."""
        return name_in(locale, self.name_zh, self.name_en)


@dataclass(frozen=True)
class SessionActor:
    """A live session and the person behind it; `places` are the organisations to switch between."""

    token_hash: str
    actor: Actor
    places: tuple[Place, ...]
    provider: str
    id_token: str
    signed_in_at: datetime
    authenticated_at: datetime | None
    seen_at: datetime
    expires_at: datetime
    is_locale_chosen: bool

    def at(self, place: Place) -> Actor:
        """Return the same person speaking for another of her organisations (one of `places`)."""
        return replace(
            self.actor, roles=rules.member_roles(place.kinds, place.role), kinds=place.kinds,
            counterparty_id=place.counterparty_id, counterparty_number=place.number,
            counterparty_name=place.name(self.actor.locale),
        )  # fmt: skip

    def is_fresh(self, minutes: int) -> bool:
        """Whether the person proved within the last `minutes` at her provider that it is she."""
        return rules.is_fresh(self.authenticated_at, clock.now(), minutes)

    @property
    def is_due(self) -> bool:
        """Whether it is time to write down that the session was seen."""
        return clock.now() - self.seen_at >= rules.SEEN_GRAIN


async def session_actor(token_hash: str, face: str) -> SessionActor | None:
    """Return the live session with this hash on `face`, in one statement, or None.

    None also for a person who was deactivated, whose organisation is suspended, or who lost her
    last role.
    """
    columns = _SESSION + (_MEMBER if face == PORTAL else _STAFF)
    rows = await Session.filter(token_hash=token_hash, face=face).values(*columns)
    return _living(rows, face) if rows else None


async def session_actors(hashes: Iterable[str], face: str) -> dict[str, SessionActor]:
    """Return those of the sessions with these hashes that are live on `face`, in one statement."""
    columns = _SESSION + (_MEMBER if face == PORTAL else _STAFF)
    by_hash: dict[str, list[dict[str, Any]]] = {}
    for row in await Session.filter(token_hash__in=sorted(hashes), face=face).values(*columns):
        by_hash.setdefault(row["token_hash"], []).append(row)
    living = {one: _living(rows, face) for one, rows in by_hash.items()}
    return {one: session for one, session in living.items() if session is not None}


async def members(actor: Actor) -> list[Membership]:
    """Return the members of the actor's organisations, by name (at most 200)."""
    rows = scope(actor, Membership).select_related("user", "counterparty")
    return list(await rows.order_by("user__name", "id").limit(200))


def members_of(actor: Actor, counterparty_id: int) -> Question[list[Membership]]:
    """Return the members of one organisation within the actor's scope (at most 200)."""
    rows = scope(actor, Membership).filter(counterparty_id=counterparty_id)
    return records(rows.order_by("user__name", "id").limit(200), "user")


async def open_invitations(actor: Actor, counterparty_id: int) -> list[OpenInvitation]:
    """Return invitations into an organisation that nobody has used or withdrawn yet."""
    return await listed(await invitations_into(actor, counterparty_id))


def invitations_into(actor: Actor, counterparty_id: int) -> QuerySet[Invitation]:
    """Return the rows of open invitations into an organisation, the newest first.

    Dead ones are among them, so that they can be sent again. Needs `membership.invite`.
    """
    reach = places(actor, "membership.invite").filter(id=counterparty_id)
    rows = Invitation.filter(
        counterparty_id__in=Subquery(reach.values("id")),
        used_at__isnull=True,
        revoked_at__isnull=True,
    )
    return rows.order_by("-id").limit(200)


def _living(rows: list[dict[str, Any]], face: str) -> SessionActor | None:
    """Return the session that these rows are (one a membership or role) if it is live."""
    first = rows[0]
    if not first["user__is_active"]:
        return None
    over = rules.is_session_over(
        seen_at=first["seen_at"],
        expires_at=first["expires_at"],
        now=clock.now(),
    )
    if over:
        return None
    places = _places(rows) if face == PORTAL else ()
    actor = _member(first, places) if face == PORTAL else _staff(rows)
    return _session(first, actor, places) if actor else None


def _places(rows: list[dict[str, Any]]) -> tuple[Place, ...]:
    held = [(row, member_hat(row, "user__memberships__")) for row in rows]
    return tuple(
        Place(
            counterparty_id=row[f"{_PLACE}id"],
            number=row[f"{_PLACE}number"],
            name_zh=row[f"{_PLACE}name_zh"],
            name_en=row[f"{_PLACE}name_en"],
            role=hat,
            kinds=frozenset(kind for kind in policy.KINDS if row[f"{_PLACE}is_{kind}"]),
        )
        for row, hat in sorted(held, key=lambda one: str(one[0][f"{_PLACE}number"]))
        if hat and row["user__memberships__is_active"] and row[f"{_PLACE}status"] not in SHUT_OUT
    )


def _member(row: dict[str, Any], places: tuple[Place, ...]) -> Actor | None:
    """Return the person as member of the organisation of the session; that place must still hold."""
    place = next((one for one in places if one.counterparty_id == row["counterparty_id"]), None)
    if place is None:
        return None
    locale = row["user__locale"] or "zh"
    return Actor(
        user_id=row["user_id"],
        name=row["user__name"],
        name_other=row["user__name_other"],
        email=row["user__email"],
        face=PORTAL,
        roles=rules.member_roles(place.kinds, place.role),
        counterparty_id=place.counterparty_id,
        counterparty_number=place.number,
        counterparty_name=place.name(locale),
        kinds=place.kinds,
        locale=locale,
        zone=row["user__zone"],
    )


def _staff(rows: list[dict[str, Any]]) -> Actor | None:
    row = rows[0]
    hats = (staff_hat(one, "user__staff_roles__") for one in rows)
    roles = frozenset(hat for hat in hats if hat)
    if not roles:
        return None
    return Actor(
        user_id=row["user_id"],
        name=row["user__name"],
        name_other=row["user__name_other"],
        email=row["user__email"],
        face=ADMIN,
        roles=roles,
        locale=row["user__locale"] or "zh",
        zone=row["user__zone"],
        approval_limit=row["user__approval_limit"],
    )


def _session(row: dict[str, Any], actor: Actor, places: tuple[Place, ...]) -> SessionActor:
    return SessionActor(
        token_hash=row["token_hash"],
        actor=actor,
        places=places,
        provider=row["provider"],
        id_token=row["id_token"],
        signed_in_at=row["signed_in_at"],
        authenticated_at=row["authenticated_at"],
        seen_at=row["seen_at"],
        expires_at=row["expires_at"],
        is_locale_chosen=bool(row["user__locale"]),
    )
