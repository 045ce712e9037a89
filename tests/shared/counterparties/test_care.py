"""Care gives access, and a deputy has it from her first day to her last."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.access.actor import Actor
from shared.counterparties import care, queries
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Refusal
from tests.shared.counterparties.company import Company

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
SUNDAY_NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


async def finds(actor: Actor, number: str, at: datetime) -> bool:
    with clock.frozen(at):
        try:
            await queries.counterparty(actor, number)
        except NotFound:
            return False
        return True


async def test_a_deputy_has_access_from_the_first_to_the_last_day_only(company: Company) -> None:
    with clock.frozen(SUNDAY_NOON):
        await care.name_deputy(company.alice, deputy="bob", starts_on=MONDAY, ends_on=FRIDAY)
    starts = datetime(2026, 11, 22, 16, tzinfo=UTC)  # midnight in Shanghai
    ends = datetime(2026, 11, 27, 16, tzinfo=UTC)
    moment = timedelta(seconds=1)
    assert not await finds(company.bob, company.qiming, starts - moment)
    assert await finds(company.bob, company.qiming, starts)
    assert await finds(company.bob, company.qiming, ends - moment)
    assert not await finds(company.bob, company.qiming, ends)


async def test_a_deputy_ended_early_sees_nothing_more(company: Company) -> None:
    with clock.frozen(SUNDAY_NOON):
        await care.name_deputy(company.alice, deputy="bob", starts_on=MONDAY, ends_on=FRIDAY)
    tuesday = SUNDAY_NOON + timedelta(days=2)
    with clock.frozen(tuesday):
        (held,) = await queries.deputies(company.alice)
        with pytest.raises(NotFound):
            await care.end_deputy(company.sam, deputy=held.public_id, version=1)
        await care.end_deputy(company.alice, deputy=held.public_id, version=1)
    assert not await finds(company.bob, company.qiming, tuesday)


async def test_an_administrator_names_a_deputy_for_who_is_away(company: Company) -> None:
    with clock.frozen(SUNDAY_NOON):
        await care.name_deputy(
            company.admin, owner="alice", deputy="bob", starts_on=MONDAY, ends_on=FRIDAY
        )
        (held,) = await queries.deputies(company.bob)
    assert (held.owner.name, held.deputy.name) == ("Alice", "Bob")


async def test_nobody_names_a_deputy_for_a_colleague(company: Company) -> None:
    with clock.frozen(SUNDAY_NOON), pytest.raises(NotAllowed):
        await care.name_deputy(
            company.bob, owner="alice", deputy="bob", starts_on=MONDAY, ends_on=FRIDAY
        )


@pytest.mark.parametrize("who", ["alice", "fiona", "nobody"])
async def test_only_another_account_manager_stands_in(company: Company, who: str) -> None:
    with clock.frozen(SUNDAY_NOON), pytest.raises(Refusal):
        await care.name_deputy(company.alice, deputy=who, starts_on=MONDAY, ends_on=FRIDAY)


async def test_handing_an_account_over_moves_the_access(company: Company) -> None:
    await care.assign_account_manager(company.sam, number=company.qiming, user="bob")
    assert (await queries.counterparty(company.bob, company.qiming)).number == company.qiming
    with pytest.raises(NotFound):
        await queries.counterparty(company.alice, company.qiming)


async def test_a_collaborator_sees_the_account_until_she_is_taken_off(company: Company) -> None:
    await care.add_collaborator(company.sam, number=company.qiming, user="bob")
    assert await queries.counterparty(company.bob, company.qiming)
    await care.remove_collaborator(company.sam, number=company.qiming, user="bob")
    with pytest.raises(NotFound):
        await queries.counterparty(company.bob, company.qiming)


async def test_an_account_manager_hands_nothing_over_herself(company: Company) -> None:
    with pytest.raises(NotAllowed):
        await care.assign_account_manager(company.alice, number=company.qiming, user="bob")


async def test_a_sales_manager_hands_over_within_her_team_only(company: Company) -> None:
    with pytest.raises(NotFound):
        await care.assign_account_manager(company.sam, number=company.haiyue, user="alice")
