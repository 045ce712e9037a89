"""A view of the portal: what it sees, what ends it, what it cannot do."""

from datetime import timedelta

import pytest

from shared.access import policy
from shared.access.models import User
from shared.access.scope import scope
from shared.counterparties.models import Care, Counterparty
from shared.database.uow import reading, uow
from shared.identity import staff, viewing
from shared.identity.models import Membership, Session, StaffRole, ViewAs
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import LookingOnly
from shared.outbox.models import Notification
from tests.shared.identity.looking import Desk, at_the_desk, lives, looking
from tests.shared.identity.people import colleague, member, partner


@pytest.fixture
async def desk(database: str) -> Desk:
    return await at_the_desk()


async def test_a_view_sees_as_the_member_and_remembers_who_looks(desk: Desk) -> None:
    seen = await desk.look()
    hers = partner(desk.people.zhou_min, desk.people.qiming)
    assert (seen.actor.user_id, seen.actor.roles) == (hers.user_id, hers.roles)
    assert seen.actor.counterparty_number == "CP-0001"
    assert seen.actor.real_user_id == desk.lin.user_id
    assert seen.view.viewer.name == "林晓雨"
    assert [place.number for place in seen.places] == ["CP-0001"]
    assert seen.expires_at - seen.signed_in_at == timedelta(minutes=30)


async def test_who_becomes_a_colleague_is_no_longer_looked_at(desk: Desk) -> None:
    seen = await desk.look()
    await StaffRole.create(user=desk.people.zhou_min, role=policy.SUPPORT, created_at=clock.now())
    assert not await lives(seen)


async def _signs_out(desk: Desk) -> None:
    await Session.filter(token_hash=desk.session).delete()


async def _is_suspended(desk: Desk) -> None:
    boss = colleague(desk.people.xu_lei, policy.ADMINISTRATOR)
    person = desk.people.lin_xiaoyu
    await staff.set_colleague_active(boss, user=person.public_id, version=1, is_active=False)


async def _loses_her_role(desk: Desk) -> None:
    boss = colleague(desk.people.xu_lei, policy.ADMINISTRATOR)
    await staff.take_staff_role(
        boss, user=desk.people.lin_xiaoyu.public_id, role=policy.ACCOUNT_MANAGER
    )


async def _role_alone_goes(desk: Desk) -> None:
    await StaffRole.filter(user=desk.people.lin_xiaoyu).update(role=policy.FINANCE)


async def _hands_the_account_over(desk: Desk) -> None:
    await Care.filter(counterparty=desk.people.qiming).delete()


async def _member_is_suspended(desk: Desk) -> None:
    await Membership.filter(id=desk.zhou.id).update(is_active=False)


async def _person_is_deactivated(desk: Desk) -> None:
    await User.filter(id=desk.people.zhou_min.id).update(is_active=False)


async def _organisation_is_suspended(desk: Desk) -> None:
    await Counterparty.filter(id=desk.people.qiming.id).update(status="suspended")


@pytest.mark.parametrize(
    "happens",
    [
        _signs_out, _is_suspended, _loses_her_role, _role_alone_goes, _hands_the_account_over,
        _member_is_suspended, _person_is_deactivated, _organisation_is_suspended,
    ],
)  # fmt: skip
async def test_a_view_ends_with_what_it_stands_on(desk: Desk, happens: object) -> None:
    seen = await desk.look()
    assert await lives(seen)
    await happens(desk)  # type: ignore[operator]
    assert not await lives(seen)


async def test_a_view_lasts_half_an_hour_however_much_it_is_used(desk: Desk) -> None:
    start = clock.now()
    seen = await desk.look()
    try:
        for minutes, alive in ((15, True), (29, True), (31, False)):
            clock.hold(start + timedelta(minutes=minutes))
            if alive:
                await viewing.note_page(seen, "/orders")
            assert await lives(seen) is alive
    finally:
        clock.hold(None)


async def test_leaving_is_written_down_once(desk: Desk) -> None:
    seen = await desk.look()
    await viewing.leave(seen)
    await viewing.leave(seen)
    assert not await lives(seen)
    entry = await JournalEntry.get(verb="membership.leave_view")
    assert (entry.actor_name, entry.record_number) == ("林晓雨", seen.view.public_id)
    assert "周敏" in entry.after


async def test_a_view_that_nobody_left_is_closed_by_itself(desk: Desk) -> None:
    start = clock.now()
    seen = await desk.look()
    assert await viewing.end_over() == 0
    try:
        clock.hold(start + timedelta(hours=2))
        assert await viewing.end_over() == 1
        assert await viewing.end_over() == 0
    finally:
        clock.hold(None)
    kept = await ViewAs.get(public_id=seen.view.public_id)
    assert kept.ended_at == kept.until
    assert (await JournalEntry.get(verb="membership.leave_view")).actor_id == desk.lin.user_id


async def test_no_unit_of_work_runs_in_a_view(desk: Desk) -> None:
    seen = await desk.look()
    async with looking(seen) as actor:
        with pytest.raises(LookingOnly):
            await uow(lambda: Membership.filter(user_id=actor.user_id).update(role="viewer"))
        # Not even a statement that somebody forgot to put into one.
        with pytest.raises(Exception, match=r"membership\.view_as|read-only|permission denied"):
            await _beside_any_unit_of_work()
    assert (await Membership.get(id=desk.zhou.id)).role == policy.ORGANISATION_ADMIN


async def _beside_any_unit_of_work() -> None:
    """On PostgreSQL every page reads in a transaction of its own, which is read-only."""
    await reading(lambda: Membership.all().update(role="viewer"))


async def test_what_is_hers_alone_is_not_seen(desk: Desk) -> None:
    seen = (await desk.look()).actor
    hers = partner(desk.people.zhou_min, desk.people.qiming)
    for permission in ("bank_account.show", "membership.end_sessions"):
        assert hers.may(permission)
        assert not seen.may(permission)
    assert seen.may("bank_account.read")


async def test_what_her_other_organisation_tells_her_is_not_seen(desk: Desk) -> None:
    await member(desk.people.zhou_min, desk.people.haiyue, policy.MEMBER)
    for place in (desk.people.qiming, desk.people.haiyue):
        await Notification.create(
            public_id=f"n{place.id}", user_id=desk.people.zhou_min.id, face="portal", place_id=place.id,
            topic="ticket.answered", record_number="TK-1", path="/", once=f"once-{place.id}",
            created_at=clock.now(),
        )  # fmt: skip
    hers = partner(desk.people.zhou_min, desk.people.qiming)
    seen = (await desk.look()).actor
    assert await scope(hers, Notification).count() == 2
    assert await scope(seen, Notification).values_list("place_id", flat=True) == [
        desk.people.qiming.id
    ]
