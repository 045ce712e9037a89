"""Where people are signed in, and an organisation's people with all that its page shows of them.

A session is named in pages by a part of the hash of its hash: that opens nothing.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import PORTAL, Actor
from shared.access.scope import scope
from shared.counterparties.family import family
from shared.database.compound import Question, ask, records
from shared.identity import rules
from shared.identity.inviters import listed
from shared.identity.models import AdministratorRequest, Membership, Session
from shared.identity.past_views import past_views
from shared.identity.queries import invitations_into, members_of
from shared.identity.role_queries import roles_of
from shared.identity.rules import RescueState
from shared.kernel import clock
from shared.kernel.two_languages import both

_MOST = 400
_SIGNED_IN = ("face", "user_id", "device", "address", "provider", "signed_in_at", "seen_at")


@dataclass(frozen=True)
class SignedIn:
    """A live session; `device` is what the browser calls itself, `address` where it came from."""

    name: str
    face: str
    user_id: int
    device: str
    address: str
    provider: str
    signed_in_at: datetime
    seen_at: datetime
    is_current: bool


def session_name(token_hash: str) -> str:
    """Return the name under which pages speak of a session."""
    return hashlib.sha256(token_hash.encode()).hexdigest()[:24]


def own_sessions(actor: Actor, current: str) -> Question[list[SignedIn]]:
    """Return the actor's live sessions on both faces, the last seen first; `current` is a hash."""
    return _listed(Session.filter(user_id=actor.user_id), current)


def member_sessions(actor: Actor, current: str) -> Question[dict[int, list[SignedIn]]]:
    """Return the live sessions for the actor's organisation by person.

    Needs `membership.end_sessions`.
    """
    reach = scope(actor, Membership, "end_sessions").filter(counterparty_id=actor.counterparty_id)
    rows = Session.filter(
        user_id__in=Subquery(reach.values("user_id")), face=PORTAL,
        counterparty_id=actor.counterparty_id,
    )  # fmt: skip
    listed = _listed(rows, current)
    return Question(listed.parts, lambda rows: _by_person(listed.shape(rows)))


def rescue_requests(actor: Actor, counterparty_id: int) -> Question[list[dict[str, Any]]]:
    """Return the open requests for a new administrator of an organisation, oldest first."""
    rows = scope(actor, AdministratorRequest).filter(
        candidate__counterparty_id=counterparty_id, state=RescueState.OPEN
    )
    return Question({"rows": rows.order_by("id").limit(50).values(*_ASKED)}, lambda rows: rows)


def own_rescue_request(actor: Actor) -> Question[dict[str, Any] | None]:
    """Return what became of the actor's last request for the office of administrator."""
    rows = scope(actor, AdministratorRequest).filter(
        candidate__user_id=actor.user_id, candidate__counterparty_id=actor.counterparty_id
    )
    last = rows.order_by("-id").limit(1).values(*_ASKED)
    return Question({"rows": last}, lambda rows: rows[0] if rows else None)


async def people_of(actor: Actor, counterparty_id: int, current: str = "") -> dict[str, Any]:
    """Return `members` of an organisation and, where the actor may, what else its people need.

    Its own `roles`, `waiting` invitations; for its administrator the `sessions` by person, for its
    members and for us what was `asked` about a new administrator, for us the `views` there were and
    what stands above and below (`family`).
    Two statements.
    """
    questions: dict[str, Question[Any]] = {
        "members": members_of(actor, counterparty_id), "roles": roles_of(actor, counterparty_id),
    }  # fmt: skip
    if actor.may("membership.invite"):
        questions["waiting"] = records(invitations_into(actor, counterparty_id))
    if actor.is_staff:
        questions["family"] = family(actor, counterparty_id)
    if actor.is_staff and actor.may("view_as.read"):
        questions["views"] = past_views(actor, counterparty_id)
    if actor.is_staff and actor.may("membership.name_administrator"):
        questions["asked"] = rescue_requests(actor, counterparty_id)
    elif actor.may("membership.end_sessions"):
        questions["sessions"] = member_sessions(actor, current)
    elif actor.may("membership.ask_administrator"):
        questions["asked"] = own_rescue_request(actor)
    found = await ask(**questions)
    return {**found, "waiting": await listed(found.get("waiting", []))}


def rescues_waiting(actor: Actor) -> QuerySet[AdministratorRequest]:
    """Return the requests that wait for this colleague, as rows still to be counted."""
    rows = scope(actor, AdministratorRequest, "name_administrator")
    return rows.filter(state=RescueState.OPEN)


def rescue_tasks(actor: Actor, limit: int = 30) -> Question[list[dict[str, Any]]]:
    """Return the same requests for the work list, oldest first."""
    rows = rescues_waiting(actor).order_by("created_at", "id").limit(limit)
    return Question({"rows": rows.values(*_ASKED)}, lambda rows: rows)


_ASKED = (
    "public_id", "reason", "state", "answer", "created_at", "candidate__public_id",
    *both("candidate__user__name"), "candidate__counterparty__number",
    "candidate__counterparty__name_zh", "candidate__counterparty__name_en",
)  # fmt: skip


def _listed(found: QuerySet[Session], current: str) -> Question[list[SignedIn]]:
    now = clock.now()
    live = found.filter(expires_at__gt=now, seen_at__gt=now - rules.SESSION_IDLE)
    rows = live.order_by("-seen_at").limit(_MOST).values("token_hash", *_SIGNED_IN)
    return Question({"rows": rows}, lambda rows: [_signed_in(row, current) for row in rows])


def _signed_in(row: dict[str, Any], current: str) -> SignedIn:
    name = session_name(row["token_hash"])
    is_current = row["token_hash"] == current
    return SignedIn(name, **{one: row[one] for one in _SIGNED_IN}, is_current=is_current)


def _by_person(sessions: list[SignedIn]) -> dict[int, list[SignedIn]]:
    found: dict[int, list[SignedIn]] = {}
    for one in sessions:
        found.setdefault(one.user_id, []).append(one)
    return found
