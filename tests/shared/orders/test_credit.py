"""Finance keeps credit limits; others read those of their accounts."""

import pytest

from shared.counterparties import queries
from shared.journal.queries import deeds_about
from shared.kernel.errors import NotAllowed, Refusal, Stale
from shared.kernel.paging import PageRequest
from shared.orders import credit, credit_limits
from shared.orders.credit_limits import Wanted
from shared.orders.models import CreditLimit
from tests.shared.counterparties.company import Company, found_company, outsider


@pytest.fixture
async def company(database: str) -> Company:
    """Return the company in an empty database."""
    return await found_company()


async def limits(actor, **wanted: str) -> list[tuple[str, int]]:
    found = await credit_limits.credit_limits(actor, Wanted(**wanted), PageRequest())
    return [(row["counterparty__number"], row["amount"]) for row in found.rows]


async def test_finance_sets_and_raises_a_limit(company: Company) -> None:
    number = company.qiming
    await credit.set_credit_limit(company.fiona, counterparty=number, amount=5_000_000)
    await credit.set_credit_limit(
        company.fiona, counterparty=number, amount=8_000_000, version=1, reason="Good payer"
    )
    assert await limits(company.fiona) == [(number, 8_000_000)]
    deed, _ = await deeds_about(company.fiona, "credit_limit", number)
    assert ("amount", 5_000_000, 8_000_000) in deed.changes
    assert deed.reason == "Good payer"


async def test_a_stale_limit_is_refused(company: Company) -> None:
    await credit.set_credit_limit(company.fiona, counterparty=company.qiming, amount=1)
    with pytest.raises(Stale) as caught:
        await credit.set_credit_limit(company.fiona, counterparty=company.qiming, amount=2)
    assert caught.value.theirs == {"amount": 1}


async def test_only_finance_sets_limits(company: Company) -> None:
    for actor in (company.alice, company.sam, company.admin, await outsider(company.qiming)):
        with pytest.raises(NotAllowed):
            await credit.set_credit_limit(actor, counterparty=company.qiming, amount=1)


async def test_a_negative_limit_is_refused(company: Company) -> None:
    with pytest.raises(Refusal):
        await credit.set_credit_limit(company.fiona, counterparty=company.qiming, amount=-1)


async def test_limits_are_read_within_the_scope(company: Company) -> None:
    for number in (company.qiming, company.haiyue):
        await credit.set_credit_limit(company.fiona, counterparty=number, amount=100)
    assert await limits(company.alice) == [(company.qiming, 100)]
    rival = await outsider(company.haiyue)
    assert await limits(rival) == [(company.haiyue, 100)]
    kept = await queries.counterparty(company.fiona, company.qiming)
    assert await credit_limits.credit_of(rival, kept.id) is None
    with pytest.raises(NotAllowed):
        await limits(await outsider(company.qiming, "distributor.viewer"))


async def test_a_tab_shows_the_limits_that_are_used_up(company: Company) -> None:
    for number in (company.qiming, company.haiyue):
        await credit.set_credit_limit(company.fiona, counterparty=number, amount=100)
    kept = await queries.counterparty(company.fiona, company.haiyue)
    await CreditLimit.filter(counterparty_id=kept.id).update(used=120)
    assert await limits(company.fiona, tab="over") == [(company.haiyue, 100)]
    assert await credit_limits.credit_counts(company.fiona) == {"all": 2, "over": 1, "waiting": 0}
    assert await limits(company.fiona, search="启明") == [(company.qiming, 100)]
