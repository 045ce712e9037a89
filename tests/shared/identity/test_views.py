"""Beginning to look at the portal as one of its people does: the pass, and who may."""

import asyncio
from datetime import timedelta

import pytest

from shared.access import policy
from shared.identity import past_views, viewing, views
from shared.identity.arrivals import fresh_token
from shared.identity.models import Membership, StaffRole, ViewAs
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Refusal
from tests.shared.identity.looking import Desk, at_the_desk
from tests.shared.identity.people import colleague, member, partner, user


@pytest.fixture
async def desk(database: str) -> Desk:
    return await at_the_desk()


async def test_the_journal_holds_both_names_before_the_pass_opens(desk: Desk) -> None:
    await desk.begin("asked why an order is missing")
    entry = await JournalEntry.get(verb="membership.view_as")
    assert (entry.actor_name, entry.face, entry.reason) == (
        "林晓雨",
        "admin",
        "asked why an order is missing",
    )
    assert "周敏" in entry.after
    assert entry.counterparty_id == desk.people.qiming.id
    made = await ViewAs.get()
    assert (made.begun_at, made.session_hash) == (None, None)


async def test_a_reason_is_needed(desk: Desk) -> None:
    with pytest.raises(Refusal):
        await desk.begin("  ")
    assert not await ViewAs.exists()
    assert not await JournalEntry.filter(verb="membership.view_as").exists()


async def test_a_pass_opens_once(desk: Desk) -> None:
    token = await desk.begin()
    await viewing.redeem(token)
    with pytest.raises(Refusal):
        await viewing.redeem(token)


async def test_of_two_at_once_one_comes_in(desk: Desk) -> None:
    token = await desk.begin()
    both = await asyncio.gather(*(viewing.redeem(token) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(one, str) for one in both) == 1
    assert sum(isinstance(one, Refusal) for one in both) == 5


async def test_a_pass_opens_for_a_minute(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    start = clock.now()
    token = await desk.begin()
    try:
        clock.hold(start + timedelta(seconds=61))
        with pytest.raises(Refusal):
            await viewing.redeem(token)
        clock.hold(start + timedelta(seconds=58))
        assert await viewing.redeem(token)
    finally:
        clock.hold(None)


async def test_unknown_passes_and_the_stored_hash_open_nothing(desk: Desk) -> None:
    await desk.begin()
    made = await ViewAs.get()
    for guess in (fresh_token(), "", made.pass_hash):
        with pytest.raises(Refusal):
            await viewing.redeem(guess)


async def test_nobody_looks_at_a_foreign_account_or_without_the_right(desk: Desk) -> None:
    away = await member(
        await user("li.na", "李娜", "li.na@haiyue.example"), desk.people.haiyue, policy.MEMBER
    )
    for of in ("CP-0001", "CP-0002"):
        with pytest.raises(NotFound):
            await views.begin_view(
                desk.lin, member=away.public_id, of=of, session=desk.session, reason="why not"
            )
    for role in (policy.FINANCE, policy.AUDITOR, policy.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            await views.begin_view(
                colleague(desk.people.xu_lei, role), member=desk.zhou.public_id, of="CP-0001",
                session=desk.session, reason="why not",
            )  # fmt: skip
    assert not await ViewAs.exists()


async def test_nobody_looks_through_the_eyes_of_a_colleague(desk: Desk) -> None:
    await StaffRole.create(user=desk.people.zhou_min, role=policy.SUPPORT, created_at=clock.now())
    with pytest.raises(Refusal, match="colleague"):
        await desk.begin()


async def test_a_pass_is_void_when_the_member_is_suspended_meanwhile(desk: Desk) -> None:
    token = await desk.begin()
    await Membership.filter(id=desk.zhou.id).update(is_active=False)
    with pytest.raises(Refusal):
        await viewing.redeem(token)
    with pytest.raises(Refusal):
        await desk.begin()


async def test_the_organisation_reads_who_looked_as_whom_and_why(desk: Desk) -> None:
    seen = await desk.look()
    admin = partner(desk.people.zhou_min, desk.people.qiming)
    [told] = (await past_views.views_named(admin, [seen.view.public_id])).values()
    assert (told.viewer, told.seen_as, told.reason) == (
        "林晓雨",
        "周敏",
        "asked why an order is missing",
    )
    other = partner(desk.people.zhou_min, desk.people.haiyue)
    assert await past_views.views_named(other, [seen.view.public_id]) == {}
    assert not partner(desk.people.zhou_min, desk.people.qiming, policy.MEMBER).may("view_as.read")
