"""The way in and out through a real app and a provider that lies on demand."""

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlsplit

import httpx2
import pytest
from starlette.requests import Request

from shared.access import policy
from shared.identity import actions
from shared.identity.models import ExternalIdentity, Session
from shared.settings import load
from shared.web.application import WebApp, build
from shared.web.pages import Answer, page
from shared.web.routing import get
from tests.shared.identity.people import World, member, partner, world
from tests.shared.web.signing_provider import CLIENT, SigningProvider, Tamper
from tests.web import Browser

DEEP = "/orders/SO-2026-0042?tab=lines"


@pytest.fixture(scope="module")
def running() -> Iterator[SigningProvider]:
    provider = SigningProvider()
    yield provider
    provider.close()


@pytest.fixture
def there(running: SigningProvider) -> Iterator[SigningProvider]:
    running.subject = {"sub": "zhou.min", "email": "zhou.min@qiming.example"}
    yield running
    running.tamper, running.ended = Tamper(), []


@pytest.fixture
async def people(database: str, there: SigningProvider) -> World:
    made = await world()
    await ExternalIdentity.all().update(issuer=there.issuer)
    return made


@pytest.fixture
def portal(there: SigningProvider) -> WebApp:
    return _face("portal", there)


@pytest.fixture
def amy(portal: WebApp) -> Browser:
    return Browser(portal)


async def _order(request: Request) -> Answer:
    return page(request, "test/plain.html", word=request.state.actor.counterparty_name)


def _face(name: str, there: SigningProvider) -> WebApp:
    entry = {
        "name": "company", "issuer": there.issuer, "client_id": CLIENT, "client_secret": "s",
        "label": "Company account", "label_zh": "公司账号",
    }  # fmt: skip
    settings = load(
        {}, environment="development", secret_key="k" * 40,
        **{f"{name}_providers": json.dumps([entry])},
    )  # fmt: skip
    routes = [
        get("/", _order, name="home", signed_in="home"),
        get("/orders/{number}", _order, name="orders_show", permission="sales_order.read"),
    ]
    return build(settings, name, routes)  # type: ignore[arg-type]


async def _leave(amy: Browser, back_to: str = "") -> str:
    """Press the button of the provider; return where the provider sends the browser back to."""
    answer = await amy.post("/sign-in/company", {"next": back_to})
    assert answer.status_code == 303
    return answer.headers["location"]


async def _walk(amy: Browser, there: SigningProvider, back_to: str = "") -> httpx2.Response:
    return await amy.get(_back(there, await _leave(amy, back_to)))


def _back(there: SigningProvider, leaving: str) -> str:
    returned = there.authorize(dict(parse_qsl(urlsplit(leaving).query)))
    parts = urlsplit(returned)
    return f"{parts.path}?{parts.query}"


async def test_a_page_asked_for_survives_signing_in(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    asked = await amy.get(DEEP)
    assert asked.status_code == 303
    door = await amy.get(asked.headers["location"])
    found = re.search(
        r'/sign-in/company"><input type="hidden" name="next" value="([^"]+)"', door.text
    )
    assert found is not None
    assert found.group(1) == DEEP
    back = await _walk(amy, there, found.group(1))
    assert (back.status_code, back.headers["location"]) == (303, DEEP)
    assert "启明机电" in (await amy.get(DEEP)).text


@pytest.mark.parametrize(
    "trap",
    ["//e.example", "/\\e.example", "https:e.example", "https://e.example", "/%0d%0aset-cookie:x",
     "@e.example", "/\te.example", "/nowhere", "/sign-in", "javascript:alert(1)", "/" + "a" * 3000],
)  # fmt: skip
async def test_no_redirect_leads_out_of_the_house(
    people: World, amy: Browser, there: SigningProvider, trap: str
) -> None:
    door = await amy.get(f"/sign-in?next={quote(trap)}")
    assert "e.example" not in door.text
    back = await _walk(amy, there, trap)
    assert (back.status_code, back.headers["location"]) == (303, "/")


async def test_the_cookie_is_kept_from_scripts_other_hosts_and_plain_http(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    back = await _walk(amy, there)
    (line,) = [c for c in back.headers.get_list("set-cookie") if c.startswith("__Host-wl_portal=")]
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(line.split("; "))
    assert "Domain" not in line


async def test_a_second_window_voids_the_first(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    first, second = await _leave(amy), await _leave(amy)
    answer = await amy.get(_back(there, first))
    assert answer.status_code == 400
    assert "Start again" in answer.text
    assert await Session.all().count() == 0
    # Whatever came back, the journey is over: the second window starts again as well.
    assert (await amy.get(_back(there, second))).status_code == 400


async def test_an_answer_brought_to_another_browser_signs_nobody_in(
    people: World, portal: WebApp, there: SigningProvider
) -> None:
    attacker, victim = Browser(portal), Browser(portal)
    back = _back(there, await _leave(attacker))
    assert (await victim.get(back)).status_code == 400
    await _leave(victim)
    assert (await victim.get(back)).status_code == 400
    assert victim.face.session_cookie not in victim.cookies


async def test_an_answer_is_good_once(people: World, amy: Browser, there: SigningProvider) -> None:
    back = _back(there, await _leave(amy))
    assert (await amy.get(back)).status_code == 303
    assert (await amy.get(back)).status_code == 400
    assert await Session.all().count() == 1


async def test_a_forged_journey_is_nobodys(people: World, amy: Browser) -> None:
    amy.cookies["__Host-wl_journey_portal"] = "eyJwcm92aWRlciI6ICJjb21wYW55In0.x.y"
    assert (await amy.get("/sign-in/callback?code=c&state=s")).status_code == 400


async def test_a_journey_of_one_face_does_not_end_on_the_other(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    admin = Browser(_face("admin", there))
    back = _back(there, await _leave(amy))
    admin.cookies["__Host-wl_journey_admin"] = amy.cookies["__Host-wl_journey_portal"]
    assert (await admin.get(back)).status_code == 400


async def test_a_lie_of_the_provider_is_a_sentence_and_no_session(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    there.tamper.alg = "HS256"
    answer = await _walk(amy, there, DEEP)
    assert answer.status_code == 400
    assert "does not prove who you are" in answer.text
    assert f"/sign-in?next={quote(DEEP, safe='/')}" in answer.text
    assert await Session.all().count() == 0


async def test_a_no_at_the_provider_leads_back(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    there.tamper.query = {"error": "access_denied", "error_description": "<b>no</b>"}
    answer = await _walk(amy, there)
    assert answer.status_code == 403
    assert "<b>no" not in answer.text


async def test_a_provider_that_is_away_is_said_with_a_way_back(people: World) -> None:
    away = SigningProvider()
    away.close()
    answer = await Browser(_face("portal", away)).post("/sign-in/company", {})
    assert answer.status_code == 503
    assert 'href="/sign-in"' in answer.text


async def test_a_provider_nobody_configured_is_not_there(people: World, amy: Browser) -> None:
    assert (await amy.post("/sign-in/evil", {})).status_code == 404


async def test_somebody_without_a_place_is_told_what_to_do(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    there.subject = {"sub": "nobody", "email": "zhou.min@qiming.example", "email_verified": True}
    answer = await _walk(amy, there)
    assert answer.status_code == 403
    assert "open the link" in answer.text
    assert amy.face.session_cookie not in amy.cookies
    assert (await amy.get("/orders/SO-2026-0001")).status_code == 303


async def test_signing_in_rotates_the_secret(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await _walk(amy, there)
    first = dict(amy.cookies)
    await _walk(amy, there)
    assert amy.cookies[amy.face.session_cookie] != first[amy.face.session_cookie]
    amy.cookies = first
    assert (await amy.get("/")).status_code == 303


async def test_a_secret_planted_before_signing_in_is_worth_nothing(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    amy.cookies[amy.face.session_cookie] = "planted"
    await _walk(amy, there)
    assert amy.cookies[amy.face.session_cookie] != "planted"


async def test_signing_out_ends_it_here_and_there(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await _walk(amy, there)
    before = dict(amy.cookies)
    answer = await amy.post("/sign-out")
    asked = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert answer.headers["location"].startswith(f"{there.issuer}/goodbye?")
    assert asked["id_token_hint"].count(".") == 2
    assert asked["post_logout_redirect_uri"] == f"{amy.face.origin}/signed-out"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert amy.face.session_cookie not in amy.cookies
    amy.cookies = before
    assert (await amy.get("/")).status_code == 303
    assert (await amy.get("/signed-out?state=x")).status_code == 200


async def test_a_provider_without_sign_out_ends_on_our_page(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    there.tamper.described = {"end_session_endpoint": None}
    await _walk(amy, there)
    assert (await amy.post("/sign-out")).headers["location"] == "/signed-out"


async def test_signing_out_twice_is_no_error(people: World, amy: Browser) -> None:
    assert (await amy.post("/sign-out")).headers["location"] == "/signed-out"
    assert (await amy.get("/sign-out")).status_code == 200


async def test_another_site_cannot_sign_anybody_in_or_out(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await _walk(amy, there)
    strange = {"origin": "https://evil.example", "sec_fetch_site": "cross-site"}
    assert (await amy.post("/sign-out", {}, **strange)).status_code == 403
    assert (await amy.post("/sign-in/company", {}, **strange)).status_code == 403
    assert (await amy.get("/")).status_code == 200


async def test_somebody_signed_in_passes_the_door(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await _walk(amy, there)
    answer = await amy.get(f"/sign-in?next={quote(DEEP)}")
    assert answer.headers["location"] == DEEP


async def test_the_door_lets_its_forms_reach_the_provider(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    door = await amy.get("/sign-in")
    assert f"form-action 'self' https: {there.issuer};" in door.headers["content-security-policy"]
    other = await amy.get("/signed-out")
    assert f"form-action 'self' {there.issuer};" in other.headers["content-security-policy"]


async def test_the_link_of_an_invitation_leads_through_the_provider(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    issued = await actions.invite_member(
        partner(people.zhou_min, people.qiming), email="fang.jie@qiming.example", role=policy.MEMBER
    )
    shown = await amy.get(f"/invitations/{issued.token}")
    assert "周敏 invites fang.jie@qiming.example to join 启明机电." in shown.text
    leaving = await amy.post(f"/invitations/{issued.token}", {"provider": "company"})
    asked = dict(parse_qsl(urlsplit(leaving.headers["location"]).query))
    assert asked["login_hint"] == "fang.jie@qiming.example"
    there.subject = {"sub": "fj", "email": "fang.jie@qiming.example", "email_verified": True}
    back = await amy.get(_back(there, leaving.headers["location"]))
    assert back.headers["location"] == "/"
    assert (await amy.get("/")).status_code == 200
    assert (await amy.get(f"/invitations/{issued.token}")).status_code == 410


async def test_an_unverified_address_does_not_accept_an_invitation(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    issued = await actions.invite_member(
        partner(people.zhou_min, people.qiming), email="fang.jie@qiming.example", role=policy.MEMBER
    )
    leaving = await amy.post(f"/invitations/{issued.token}", {"provider": "company"})
    there.subject = {"sub": "fj", "email": "fang.jie@qiming.example", "email_verified": "true"}
    back = await amy.get(_back(there, leaving.headers["location"]))
    assert back.status_code == 403
    assert "does not confirm" in back.text
    assert (await amy.get(f"/invitations/{issued.token}")).status_code == 200


async def test_a_guessed_invitation_is_not_there(people: World, amy: Browser) -> None:
    assert (await amy.get("/invitations/guess")).status_code == 404
    assert (await amy.post("/invitations/guess", {"provider": "company"})).status_code == 404


async def test_a_person_of_two_organisations_switches(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await member(people.zhou_min, people.haiyue, policy.MEMBER)
    await _walk(amy, there)
    assert "启明机电" in (await amy.get("/")).text
    answer = await amy.post("/active-organisation", {"organisation": "CP-0002"})
    assert answer.headers["location"] == "/"
    assert "海跃贸易" in (await amy.get("/")).text
    missing = await amy.post("/active-organisation", {"organisation": "CP-0099"})
    assert missing.status_code == 404


async def test_both_languages_have_a_door(people: World, portal: WebApp) -> None:
    assert "使用公司账号登录" in (await Browser(portal, language="zh").get("/sign-in")).text
    assert "Continue with Company account" in (await Browser(portal).get("/sign-in")).text
