"""Probes of what a face lets in: origin, host, session, right, pace, recent proof, views."""

from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock, Mock, patch

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from shared.access import policy
from shared.access.actor import Actor
from shared.access.reach import HERS_ALONE
from shared.identity import rules
from shared.identity.models import Session, ViewAs
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import NotAllowed
from shared.web import caller, gate, routing
from shared.web.shell import LONGEST_ADDRESS
from tests.law.doors import Scene, hash_of, person_of, probe, status, view_hash
from tests.law.mutation.mutant import entry
from tests.web import Browser

GRAVE = "/company/bank-accounts"
DESK = "/orders"


def _sent(**headers: str) -> Headers:
    return Headers(raw=[(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()])


def _twice(name: str, value: str, *others: tuple[str, str]) -> Headers:
    pair = (name.encode(), value.encode())
    return Headers(raw=[pair, pair, *((a.encode(), b.encode()) for a, b in others)])


@probe
async def only_our_own_pages_write(scene: Scene) -> bool:
    face, own = scene.buyer.face, scene.buyer.face.origin
    let_in = [
        _sent(sec_fetch_site="same-origin"), _sent(sec_fetch_site="none", origin=own),
        _sent(origin=own),
    ]  # fmt: skip
    kept_out = [
        _sent(sec_fetch_site="cross-site", origin=own), _sent(sec_fetch_site="same-site"),
        _sent(sec_fetch_site="none"), _sent(sec_fetch_site="none", origin="https://evil.example"),
        _sent(origin="null"), _sent(), _twice("sec-fetch-site", "same-origin"),
        _twice("origin", own, ("sec-fetch-site", "same-origin")),
    ]  # fmt: skip
    return all(gate.is_from_our_pages(one, face) for one in let_in) and not any(
        gate.is_from_our_pages(one, face) for one in kept_out
    )


@probe
async def only_our_own_name_is_served(scene: Scene) -> bool:
    face, own = scene.buyer.face, scene.buyer.face.host
    kept_out = [_sent(host="evil.example"), _sent(), _twice("host", own)]
    return gate.is_our_host(_sent(host=own), face) and not any(
        gate.is_our_host(one, face) for one in kept_out
    )


@probe
async def a_form_of_another_site_is_refused(scene: Scene) -> bool:
    return (
        await status(scene.buyer, "POST", DESK, sec_fetch_site="cross-site") == 403
        and await status(scene.buyer, "POST", DESK, sec_fetch_site="same-origin") != 403
    )


@probe
async def a_foreign_name_is_refused(scene: Scene) -> bool:
    return await status(scene.nobody, "GET", "/sign-in", host="evil.example") == 400


@probe
async def nobody_is_led_to_sign_in(scene: Scene) -> bool:
    return (
        await status(scene.nobody, "GET", DESK) == 303
        and await status(scene.nobody, "HEAD", DESK) == 303
        and await status(scene.nobody, "POST", DESK, sec_fetch_site="same-origin") == 401
        and await status(scene.nobody, "GET", "/events", accept="text/event-stream") == 401
    )


@probe
async def the_public_pages_are_public(scene: Scene) -> bool:
    return await status(scene.nobody, "GET", "/sign-in") == 200


async def _reached(browser: Browser, method: str, path: str, **headers: str) -> bool:
    """Whether the door lets this request through to its page, which does not ask any more itself."""
    with patch.object(routing, "_answer", AsyncMock(return_value=PlainTextResponse("reached"))):
        answer = await browser.send(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
    return answer.text == "reached"


@probe
async def the_door_asks_also_where_the_page_does_not(scene: Scene) -> bool:
    own = {"sec_fetch_site": "same-origin"}
    return [
        await _reached(scene.buyer, "GET", DESK), await _reached(scene.supplier, "GET", DESK),
        await _reached(scene.nobody, "GET", DESK), await _reached(scene.supplier, "POST", DESK, **own),
        await _reached(scene.supplier, "GET", "/search"), await _reached(scene.nobody, "GET", "/search"),
        await _reached(scene.viewer, "POST", "/leave-view", **own),
        await _reached(scene.viewer, "POST", "/sessions/ending", **own),
    ] == [True, False, False, False, True, False, True, False]  # fmt: skip


@probe
async def machines_ask_under_any_name(scene: Scene) -> bool:
    return await status(scene.nobody, "GET", "/healthz", host="evil.example") == 200


@probe
async def what_is_signed_may_come_from_elsewhere(scene: Scene) -> bool:
    elsewhere = {"sec_fetch_site": "cross-site"}
    return await _reached(scene.nobody, "POST", "/back-channel-logout/company", **elsewhere)


@probe
async def no_record_is_called_by_a_name_that_cannot_be_asked(scene: Scene) -> bool:
    return await status(scene.nobody, "GET", f"{DESK}/%00") == 404


@probe
async def an_address_without_end_is_not_read(scene: Scene) -> bool:
    """All but the longest that is let in, and one more, with a page or without."""
    room = LONGEST_ADDRESS - len(DESK) - len("q=")
    return [
        await status(scene.buyer, "GET", f"{DESK}?q={'a' * length}") for length in (room, room + 1)
    ] == [200, 414]


@probe
async def what_is_no_secret_is_not_even_hashed(scene: Scene) -> bool:
    odd, face = Browser(scene.buyer.app), scene.buyer.face
    with patch.object(caller, "token_hash", Mock(side_effect=lambda token: token[:64])) as hashed:
        for token in ("", "x" * 5000):
            odd.cookies = {face.session_cookie: token, face.view_cookie: token}
            await status(odd, "GET", DESK)
    return not hashed.called


@probe
async def a_page_is_open_to_whoever_has_its_right(scene: Scene) -> bool:
    return await status(scene.buyer, "GET", DESK) == 200


@probe
async def a_page_is_shut_to_whoever_lacks_its_right(scene: Scene) -> bool:
    return await status(scene.supplier, "GET", DESK) == 403


@probe
async def somebody_without_the_right_is_told_which(scene: Scene) -> bool:
    her = await person_of(scene.supplier)
    actor = Actor(
        her.id, her.name, her.email, "portal", rules.member_roles({"supplier"}, policy.MEMBER)
    )
    try:
        actor.must("sales_order.create")
    except NotAllowed:
        return actor.may("purchase_order.read")
    return False


@probe
async def what_is_hers_alone_is_not_looked_at(scene: Scene) -> bool:
    roles = rules.member_roles({"distributor"}, policy.ORGANISATION_ADMIN)
    herself = Actor(1, "", "", "portal", roles, 1)
    looked = Actor(1, "", "", "portal", roles, 1, real_user_id=2)
    open_ = {one for one in HERS_ALONE if herself.may(one)}
    return bool(open_) and not any(looked.may(one) for one in open_)


class _Slow:
    """A pace at which this address, or this person, has to wait."""

    def __init__(self, address: float, actor: float) -> None:
        self._address, self._actor = address, actor

    async def wait_for_address(self, *_: Any) -> float:
        return self._address

    async def wait_for_actor(self, *_: Any) -> float:
        return self._actor


@probe
async def whoever_comes_too_often_waits(scene: Scene) -> bool:
    state = scene.buyer.app.inner.state._state
    found = []
    for slow in (_Slow(3, 0), _Slow(0, 3)):
        with entry(state, "pace", slow):
            found.append(await status(scene.buyer, "GET", DESK))
    return found == [429, 429]


async def _proven(scene: Scene, minutes: int | None) -> None:
    when = None if minutes is None else clock.now() - timedelta(minutes=minutes)
    await Session.filter(token_hash=hash_of(scene.buyer)).update(authenticated_at=when)


@probe
async def what_is_grave_needs_a_recent_proof(scene: Scene) -> bool:
    limit = scene.buyer.app.inner.state.settings.fresh_minutes
    found = []
    for minutes in (0, limit + 1, 2 * limit + 1, None):
        await _proven(scene, minutes)
        found.append((
            await status(scene.buyer, "GET", f"{GRAVE}/new"),
            await status(scene.buyer, "POST", GRAVE, sec_fetch_site="same-origin"),
        ))  # fmt: skip
    await _proven(scene, 0)
    asked = found[-1]
    return found == [(200, 422), (asked[0], 422), asked, asked] and not {200, 422} & {*asked}


@probe
async def a_view_changes_nothing(scene: Scene) -> bool:
    own = {"sec_fetch_site": "same-origin"}
    return (
        await status(scene.viewer, "POST", DESK, **own) == 403
        and await status(scene.viewer, "POST", "/sign-out", **own) == 403
        and await status(scene.viewer, "GET", f"{GRAVE}/new") == 403
        and await status(scene.viewer, "GET", DESK) == 200
    )


@probe
async def a_view_takes_nothing_along(scene: Scene) -> bool:
    return (
        await status(scene.viewer, "GET", "/orders/export") == 403
        and await status(scene.buyer, "GET", "/orders/export") == 200
    )


@probe
async def a_page_that_is_looked_at_is_written_down_first(scene: Scene) -> bool:
    noted = JournalEntry.filter(verb="membership.view_page")
    before = await noted.count()
    await status(scene.viewer, "GET", DESK)
    once = await noted.count()
    await status(scene.buyer, "GET", DESK)
    return once == before + 1 == await noted.count()


@probe
async def a_view_that_is_over_leads_to_no_page(scene: Scene) -> bool:
    odd = Browser(scene.viewer.app)
    odd.cookies = dict(scene.buyer.cookies)
    rows = ViewAs.filter(session_hash=view_hash(scene.viewer))
    odd.cookies[odd.face.view_cookie] = scene.viewer.cookies[odd.face.view_cookie]
    await rows.update(ended_at=clock.now())
    try:
        return await status(odd, "GET", DESK) == 401
    finally:
        await rows.update(ended_at=None)


@probe
async def the_admin_knows_no_views(scene: Scene) -> bool:
    odd = Browser(scene.colleague.app)
    odd.cookies[odd.face.view_cookie] = next(iter(scene.viewer.cookies.values()))
    return await status(odd, "GET", "/orders") == 303
