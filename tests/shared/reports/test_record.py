"""The overview of a counterparty tells each colleague what she may know, and no more."""

from datetime import UTC, datetime

import pytest

from shared.access.actor import Actor
from shared.counterparties.models import Counterparty
from shared.counterparties.queries import whole
from shared.kernel import clock
from shared.opportunities.models import Opportunity
from shared.orders.models import SalesOrder
from shared.orders.rules import OrderState
from shared.purchasing.models.orders import PurchaseOrder
from shared.purchasing.rules.orders import OrderStage
from shared.reports.record import Overview, overview
from tests.shared.counterparties.company import Company, found_company

TODAY = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
async def company(database: str) -> Company:
    """Return the company in an empty database."""
    return await found_company()


async def order(number: str, buyer: str, net: int, at: datetime, **values: object) -> None:
    place = await Counterparty.get(number=buyer)
    await SalesOrder.create(**{
        "number": number, "buyer": place, "state": OrderState.CONFIRMED, "currency": "CNY",
        "net": net, "total": net, "placed_at": at, "submitted_at": at, "created_at": at,
        "updated_at": at, **values,
    })  # fmt: skip


async def seen(actor: Actor, number: str) -> Overview:
    with clock.frozen(TODAY):
        return await overview(actor, await whole(actor, number))


async def test_sales_stand_in_the_month_of_our_own_zone(company: Company) -> None:
    # The last hour of October in UTC is already November in Shanghai.
    await order("SO-1", company.qiming, 100, datetime(2026, 10, 31, 23, tzinfo=UTC))
    await order("SO-2", company.qiming, 30, datetime(2026, 10, 31, 15, tzinfo=UTC))
    await order("SO-3", company.qiming, 5, datetime(2025, 12, 1, tzinfo=UTC))
    year = (await seen(company.alice, company.qiming)).turnover
    assert year is not None
    assert [month.isoformat() for month in year.months[::11]] == ["2025-12-01", "2026-11-01"]
    assert year.amounts == [5, *[0] * 9, 30, 100]
    assert year.total == 135


async def test_only_orders_that_count_are_summed(company: Company) -> None:
    at = datetime(2026, 11, 3, tzinfo=UTC)
    await order("SO-1", company.qiming, 100, at)
    await order("SO-2", company.qiming, 7, at, state=OrderState.CANCELLED)
    await order("SO-3", company.qiming, 11, at, state=OrderState.DRAFT)
    await order("SO-4", company.qiming, 13, at, currency="USD")
    await order("SO-5", company.haiyue, 17, at)
    year = (await seen(company.alice, company.qiming)).turnover
    assert year is not None
    assert year.amounts[-1] == 100


async def test_a_year_is_compared_once_there_is_one_to_compare(company: Company) -> None:
    for month in range(1, 6):
        await order(f"SO-{month}", company.qiming, 100, datetime(2025, month, 9, tzinfo=UTC))
    await order("SO-now", company.qiming, 900, datetime(2026, 3, 9, tzinfo=UTC))
    year = (await seen(company.alice, company.qiming)).turnover
    assert year is not None
    assert year.change is None
    await order("SO-6", company.qiming, 100, datetime(2025, 6, 9, tzinfo=UTC))
    again = (await seen(company.alice, company.qiming)).turnover
    assert again is not None
    assert again.before.count(100) == 6
    assert again.change == 5_000


async def test_the_open_funnel_is_summed_in_the_currency_of_the_record(company: Company) -> None:
    place = await Counterparty.get(number=company.qiming)
    for n, (amount, currency, outcome) in enumerate(
        [(1000, "CNY", "open"), (300, "CNY", "open"), (50, "USD", "open"), (9, "CNY", "lost")]
    ):
        await Opportunity.create(
            number=f"OP-{n}", name=f"Chance {n}", counterparty=place, owner_id=company.alice.user_id,
            stage="proposal", outcome=outcome, amount=amount, currency=currency, probability=60,
            closes_on=TODAY.date(), stage_since_at=TODAY, created_at=TODAY, updated_at=TODAY,
        )  # fmt: skip
    funnel = (await seen(company.alice, company.qiming)).funnel
    assert funnel is not None
    assert (funnel.count, funnel.amount, funnel.weighted) == (3, 1300, 780)
    assert [row["number"] for row in funnel.largest] == ["OP-0", "OP-1", "OP-2"]


async def test_what_is_bought_is_told_to_those_who_know_costs(company: Company) -> None:
    place = await Counterparty.get(number=company.qiming)
    place.is_supplier = True
    await place.save()
    for number, stage in (("PO-1", OrderStage.SENT), ("PO-2", OrderStage.CANCELLED)):
        await PurchaseOrder.create(
            number=number, supplier=place, stage=stage, currency="CNY", net=400, sent_at=TODAY,
            placed_at=TODAY, created_at=TODAY, updated_at=TODAY,
        )  # fmt: skip
    bought = await seen(company.petra, company.qiming)
    assert bought.purchases is not None
    assert bought.purchases.total == 400
    assert {row["number"] for row in bought.purchase_orders} == {"PO-1", "PO-2"}
    unknown = await seen(company.alice, company.qiming)
    assert (unknown.purchases, unknown.purchase_orders) == (None, [])


async def test_administrators_see_people_and_no_business(company: Company) -> None:
    await order("SO-1", company.qiming, 100, datetime(2026, 11, 3, tzinfo=UTC))
    found = await seen(company.admin, company.qiming)
    assert (found.turnover, found.credit, found.funnel, found.orders) == (None, None, None, [])
