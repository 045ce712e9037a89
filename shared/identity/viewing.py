"""A colleague of ours at the gate of the portal, with a pass to look as one of its people does.

The pass is made in `views.py`. Everything here speaks for nobody (`at_the_gate`): the view itself
reads through a login that cannot write, so that she came, each page and that she left are written
here, in transactions of their own, in her name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.scope import scope
from shared.counterparties.rules import SHUT_OUT
from shared.database.speaking import at_the_gate, can_look
from shared.database.uow import uow
from shared.identity import rules
from shared.identity.arrivals import fresh_token, token_hash
from shared.identity.hats import columns, member_columns, member_hat, staff_hat
from shared.identity.models import Membership, Session, StaffRole, ViewAs
from shared.identity.queries import Place, SessionActor
from shared.identity.views import LEAVING, VERB
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.two_languages import both, name_kept

PAGE_VERB = "membership.view_page"
_PERSON, _PLACE = "membership__user__", "counterparty__"
_HAT, _ROLE = "viewer__staff_roles__", "membership__"
_COLUMNS = (
    "id", "public_id", "session_hash", "begun_at", "until", "membership_id", "counterparty_id",
    "viewer_id", *both("viewer__name"), "viewer__email", "viewer__locale",
    *columns(_HAT), *member_columns(_ROLE), "membership__user_id",
    *both(f"{_PERSON}name"), f"{_PERSON}email", f"{_PERSON}zone", f"{_PLACE}number",
    f"{_PLACE}name_zh", f"{_PLACE}name_en", *(f"{_PLACE}is_{kind}" for kind in policy.KINDS),
)  # fmt: skip


@dataclass(frozen=True)
class View:
    """A view that lives: `viewer` looks, as whom says the actor of its session."""

    id: int
    public_id: str
    viewer: Actor
    place: str
    until: datetime


@dataclass(frozen=True)
class ViewSession(SessionActor):
    """A view in the form of a session: it proves nothing and is never prolonged."""

    view: View


async def redeem(token: str) -> str:
    """Spend the pass with this secret and return the secret of the view.

    Raises Refusal for a pass that is unknown, spent or too old, and when its holder may not look
    any more (signed out, suspended, the account handed over, the member suspended).
    """
    if not can_look():
        raise Refusal(rules.NO_LOGIN)
    with at_the_gate():
        return await uow(lambda: _redeem(token_hash(token)))


async def live_views(hashes: Iterable[str]) -> dict[str, ViewSession]:
    """Return those of the views with these hashes that live now.

    Everything is asked again: the view's end, the admin's session of the viewer, her roles and her
    account, the member and the organisation. One statement, and one for each view.
    """
    now = clock.now()
    begun = _open().filter(session_hash__in=sorted(hashes), ended_at=None, until__gt=now)
    rows = await begun.values(*_COLUMNS)
    by_view: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_view.setdefault(row["session_hash"], []).append(row)
    found = {one: _session(held) for one, held in by_view.items()}
    return {one: it for one, it in found.items() if await _may_still(it.view, by_view[one][0])}


async def place_of(session_hash: str) -> str:
    """Return the number of the organisation of a view, over or not; "" for no view of ours."""
    with at_the_gate():
        row = await ViewAs.filter(session_hash=session_hash).values_list(
            f"{_PLACE}number", flat=True
        )
    return str(row[0]) if row else ""


async def note_page(session: ViewSession, path: str) -> None:
    """Write in the journal, before it is shown, which page the viewer looks at."""
    await _write(session, PAGE_VERB, {"path": path[:200]})


async def leave(session: ViewSession) -> None:
    """End a view; the journal holds who left whose eyes."""
    now = clock.now()

    async def end() -> None:
        if await ViewAs.filter(id=session.view.id, ended_at=None).update(ended_at=now):
            await _record(session, LEAVING, {"seen_as": name_kept(session.actor)})

    with at_the_gate():
        await uow(end)


async def end_over() -> int:
    """Write down the end of views that nobody has left: run out, or their viewer is gone."""
    return await uow(_end_over)


async def _end_over() -> int:
    begun = ViewAs.filter(begun_at__isnull=False, ended_at=None).limit(500)
    rows = await begun.select_related("viewer", "membership__user")
    live = await live_views(str(one.session_hash) for one in rows)
    over = [one for one in rows if one.session_hash not in live]
    for one in over:
        ended = min(one.until or clock.now(), clock.now())
        if await ViewAs.filter(id=one.id, ended_at=None).update(ended_at=ended):
            viewer = Actor(one.viewer_id, one.viewer.name, one.viewer.email, ADMIN, frozenset())
            await record(
                viewer, LEAVING, one, number=one.public_id, counterparty_id=one.counterparty_id,
                after={"seen_as": name_kept(one.membership.user), "by_itself": True},
            )  # fmt: skip
    return len(over)


async def _redeem(pass_hash: str) -> str:
    now, token = clock.now(), fresh_token()
    held = await ViewAs.get_or_none(pass_hash=pass_hash)
    if held is None:
        raise Refusal(rules.SPENT)
    spent = await ViewAs.filter(id=held.id, begun_at=None, pass_until__gt=now).update(
        begun_at=now, until=now + rules.VIEW_LIFE, session_hash=token_hash(token)
    )
    if not spent or not await live_views([token_hash(token)]):
        raise Refusal(rules.SPENT)
    return token


async def _write(session: ViewSession, verb: str, after: dict[str, Any]) -> None:
    with at_the_gate():
        await uow(lambda: _record(session, verb, after))


async def _record(session: ViewSession, verb: str, after: dict[str, Any]) -> None:
    view = session.view
    await record(
        view.viewer, verb, ViewAs(id=view.id), number=view.public_id,
        counterparty_id=session.actor.counterparty_id, after=after,
    )  # fmt: skip


def _open() -> QuerySet[ViewAs]:
    """Return the views of which nobody has shut the door: viewer, her session, member, organisation."""
    now = clock.now()
    signed_in = Session.filter(face=ADMIN, expires_at__gt=now, seen_at__gt=now - rules.SESSION_IDLE)
    rows = ViewAs.filter(
        viewer__is_active=True, viewer_session__in=Subquery(signed_in.values("token_hash")),
        membership__is_active=True, membership__user__is_active=True,
    )  # fmt: skip
    ours = Subquery(StaffRole.all().values("user_id"))
    return rows.exclude(counterparty__status__in=SHUT_OUT).exclude(membership__user_id__in=ours)


async def _may_still(view: View, row: dict[str, Any]) -> bool:
    if member_hat(row, _ROLE) is None or not view.viewer.may(VERB):
        return False
    return await scope(view.viewer, Membership, "view_as").filter(id=row["membership_id"]).exists()


def _session(rows: list[dict[str, Any]]) -> ViewSession:
    row = rows[0]
    place = Place(
        row["counterparty_id"], row[f"{_PLACE}number"], row[f"{_PLACE}name_zh"],
        row[f"{_PLACE}name_en"], member_hat(row, _ROLE) or "",
        frozenset(kind for kind in policy.KINDS if row[f"{_PLACE}is_{kind}"]),
    )  # fmt: skip
    hats = (staff_hat(one, _HAT) for one in rows)
    roles = frozenset(hat for hat in hats if hat)
    viewer = Actor(
        row["viewer_id"], row["viewer__name"], row["viewer__email"], ADMIN, roles,
        locale=row["viewer__locale"] or "zh", name_other=row["viewer__name_other"],
    )  # fmt: skip
    view = View(row["id"], row["public_id"], viewer, place.number, row["until"])
    return ViewSession(
        token_hash=row["session_hash"], actor=_seen_as(row, place, viewer), places=(place,),
        provider="", id_token="", signed_in_at=row["begun_at"], authenticated_at=None,
        seen_at=clock.now(), expires_at=row["until"],
        is_locale_chosen=bool(row["viewer__locale"]), view=view,
    )  # fmt: skip


def _seen_as(row: dict[str, Any], place: Place, viewer: Actor) -> Actor:
    """Return the member as she would sign in; the pages speak the viewer's language."""
    return Actor(
        user_id=row["membership__user_id"], name=row[f"{_PERSON}name"],
        name_other=row[f"{_PERSON}name_other"], email=row[f"{_PERSON}email"], face=PORTAL,
        roles=rules.member_roles(place.kinds, place.role), counterparty_id=place.counterparty_id,
        counterparty_number=place.number, counterparty_name=place.name(viewer.locale),
        kinds=place.kinds, locale=viewer.locale, zone=row[f"{_PERSON}zone"],
        real_user_id=viewer.user_id,
    )  # fmt: skip
