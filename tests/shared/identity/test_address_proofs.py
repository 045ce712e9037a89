"""A code mailed to the invited address lets in whom no provider vouches for, and nobody else."""

import asyncio
import json
from datetime import timedelta

import pytest

from shared.access import policy
from shared.identity import actions, address_proofs, arrivals, queries, signing_out
from shared.identity.address_proofs import Lost
from shared.identity.arrivals import Unproven, token_hash
from shared.identity.door_models import AddressProof
from shared.identity.models import ExternalIdentity, Invitation, Membership, Session
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.outbox.models import OutboxMessage
from tests.shared.identity.people import World, arriving, partner, world

FANG = "fang.jie@qiming.example"
NOBODY_VOUCHES = arriving("on_9", "", name="方洁", email_verified=False)


@pytest.fixture
async def people(database: str) -> World:
    return await world()


async def _invited(people: World) -> str:
    by = partner(people.zhou_min, people.qiming)
    return (await actions.invite_member(by, email=FANG, role=policy.MEMBER)).token


async def _code() -> str:
    sent = await OutboxMessage.filter(topic="invitation.code").order_by("-id").first()
    assert sent is not None
    payload = json.loads(sent.payload)
    assert payload["email"] == FANG
    return str(payload["token"])


def _other_than(code: str, step: int = 1) -> str:
    return f"{(int(code) + step) % 1_000_000:06d}"


async def test_the_code_makes_a_member_of_who_knows_it(people: World) -> None:
    link = await _invited(people)
    with pytest.raises(Unproven):
        await arrivals.arrive(NOBODY_VOUCHES, invitation_token=link)
    secret = await address_proofs.begin(NOBODY_VOUCHES, link, "zh")
    assert await address_proofs.address_of(secret, "portal") == FANG
    code = await _code()
    token = await address_proofs.confirm(secret, "portal", f" {code[:3]} {code[3:]} ")
    session = await queries.session_actor(token_hash(token), "portal")
    assert session is not None
    assert (session.actor.name, session.actor.email) == ("方洁", FANG)
    assert await Membership.filter(
        user_id=session.actor.user_id, counterparty=people.qiming
    ).exists()
    assert await Invitation.filter(used_by_id=session.actor.user_id).exists()
    # From now on the identity alone signs her in.
    assert await arrivals.arrive(NOBODY_VOUCHES)


async def test_a_stolen_copy_of_the_tables_does_not_tell_the_code(people: World) -> None:
    secret = await address_proofs.begin(NOBODY_VOUCHES, await _invited(people), "en")
    kept = await AddressProof.get()
    code = await _code()
    assert secret not in (kept.secret_hash, kept.code_hash)
    assert kept.code_hash not in (token_hash(code), token_hash(kept.secret_hash + code))


async def test_five_wrong_codes_end_it_and_the_right_one_comes_too_late(people: World) -> None:
    secret = await address_proofs.begin(NOBODY_VOUCHES, await _invited(people), "en")
    code = await _code()
    for left in (4, 3, 2, 1):
        with pytest.raises(Refusal, match=f"{left} more") as refused:
            await address_proofs.confirm(secret, "portal", _other_than(code, left))
        assert refused.value.field == "code"
    with pytest.raises(Refusal, match="last try"):
        await address_proofs.confirm(secret, "portal", _other_than(code))
    with pytest.raises(Refusal, match="no longer valid"):
        await address_proofs.confirm(secret, "portal", code)
    assert not await Session.all().exists()


async def test_many_tries_at_once_are_five(people: World) -> None:
    secret = await address_proofs.begin(NOBODY_VOUCHES, await _invited(people), "en")
    code = await _code()
    answers = await asyncio.gather(
        *(address_proofs.confirm(secret, "portal", _other_than(code, n)) for n in range(1, 13)),
        return_exceptions=True,
    )
    looked_at = [one for one in answers if "not the code" in str(one)]
    assert len(looked_at) == address_proofs.TRIES
    assert (await AddressProof.get()).tries == address_proofs.TRIES


@pytest.mark.parametrize("code", ["", "0", "abcdef", "０" * 6, "9" * 4000, "\x00", "None"])
async def test_what_is_no_code_is_a_wrong_one(people: World, code: str) -> None:
    secret = await address_proofs.begin(NOBODY_VOUCHES, await _invited(people), "en")
    with pytest.raises(Refusal, match="not the code"):
        await address_proofs.confirm(secret, "portal", code)


async def test_another_browser_cannot_use_the_code(people: World) -> None:
    link = await _invited(people)
    hers = await address_proofs.begin(NOBODY_VOUCHES, link, "en")
    code = await _code()
    thief = await address_proofs.begin(arriving("thief", "", email_verified=False), link, "en")
    with pytest.raises(Refusal, match="not the code"):
        await address_proofs.confirm(thief, "portal", code)
    for secret, face in ((arrivals.fresh_token(), "portal"), ("", "portal"), (hers, "admin")):
        with pytest.raises(Lost):
            await address_proofs.confirm(secret, face, code)
    assert not await ExternalIdentity.filter(subject="thief").exists()


async def test_a_code_works_once_even_twice_at_once(people: World) -> None:
    secret = await address_proofs.begin(NOBODY_VOUCHES, await _invited(people), "en")
    code = await _code()
    answers = await asyncio.gather(
        *(address_proofs.confirm(secret, "portal", code) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ == "str" for one in answers) == [False, True]
    assert await Session.all().count() == 1
    with pytest.raises(Lost):
        await address_proofs.confirm(secret, "portal", code)


async def test_two_people_with_codes_of_one_invitation_make_one_member(people: World) -> None:
    link = await _invited(people)
    codes = []
    for subject in ("one", "two"):
        who = arriving(subject, "", email_verified=False)
        codes.append((await address_proofs.begin(who, link, "en"), await _code()))
    answers = await asyncio.gather(
        *(address_proofs.confirm(secret, "portal", code) for secret, code in codes),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in answers) == ["Refusal", "str"]
    assert await Membership.filter(counterparty=people.qiming).count() == 2


async def test_a_code_lives_ten_minutes(people: World) -> None:
    secret, begun = (
        await address_proofs.begin(NOBODY_VOUCHES, await _invited(people), "en"),
        clock.now(),
    )
    code = await _code()
    with clock.frozen(begun + timedelta(minutes=10, seconds=5)):
        with pytest.raises(Refusal, match="no longer valid"):
            await address_proofs.confirm(secret, "portal", code)
        await address_proofs.send_again(secret, "portal", "en")
        assert await address_proofs.confirm(secret, "portal", await _code())


async def test_another_code_voids_the_one_before(people: World) -> None:
    secret, begun = (
        await address_proofs.begin(NOBODY_VOUCHES, await _invited(people), "en"),
        clock.now(),
    )
    first = await _code()
    with pytest.raises(Refusal, match="moment ago"):
        await address_proofs.send_again(secret, "portal", "en")
    with clock.frozen(begun + timedelta(seconds=61)):
        await address_proofs.send_again(secret, "portal", "en")
        if await _code() != first:
            with pytest.raises(Refusal, match="not the code"):
                await address_proofs.confirm(secret, "portal", first)


async def test_codes_of_one_browser_and_of_one_link_are_counted(people: World) -> None:
    link, begun = await _invited(people), clock.now()
    secret = await address_proofs.begin(NOBODY_VOUCHES, link, "en")
    for minute in (2, 4):
        with clock.frozen(begun + timedelta(minutes=minute)):
            await address_proofs.send_again(secret, "portal", "en")
    with (
        clock.frozen(begun + timedelta(minutes=6)),
        pytest.raises(Refusal, match="Too many codes"),
    ):
        await address_proofs.send_again(secret, "portal", "en")
    for n in range(3):
        await address_proofs.begin(arriving(f"a{n}", "", email_verified=False), link, "en")
    with pytest.raises(Refusal, match="Too many codes"):
        await address_proofs.begin(arriving("a9", "", email_verified=False), link, "en")


async def test_an_invitation_that_closed_meanwhile_stays_closed(people: World) -> None:
    link = await _invited(people)
    by = partner(people.zhou_min, people.qiming)
    secret = await address_proofs.begin(NOBODY_VOUCHES, link, "en")
    code = await _code()
    held = await Invitation.get()
    await actions.resend_invitation(by, invitation=held.public_id)
    with pytest.raises(Refusal, match="no such invitation"):
        await address_proofs.confirm(secret, "portal", code)
    assert not await Session.all().exists()
    # What was refused did not use the code up: nothing was half done.
    assert (await AddressProof.get()).used_at is None


async def test_an_inviter_who_lost_her_right_lets_nobody_in(people: World) -> None:
    secret = await address_proofs.begin(NOBODY_VOUCHES, await _invited(people), "en")
    code = await _code()
    await Membership.filter(user=people.zhou_min).update(role=policy.VIEWER)
    with pytest.raises(Refusal, match="no longer looks after"):
        await address_proofs.confirm(secret, "portal", code)


async def test_a_verified_other_address_asks_for_no_code(people: World) -> None:
    with pytest.raises(Refusal, match="another e-mail address"):
        await arrivals.arrive(
            arriving("x", "x@else.example"), invitation_token=await _invited(people)
        )


async def test_old_proofs_are_swept(people: World) -> None:
    await address_proofs.begin(NOBODY_VOUCHES, await _invited(people), "en")
    assert await signing_out.sweep() == 0
    with clock.frozen(clock.now() + timedelta(days=1, minutes=1)):
        assert await signing_out.sweep() == 1
