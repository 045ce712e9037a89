"""Halves of other sessions, people and purposes prove nothing; nor do guesses or what was used."""

import asyncio
from datetime import timedelta

import pytest

from shared.access import policy
from shared.access.models import User
from shared.identity import actions, address_proofs, signing_out, step_ups
from shared.identity.address_proofs import Lost
from shared.identity.door_models import StepUp
from shared.identity.models import ExternalIdentity, Session
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.outbox.models import OutboxMessage
from shared.web.application import WebApp
from tests.shared.identity.people import World, arriving, member, partner, user
from tests.shared.web.sign_in.step_up.steps import (
    CODE,
    code_of,
    half,
    left,
    opens,
    other_than,
    signed_in_at,
    typed,
)
from tests.shared.web.stand_ins import StandIn
from tests.web import Browser


@pytest.mark.asvs("6.6.2")
async def test_a_code_counts_in_its_own_session_only(
    people: World, zhou: Browser, portal: WebApp, service: StandIn
) -> None:
    phone = await signed_in_at(portal, service)
    code = await half(zhou, service)
    assert await typed(phone, code) == 422
    other = await half(phone, service)
    if other != code:
        assert await typed(phone, code) == 422
        assert await typed(zhou, other) == 422
    assert not await opens(phone)
    assert not await opens(zhou)
    # What was tried elsewhere took nothing from the code where it belongs.
    assert await typed(phone, other) == 303


async def test_a_round_trip_of_one_session_is_none_of_another(
    people: World, zhou: Browser, portal: WebApp, service: StandIn
) -> None:
    phone = await signed_in_at(portal, service)
    back = await left(zhou, service)
    phone.cookies["__Host-wl_journey_portal"] = zhou.cookies["__Host-wl_journey_portal"]
    assert (await phone.get(back)).status_code == 400
    assert not await StepUp.all().exists()


async def test_nobody_else_comes_back_for_her(
    people: World, zhou: Browser, service: StandIn
) -> None:
    lu = await user("on_2", "陆斌", "lu.bin@qiming.example")
    await ExternalIdentity.filter(user_id=lu.id).update(issuer=f"{service.url}/736588c9260f175d")
    await member(lu, people.qiming, policy.MEMBER)
    for changed in ({"union_id": "on_2"}, {"union_id": "on_9"}, {"tenant_key": "another"}):
        service.person |= {"union_id": "on_1", "tenant_key": "736588c9260f175d"} | changed
        answer = await zhou.get(await left(zhou, service))
        assert answer.status_code == 403
        assert "Somebody else signed in" in answer.text
    assert not await OutboxMessage.filter(topic="step_up.code").exists()
    assert {one.user_id for one in await Session.all()} == {people.zhou_min.id}


async def test_the_code_of_another_person_is_nothing(
    people: World, zhou: Browser, portal: WebApp, service: StandIn
) -> None:
    code = await half(zhou, service)
    lu = await user("on_2", "陆斌", "lu.bin@qiming.example")
    await ExternalIdentity.filter(user_id=lu.id).update(issuer=f"{service.url}/736588c9260f175d")
    await member(lu, people.qiming, policy.MEMBER)
    service.person["union_id"] = "on_2"
    his = await signed_in_at(portal, service)
    assert await typed(his, code) == 422
    own = await half(his, service)
    assert own == code or await typed(his, code) == 422
    assert not await opens(his)


@pytest.mark.asvs("6.5.1")
async def test_nothing_is_good_twice(zhou: Browser, service: StandIn) -> None:
    back = await left(zhou, service)
    journey = zhou.cookies["__Host-wl_journey_portal"]
    await zhou.get(back)
    code = await code_of()
    # The same state with a new code of the service: the service would say yes.
    zhou.cookies["__Host-wl_journey_portal"] = journey
    asked = await StepUp.get()
    granted = {"code": 0, "access_token": "u-token", "token_type": "Bearer"}
    service.answers["/oauth/v3/token"] = (200, granted)
    assert (await zhou.get(back)).status_code == 400
    assert (await StepUp.get()).expires_at == asked.expires_at
    assert await typed(zhou, code) == 303
    await Session.all().update(authenticated_at=None)
    assert await typed(zhou, code) == 422
    assert not await opens(zhou)


async def test_a_new_code_voids_the_one_before(zhou: Browser, service: StandIn) -> None:
    first, second = await half(zhou, service), await half(zhou, service)
    if first != second:
        assert await typed(zhou, first) == 422
    assert await typed(zhou, second) == 303


@pytest.mark.asvs("6.6.2")
async def test_a_code_for_an_invitation_is_none_for_this_and_the_reverse(
    people: World, zhou: Browser, service: StandIn
) -> None:
    by = partner(people.zhou_min, people.qiming)
    link = (await actions.invite_member(by, email="fang@qiming.example", role=policy.MEMBER)).token
    who = arriving("on_9", "", name="方洁", email_verified=False)
    secret = await address_proofs.begin(who, link, "en")
    invited, code = await code_of("invitation.code"), await half(zhou, service)
    # Even with the secret of the other in the cookie of the one.
    thief = Browser(zhou.app)
    thief.cookies = {"__Host-wl_address_portal": zhou.cookies[zhou.face.session_cookie]}
    assert (await thief.post("/invitation-code", {"code": code})).status_code == 400
    with pytest.raises(Lost):
        await step_ups.confirm(secret, "portal", invited)
    if invited != code:
        assert await typed(zhou, invited) == 422
    token = zhou.cookies[zhou.face.session_cookie]
    assert step_ups._hash(token, code) != address_proofs.code_hash(token, code)
    assert not await opens(zhou)


async def test_an_address_that_changed_meanwhile_proves_nothing(
    people: World, zhou: Browser, service: StandIn
) -> None:
    code = await half(zhou, service)
    await User.filter(id=people.zhou_min.id).update(email="thief@else.example")
    answer = await zhou.post(CODE, {"code": code})
    assert answer.status_code == 422
    assert "has changed since" in answer.text
    # The new one was never proven: no code goes there.
    again = await zhou.post("/sign-in/office", {"again": "1"})
    assert again.status_code == 403
    assert "never confirmed" in again.text
    assert not await opens(zhou)


@pytest.mark.asvs("6.6.3")
async def test_five_tries_and_no_more_even_at_once(zhou: Browser, service: StandIn) -> None:
    code = await half(zhou, service)
    token = zhou.cookies[zhou.face.session_cookie]
    answers = await asyncio.gather(
        *(step_ups.confirm(token, "portal", other_than(code, n)) for n in range(1, 13)),
        return_exceptions=True,
    )
    assert all(isinstance(one, Refusal) for one in answers)
    assert (await StepUp.get()).tries == address_proofs.TRIES
    assert await typed(zhou, code) == 422
    assert not await opens(zhou)


@pytest.mark.asvs("6.6.3")
async def test_six_unused_codes_a_day_over_all_sessions(
    people: World, zhou: Browser, portal: WebApp, service: StandIn
) -> None:
    browsers = [zhou, await signed_in_at(portal, service)]
    for n in range(6):
        await half(browsers[n % 2], service)
    for browser in (*browsers, await signed_in_at(portal, service)):
        answer = await browser.get(await left(browser, service))
        assert answer.status_code == 403
        assert "Too many codes" in answer.text
    assert await signing_out.sweep() == 0
    with clock.frozen(clock.now() + timedelta(days=1, minutes=1)):
        assert await signing_out.sweep() >= 6


@pytest.mark.asvs("6.5.1", "6.5.5")
async def test_a_code_lives_ten_minutes_and_works_once_even_twice_at_once(
    zhou: Browser, service: StandIn
) -> None:
    code = await half(zhou, service)
    with clock.frozen(clock.now() + timedelta(minutes=10, seconds=5)):
        assert await typed(zhou, code) == 422
    token = zhou.cookies[zhou.face.session_cookie]
    answers = await asyncio.gather(
        *(step_ups.confirm(token, "portal", code) for _ in range(2)), return_exceptions=True
    )
    assert sorted(isinstance(one, str) for one in answers) == [False, True]
    assert await Session.all().count() == 1
