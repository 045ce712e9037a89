"""Who signed in at a service that cannot say when it asked her proves herself anew by two halves."""

from datetime import timedelta

import pytest

from shared.access import policy
from shared.identity import viewing, views
from shared.identity.address_proofs import TRIES
from shared.identity.arrivals import token_hash
from shared.identity.door_models import StepUp
from shared.identity.models import ExternalIdentity, Invitation, Membership, Session
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.outbox.models import OutboxMessage
from shared.web.application import WebApp
from tests.shared.identity.looking import signed_in
from tests.shared.identity.people import World, colleague
from tests.shared.web.sign_in.journeys import back_from
from tests.shared.web.sign_in.step_up.conftest import SERVICES
from tests.shared.web.sign_in.step_up.steps import (
    AGAIN,
    CODE,
    GRAVE,
    ZHOU,
    half,
    left,
    opens,
    path_of,
    signed_in_at,
    typed,
)
from tests.shared.web.signing_provider import SigningProvider
from tests.shared.web.stand_ins import StandIn
from tests.web import Browser


@pytest.mark.parametrize("kind", list(SERVICES))
@pytest.mark.asvs("7.5.1", "7.5.3", "7.2.4")
async def test_both_halves_open_what_is_grave_under_a_new_secret(
    zhou: Browser, service: StandIn
) -> None:
    asked = await zhou.get((await zhou.get(GRAVE)).headers["location"])
    assert "a code by e-mail is needed besides" in asked.text
    assert 'action="/sign-in/office"' in asked.text
    code = await half(zhou, service)
    assert ZHOU in (await zhou.get(CODE)).text
    before = dict(zhou.cookies)
    answer = await zhou.post(CODE, {"code": f" {code[:3]} {code[3:]}", "next": GRAVE})
    assert (answer.status_code, answer.headers["location"]) == (303, GRAVE)
    assert await opens(zhou)
    kept = await Session.get()
    assert kept.token_hash != token_hash(before[zhou.face.session_cookie])
    thief = Browser(zhou.app)
    thief.cookies = before
    assert (await thief.get("/")).headers["location"].startswith("/sign-in")
    entry = await JournalEntry.get(verb="user.prove_again")
    assert (entry.actor_id, entry.counterparty_id) == (kept.user_id, kept.counterparty_id)
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert not await opens(zhou)


@pytest.mark.parametrize("kind", list(SERVICES))
async def test_one_half_alone_opens_nothing(zhou: Browser, service: StandIn) -> None:
    assert await typed(zhou, "123456") == 422
    await half(zhou, service)
    assert not await opens(zhou)
    assert (await Session.get()).authenticated_at is None


async def test_without_a_code_on_its_way_the_page_leads_to_the_button(
    zhou: Browser, service: StandIn
) -> None:
    asked = await zhou.get(f"{CODE}?next=/grave")
    assert (asked.status_code, asked.headers["location"]) == (303, AGAIN)
    await half(zhou, service)
    assert ZHOU in (await zhou.get(CODE)).text
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert (await zhou.get(CODE)).status_code == 303
    await StepUp.all().update(tries=TRIES)
    assert (await zhou.get(CODE)).status_code == 303


@pytest.mark.parametrize("linked", ["", "other@qiming.example"])
async def test_without_a_proven_address_it_is_refused_with_what_to_do(
    people: World, zhou: Browser, service: StandIn, linked: str
) -> None:
    await ExternalIdentity.filter(subject="on_1").update(email_at_link=linked)
    back = await zhou.post("/sign-in/office", {"again": "1", "next": GRAVE})
    assert back.status_code == 403
    assert "invite you again" in back.text
    now = clock.now()
    await Invitation.create(
        public_id="i1", token_hash="h", email=ZHOU, role="member", counterparty=people.qiming,
        expires_at=now, used_at=now, used_by=people.zhou_min, created_at=now,
    )  # fmt: skip
    assert await typed(zhou, await half(zhou, service)) == 303


@pytest.mark.asvs("6.3.4")
async def test_who_can_be_asked_anew_may_not_choose_the_weaker_way(
    people: World, portal: WebApp, service: StandIn, there: SigningProvider
) -> None:
    await ExternalIdentity.create(
        user=people.zhou_min, issuer=there.issuer, subject="zhou.min", email_at_link=ZHOU,
        created_at=clock.now(),
    )  # fmt: skip
    company = Browser(portal)
    leaving = await company.post("/sign-in/company", {"next": "/"})
    await company.get(back_from(there, leaving.headers["location"]))
    await Session.all().update(authenticated_at=clock.now() - timedelta(hours=1))
    assert (await company.post("/sign-in/office", {"again": "1"})).status_code == 400
    weak = await signed_in_at(portal, service)
    stopped = await weak.post("/sign-in/office", {"again": "1"})
    assert stopped.status_code == 403
    assert "Another service" in stopped.text
    # An ordinary way in at the weaker service proves nothing new either.
    await company.get(path_of(service.authorize(
        (await company.post("/sign-in/office", {"next": GRAVE})).headers["location"]
    )))  # fmt: skip
    assert not await opens(company)
    assert not await OutboxMessage.filter(topic="step_up.code").exists()


async def test_who_looks_as_she_does_proves_nothing_for_her(
    people: World, zhou: Browser, service: StandIn
) -> None:
    back, held = await left(zhou, service), await Membership.get(user=people.zhou_min)
    lin = colleague(people.lin_xiaoyu, policy.ACCOUNT_MANAGER)
    ticket = await views.begin_view(
        lin, member=held.public_id, of="CP-0001",
        session=await signed_in(people.lin_xiaoyu), reason="asked why an order is missing",
    )  # fmt: skip
    zhou.cookies[zhou.face.view_cookie] = await viewing.redeem(ticket)
    assert (await zhou.get("/")).status_code == 200
    assert (await zhou.get(CODE)).status_code == 403
    assert (await zhou.post(CODE, {"code": "123456"})).status_code == 403
    assert (await zhou.post("/sign-in/office", {"again": "1"})).status_code == 403
    assert (await zhou.get(back)).status_code == 400
    assert not await StepUp.all().exists()


async def test_a_stranger_is_asked_for_nothing(zhou: Browser, service: StandIn) -> None:
    code = await half(zhou, service)
    stranger = Browser(zhou.app)
    assert (await stranger.get(CODE)).status_code in (303, 401)
    assert await typed(stranger, code) in (303, 401)
    assert (await stranger.post("/sign-in/office", {"again": "1"})).status_code == 400
    assert not await Session.filter(authenticated_at__isnull=False).exists()
