"""A large credit limit counts only when a second person of finance has approved it."""

import asyncio

import pytest

from shared.access.policy import FINANCE
from shared.counterparties import queries
from shared.journal.queries import deeds_about
from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from shared.orders import credit, credit_limits, credit_proposals
from shared.orders.models import CreditLimit, CreditProposal
from shared.settings import load
from tests.shared.counterparties.company import Company, found_company, outsider, person

LARGE = load({}).credit_four_eyes_above + 1


@pytest.fixture
async def company(database: str) -> Company:
    return await found_company()


async def limit_of(company: Company, number: str) -> int | None:
    kept = await queries.counterparty(company.fiona, number)
    held = await credit_limits.credit_of(company.fiona, kept.id)
    return held.amount if held else None


async def test_a_large_limit_waits_and_the_old_one_counts(company: Company) -> None:
    number = company.qiming
    assert await credit.set_credit_limit(company.fiona, counterparty=number, amount=500) == "set"
    told = await credit.set_credit_limit(
        company.fiona, counterparty=number, amount=LARGE, version=1, reason="Big season"
    )
    assert told == "proposed"
    assert await limit_of(company, number) == 500
    [waiting] = await credit_limits.waiting_limits(company.fiona)
    assert (waiting["before"], waiting["amount"]) == (500, LARGE)
    assert waiting["proposed_by__name"] == "Fiona"
    assert [one["id"] for one in await credit_limits.waiting_limits(company.alice)] == [
        waiting["id"]
    ]
    assert await credit_limits.waiting_limits(company.bob) == []


async def test_a_second_person_approves_and_both_are_journalled(company: Company) -> None:
    number = company.qiming
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=LARGE)
    frida = await person("Frida", FINANCE)
    await credit_proposals.approve_credit_limit(frida, counterparty=number, version=1)
    assert await limit_of(company, number) == LARGE
    assert await credit_limits.waiting_limits(frida) == []
    deed, *_ = await deeds_about(frida, "credit_limit", number)
    assert (deed.who, deed.verb) == ("Frida", "credit_limit.update")
    assert ("proposed_by", None, "Fiona") in deed.changes


async def test_the_proposer_never_approves_her_own(company: Company) -> None:
    number = company.qiming
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=LARGE)
    with pytest.raises(Refusal, match="proposed it yourself"):
        await credit_proposals.approve_credit_limit(company.fiona, counterparty=number, version=1)
    assert await limit_of(company, number) is None


async def test_only_finance_decides_and_strangers_find_nothing(company: Company) -> None:
    number = company.qiming
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=LARGE)
    for actor in (company.alice, company.sam, company.admin, await outsider(number)):
        with pytest.raises(NotAllowed):
            await credit_proposals.approve_credit_limit(actor, counterparty=number, version=1)
    with pytest.raises(NotAllowed):
        await credit_limits.waiting_limits(await outsider(company.haiyue))
    frida = await person("Frida", FINANCE)
    with pytest.raises(NotFound):
        await credit_proposals.approve_credit_limit(frida, counterparty=company.haiyue, version=1)


async def test_a_rejected_proposal_leaves_the_old_limit_and_says_why(company: Company) -> None:
    number = company.qiming
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=500)
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=LARGE, version=1)
    frida = await person("Frida", FINANCE)
    with pytest.raises(Refusal):
        await credit_proposals.reject_credit_limit(
            frida, counterparty=number, version=1, reason=" "
        )
    await credit_proposals.reject_credit_limit(
        frida, counterparty=number, version=1, reason="Too much"
    )
    assert await limit_of(company, number) == 500
    deed, *_ = await deeds_about(frida, "credit_limit", number)
    assert (deed.verb, deed.reason) == ("credit_limit.reject", "Too much")
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=LARGE, version=1)


async def test_the_proposer_takes_back_her_own_only(company: Company) -> None:
    number = company.qiming
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=LARGE)
    frida = await person("Frida", FINANCE)
    with pytest.raises(NotFound):
        await credit_proposals.withdraw_credit_limit(frida, counterparty=number, version=1)
    await credit_proposals.withdraw_credit_limit(company.fiona, counterparty=number, version=1)
    assert await credit_limits.waiting_limits(frida) == []


async def test_nothing_changes_beside_a_proposal_that_waits(company: Company) -> None:
    number = company.qiming
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=500)
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=LARGE, version=1)
    for amount in (100, LARGE + 1):
        with pytest.raises(Refusal, match="waits for a second person"):
            await credit.set_credit_limit(
                company.fiona, counterparty=number, amount=amount, version=1
            )


async def test_a_limit_that_moved_since_is_not_overwritten(company: Company) -> None:
    number = company.qiming
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=500)
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=LARGE, version=1)
    await CreditLimit.all().update(amount=700, version=2)
    frida = await person("Frida", FINANCE)
    with pytest.raises(Refusal, match="changed since"):
        await credit_proposals.approve_credit_limit(frida, counterparty=number, version=1)
    assert await limit_of(company, number) == 700
    assert len(await credit_limits.waiting_limits(frida)) == 1


async def test_two_approvals_at_once_count_once(company: Company) -> None:
    number = company.qiming
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=LARGE)
    deciders = [await person(name, FINANCE) for name in ("Frida", "Felix")]
    answers = await asyncio.gather(
        *(credit_proposals.approve_credit_limit(one, counterparty=number, version=1)
          for one in deciders),
        return_exceptions=True,
    )  # fmt: skip
    assert sorted(type(one) for one in answers if one is not None) in ([NotFound], [Stale])
    assert await CreditProposal.filter(state="approved").count() == 1


async def test_lowering_a_large_limit_needs_nobody_else(company: Company) -> None:
    number = company.qiming
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=LARGE + 10)
    frida = await person("Frida", FINANCE)
    await credit_proposals.approve_credit_limit(frida, counterparty=number, version=1)
    told = await credit.set_credit_limit(
        company.fiona, counterparty=number, amount=LARGE, version=2
    )
    assert told == "set"
