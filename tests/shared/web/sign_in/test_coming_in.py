"""The way in through a real app, and every way in which it must not lead in."""

import re
from urllib.parse import quote

import pytest

from shared.access import policy
from shared.counterparties.models import Counterparty
from shared.identity.models import Session
from shared.web.application import WebApp
from tests.shared.identity.people import World, member
from tests.shared.web.sign_in.journeys import DEEP, back_from, face_of, leave, walk
from tests.shared.web.signing_provider import SigningProvider
from tests.web import Browser


async def test_a_page_asked_for_survives_signing_in(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    asked = await amy.get(DEEP)
    assert asked.status_code == 303
    door = await amy.get(asked.headers["location"])
    found = re.search(
        r'/sign-in/company">(?:<input[^>]*>)*?<input type="hidden" name="next" value="([^"]+)"',
        door.text,
    )
    assert found is not None
    assert found.group(1) == DEEP
    back = await walk(amy, there, found.group(1))
    assert (back.status_code, back.headers["location"]) == (303, DEEP)
    assert "启明机电" in (await amy.get(DEEP)).text


@pytest.mark.asvs("3.7.2")
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
    back = await walk(amy, there, trap)
    assert (back.status_code, back.headers["location"]) == (303, "/")


@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.3", "3.3.4")
async def test_the_cookie_is_kept_from_scripts_other_hosts_and_plain_http(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    back = await walk(amy, there)
    (line,) = [c for c in back.headers.get_list("set-cookie") if c.startswith("__Host-wl_portal=")]
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(line.split("; "))
    assert "Domain" not in line


async def test_a_second_window_voids_the_first(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    first, second = await leave(amy), await leave(amy)
    answer = await amy.get(back_from(there, first))
    assert answer.status_code == 400
    assert "Start again" in answer.text
    assert await Session.all().count() == 0
    # Whatever came back, the journey is over: the second window starts again as well.
    assert (await amy.get(back_from(there, second))).status_code == 400


@pytest.mark.asvs("10.1.2", "10.2.1")
async def test_an_answer_brought_to_another_browser_signs_nobody_in(
    people: World, portal: WebApp, there: SigningProvider
) -> None:
    attacker, victim = Browser(portal), Browser(portal)
    back = back_from(there, await leave(attacker))
    assert (await victim.get(back)).status_code == 400
    await leave(victim)
    assert (await victim.get(back)).status_code == 400
    assert victim.face.session_cookie not in victim.cookies


@pytest.mark.asvs("10.1.2")
async def test_an_answer_is_good_once(people: World, amy: Browser, there: SigningProvider) -> None:
    back = back_from(there, await leave(amy))
    assert (await amy.get(back)).status_code == 303
    assert (await amy.get(back)).status_code == 400
    assert await Session.all().count() == 1


@pytest.mark.asvs("10.1.2")
async def test_a_forged_journey_is_nobodys(people: World, amy: Browser) -> None:
    amy.cookies["__Host-wl_journey_portal"] = "eyJwcm92aWRlciI6ICJjb21wYW55In0.x.y"
    assert (await amy.get("/sign-in/callback?code=c&state=s")).status_code == 400


async def test_a_journey_of_one_face_does_not_end_on_the_other(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    admin = Browser(face_of("admin", there))
    back = back_from(there, await leave(amy))
    admin.cookies["__Host-wl_journey_admin"] = amy.cookies["__Host-wl_journey_portal"]
    assert (await admin.get(back)).status_code == 400


@pytest.mark.asvs("6.8.2")
async def test_a_lie_of_the_provider_is_a_sentence_and_no_session(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    there.tamper.alg = "HS256"
    answer = await walk(amy, there, DEEP)
    assert answer.status_code == 400
    assert "does not prove who you are" in answer.text
    assert f"/sign-in?next={quote(DEEP, safe='/')}" in answer.text
    assert await Session.all().count() == 0


async def test_a_no_at_the_provider_leads_back(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    there.tamper.query = {"error": "access_denied", "error_description": "<b>no</b>"}
    answer = await walk(amy, there)
    assert answer.status_code == 403
    assert "<b>no" not in answer.text


@pytest.mark.asvs("16.5.2")
async def test_a_provider_that_is_away_is_said_with_a_way_back(people: World) -> None:
    away = SigningProvider()
    away.close()
    answer = await Browser(face_of("portal", away)).post("/sign-in/company", {})
    assert answer.status_code == 503
    assert 'href="/sign-in"' in answer.text


async def test_a_provider_nobody_configured_is_not_there(people: World, amy: Browser) -> None:
    assert (await amy.post("/sign-in/evil", {})).status_code == 404


async def test_somebody_without_a_place_is_told_what_to_do(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    there.subject = {"sub": "nobody", "email": "zhou.min@qiming.example", "email_verified": True}
    answer = await walk(amy, there)
    assert answer.status_code == 200
    assert "open the link" in answer.text
    other = await amy.post("/sign-in/company", {"prompt": "login"})
    assert "prompt=login" in other.headers["location"]
    assert amy.face.session_cookie not in amy.cookies
    assert (await amy.get("/orders/SO-2026-0001")).status_code == 303


async def test_people_of_a_suspended_organisation_are_told_plainly(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await walk(amy, there)
    await Counterparty.filter(id=people.qiming.id).update(status="suspended")
    assert (await amy.get("/orders/SO-2026-0001")).status_code == 303
    answer = await walk(amy, there)
    assert answer.status_code == 403
    assert "启明机电" in answer.text
    assert "suspended" in answer.text
    assert (await amy.get("/orders/SO-2026-0001")).status_code == 303
    await Counterparty.filter(id=people.qiming.id).update(status="active")
    await walk(amy, there)
    assert (await amy.get("/")).status_code == 200


async def test_the_door_lets_its_forms_reach_the_provider(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    door = await amy.get("/sign-in")
    assert f"form-action 'self' https: {there.issuer};" in door.headers["content-security-policy"]
    other = await amy.get("/signed-out")
    assert f"form-action 'self' {there.issuer};" in other.headers["content-security-policy"]


async def test_a_person_of_two_organisations_switches(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await member(people.zhou_min, people.haiyue, policy.MEMBER)
    await walk(amy, there)
    assert "启明机电" in (await amy.get("/")).text
    answer = await amy.post("/active-organisation", {"organisation": "CP-0002"})
    assert answer.headers["location"] == "/"
    assert "海跃贸易" in (await amy.get("/")).text
    missing = await amy.post("/active-organisation", {"organisation": "CP-0099"})
    assert missing.status_code == 404


async def test_both_languages_have_a_door(people: World, portal: WebApp) -> None:
    assert "使用公司账号登录" in (await Browser(portal, language="zh").get("/sign-in")).text
    assert "Continue with Company account" in (await Browser(portal).get("/sign-in")).text


async def test_changing_the_language_keeps_the_page_asked_for(
    people: World, portal: WebApp
) -> None:
    amy = Browser(portal)
    door = f"/sign-in?next={quote(DEEP)}"
    answer = await amy.post(
        "/language", {"language": "zh", "next": "/sign-in"}, referer=portal.face.origin + door
    )
    assert answer.headers["location"] == door
    away = {"referer": f"{portal.face.origin}/sign-in?next=//e.example"}
    answer = await amy.post("/language", {"language": "zh", "next": "/sign-in"}, **away)
    assert answer.headers["location"] == "/sign-in"
