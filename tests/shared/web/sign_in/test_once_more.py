"""What is grave asks for a recent sign-in; the provider has to ask again and say when it did."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from shared.identity.models import Membership, Session
from shared.kernel import clock
from tests.shared.identity.people import World
from tests.shared.web.sign_in.journeys import back_from, walk
from tests.shared.web.signing_provider import SigningProvider
from tests.web import Browser

GRAVE = "/grave/bank?tab=numbers"


async def _left_again(amy: Browser) -> str:
    answer = await amy.post("/sign-in/company", {"again": "1", "next": GRAVE})
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def _stale(minutes: int) -> None:
    await Session.all().update(authenticated_at=clock.now() - timedelta(minutes=minutes))


async def test_a_grave_page_leads_to_one_button_and_back(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await walk(amy, there)
    away = await amy.get(GRAVE)
    assert away.status_code == 303
    asked = await amy.get(away.headers["location"])
    assert 'action="/sign-in/company"' in asked.text
    assert f'value="{GRAVE}"' in asked.text
    leaving = await _left_again(amy)
    sent = dict(parse_qsl(urlsplit(leaving).query))
    assert (sent["prompt"], sent["max_age"]) == ("login", "0")
    back = await amy.get(back_from(there, leaving))
    assert back.headers["location"] == GRAVE
    assert (await amy.get(GRAVE)).status_code == 200
    assert await Session.all().count() == 1


@pytest.mark.asvs("7.5.1", "7.5.3")
@pytest.mark.parametrize("minutes", [16, 60 * 7])
async def test_an_old_proof_does_not_open_a_grave_page(
    people: World, amy: Browser, there: SigningProvider, minutes: int
) -> None:
    await walk(amy, there)
    await _stale(14)
    assert (await amy.get(GRAVE)).status_code == 200
    await _stale(minutes)
    assert (await amy.get(GRAVE)).status_code == 303
    assert (await amy.get("/")).status_code == 200


async def test_a_grave_verb_keeps_what_was_typed(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await walk(amy, there)
    await _stale(31)
    answer = await amy.post("/grave", {"iban": "DE89 3704"})
    assert answer.status_code == 401
    assert 'value="DE89 3704"' in answer.text
    assert "/sign-in/again" in answer.text
    await _stale(29)
    assert (await amy.post("/grave", {"iban": "DE89 3704"})).status_code == 200


async def test_a_grave_verb_keeps_what_was_typed_beside_files(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await walk(amy, there)
    await _stale(31)
    files = {"proof": ("letter.pdf", b"%PDF-1.7")}
    answer = await amy.post("/grave", {"iban": "DE89 3704"}, files=files)
    assert answer.status_code == 401
    assert 'value="DE89 3704"' in answer.text
    assert 'type="file" multiple id="f-again-1" name="proof"' in answer.text


async def test_htmx_is_led_to_the_button(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await walk(amy, there)
    await _stale(31)
    answer = await amy.htmx("POST", "/grave", "form#ask", {"iban": "DE89"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].startswith("/sign-in/again?next=")


@pytest.mark.asvs("6.8.4", "7.6.1")
@pytest.mark.parametrize("auth_time", [None, True, 1_700_000_000])
async def test_a_provider_that_did_not_ask_again_is_not_believed(
    people: World, amy: Browser, there: SigningProvider, auth_time: object
) -> None:
    await walk(amy, there)
    there.tamper.claims = lambda claims: {**claims, "auth_time": auth_time}
    answer = await amy.get(back_from(there, await _left_again(amy)))
    assert answer.status_code == 403
    assert "without asking you again" in answer.text
    assert (await amy.get(GRAVE)).status_code == 303


@pytest.mark.asvs("6.8.4", "7.6.1")
async def test_a_time_that_is_no_number_proves_nothing(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await walk(amy, there)
    there.tamper.claims = lambda claims: {**claims, "auth_time": "now"}
    assert (await amy.get(back_from(there, await _left_again(amy)))).status_code == 400
    assert (await amy.get(GRAVE)).status_code == 303


async def test_nobody_else_takes_the_place_of_who_was_asked(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await Membership.create(
        public_id="m2", user=people.xu_lei, counterparty=people.qiming, role="member",
        created_at=clock.now(),
    )  # fmt: skip
    await walk(amy, there)
    there.subject = {"sub": "xu.lei", "email": "xu.lei@haorui.example"}
    answer = await amy.get(back_from(there, await _left_again(amy)))
    assert answer.status_code == 403
    assert "Somebody else signed in" in answer.text
    assert {one.user_id for one in await Session.all()} == {people.zhou_min.id}


async def test_the_organisation_spoken_for_stays(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await Membership.create(
        public_id="m2", user=people.zhou_min, counterparty=people.haiyue, role="member",
        created_at=clock.now(),
    )  # fmt: skip
    phone = Browser(amy.app)
    await walk(amy, there)
    await Session.all().update(counterparty_id=people.haiyue.id)
    await walk(phone, there)
    await Session.exclude(counterparty_id=people.haiyue.id).delete()
    await amy.get(back_from(there, await _left_again(amy)))
    assert (await amy.get("/")).text.count("海跃") == 1
