"""The funnel in the admin over HTTP: board, opportunities, deal registrations, work list."""

from collections.abc import Iterator

import pytest

from shared.counterparties.models import Counterparty
from shared.kernel import clock
from shared.opportunities.actions import deals as deal_actions
from shared.opportunities.actions import sharing
from shared.opportunities.models import DealRegistration, Opportunity
from shared.opportunities.rules import DealState, Outcome, Stage
from tests.shared.identity.statements import counted
from tests.shared.opportunities.doors import enter
from tests.shared.opportunities.market import NOON, SHAVERS, Market, deal, market, opportunity

TYPED = {
    "counterparty": "CP-0041", "name": "Mirror variant", "product_line": SHAVERS,
    "stage": "qualified", "amount": "1,200.50", "currency": "USD", "closes_on": "2027-01-15",
    "probability": "", "needs": "", "next_step": "Call", "next_step_on": "2026-11-23",
    "key": "c" * 32,
}  # fmt: skip


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    clock.hold(NOON)
    yield
    clock.hold(None)


@pytest.fixture
async def world(database: str) -> Market:
    return await market()


async def test_an_opportunity_is_recorded_and_waits_on_the_work_list(world: Market) -> None:
    lin = await enter(world.lin)
    answer = await lin.post("/opportunities", TYPED)
    assert answer.headers["location"] == "/opportunities/OP-2026-0001"
    made = await Opportunity.get()
    assert (made.stage, made.amount, made.probability) == (Stage.QUALIFIED, 120_050, 30)
    today = (await lin.get("/")).text
    assert "1 thing today" in today
    assert "/opportunities/OP-2026-0001" in today


async def test_a_customer_in_other_hands_is_refused_at_its_field(world: Market) -> None:
    lin = await enter(world.lin)
    answer = await lin.post("/opportunities", {**TYPED, "counterparty": "CP-0002"})
    assert answer.status_code == 422
    assert "There is no such organisation in your care." in answer.text
    assert 'value="Mirror variant"' in answer.text


async def test_a_currency_left_empty_is_the_customers(world: Market) -> None:
    lin = await enter(world.lin)
    await Counterparty.filter(number="CP-0041").update(currency="JPY")
    assert 'name="currency" type="text" value=""' in (await lin.get("/opportunities/new")).text
    answer = await lin.post("/opportunities", {**TYPED, "currency": "", "amount": "1,200"})
    assert answer.status_code == 303, answer.text
    made = await Opportunity.get()
    assert (made.currency, made.amount) == ("JPY", 1_200)


async def test_a_currency_that_was_typed_stays(world: Market) -> None:
    lin = await enter(world.lin)
    await Counterparty.filter(number="CP-0041").update(currency="JPY")
    await lin.post("/opportunities", TYPED)
    assert (await Opportunity.get()).currency == "USD"


async def test_a_card_is_moved_with_and_without_script(world: Market) -> None:
    number = await opportunity(world)
    lin = await enter(world.lin)
    plain = await lin.post(f"/opportunities/{number}/stage", {"stage": "qualified", "version": "1"})
    assert (plain.status_code, plain.headers["location"]) == (303, "/pipeline")
    scripted = await lin.post(
        f"/opportunities/{number}/stage", {"stage": "proposal", "version": "2"}, hx_request="true"
    )
    assert (scripted.status_code, scripted.headers["wl-version"]) == (204, "3")
    stale = await lin.post(
        f"/opportunities/{number}/stage", {"stage": "paid", "version": "2"}, hx_request="true"
    )
    assert stale.status_code == 409
    assert "data-problem" in stale.text
    assert (await Opportunity.get()).stage == Stage.PROPOSAL


async def test_losing_asks_for_the_reason_first(world: Market) -> None:
    number = await opportunity(world)
    lin = await enter(world.lin)
    path = f"/opportunities/{number}/loss"
    assert (await lin.get(path)).status_code == 200
    assert (await lin.post(path, {"reason": "", "version": "1"})).status_code == 422
    assert (await lin.post(path, {"reason": "Price", "version": "1"})).status_code == 303
    assert (await Opportunity.get()).outcome == Outcome.LOST


async def test_sharing_opens_the_portal_and_taking_back_closes_it(world: Market) -> None:
    number = await opportunity(world)
    lin, zhou = await enter(world.lin), await enter(world.zhou)
    path = f"/opportunities/{number}"
    assert (await lin.post(f"{path}/shares", {"counterparty": "CP-0001"})).status_code == 303
    assert (await zhou.get(path)).status_code == 200
    assert (await lin.post(f"{path}/shares/CP-0001/removal")).status_code == 303
    assert (await zhou.get(path)).status_code == 404


async def test_a_deal_is_approved_and_made_an_opportunity(world: Market) -> None:
    number = await deal_actions.start_deal(world.zhou, fields=deal(), submit=True)
    lin = await enter(world.lin)
    assert f"/deals/{number}" in (await lin.get("/")).text
    approval = {"until": "2027-02-21", "version": "2"}
    assert (await lin.post(f"/deals/{number}/approval", approval)).status_code == 303
    assert (await DealRegistration.get()).state == DealState.APPROVED
    converted = await lin.post(
        f"/deals/{number}/conversion", {"counterparty": "", "version": "3", "key": "d" * 32}
    )
    assert converted.headers["location"] == "/opportunities/OP-2026-0001"
    history = (await lin.get(f"/deals/{number}/history")).text
    assert "Made an opportunity" in history
    assert "Lin Xiaoyu" in history


async def test_a_rejection_needs_a_reason_that_the_distributor_reads(world: Market) -> None:
    number = await deal_actions.start_deal(world.zhou, fields=deal(), submit=True)
    lin, zhou = await enter(world.lin), await enter(world.zhou)
    path = f"/deals/{number}/rejection"
    assert (await lin.post(path, {"reason": "", "version": "2"})).status_code == 422
    assert (await lin.post(path, {"reason": "Served directly", "version": "2"})).status_code == 303
    assert "Served directly" in (await zhou.get(f"/deals/{number}")).text


async def test_a_colleague_without_the_care_finds_and_decides_nothing(world: Market) -> None:
    number = await deal_actions.start_deal(world.zhou, fields=deal(), submit=True)
    made = await opportunity(world)
    chen = await enter(world.chen)
    approval = {"until": "2027-02-21", "version": "2"}
    for answer in (
        await chen.get(f"/deals/{number}"),
        await chen.get(f"/opportunities/{made}"),
        await chen.post(f"/deals/{number}/approval", approval),
        await chen.post(f"/opportunities/{made}/win", {"version": "1"}),
    ):
        assert answer.status_code == 404
    assert made not in (await chen.get("/pipeline")).text


@pytest.mark.parametrize("locale", ["en", "zh"])
async def test_every_page_of_the_funnel_opens_within_its_statements(
    world: Market, locale: str
) -> None:
    number = await deal_actions.start_deal(world.zhou, fields=deal(), submit=True)
    made = await opportunity(world)
    await sharing.share_opportunity(world.lin, made, partner="CP-0001")
    lin = await enter(world.lin, locale=locale)
    for path, most in (
        ("/", 3),
        ("/pipeline", 3),
        ("/opportunities?q=mirror&stage=contact_made", 4),
        ("/opportunities/new", 4),
        (f"/opportunities/{made}", 5),
        (f"/opportunities/{made}/edit", 5),
        (f"/opportunities/{made}/history", 4),
        ("/deals?q=银泰", 4),
        (f"/deals/{number}", 5),
    ):
        await lin.get(path)
        async with counted() as statements:
            assert (await lin.get(path)).status_code == 200, path
        assert len(statements) <= most, (path, statements)


async def test_suggestions_hold_only_accounts_in_ones_care(world: Market) -> None:
    lin = await enter(world.lin)
    text = (await lin.get("/opportunities/customers?q=CP")).text
    assert "CP-0002" not in text
    assert (await lin.get("/opportunities/partners")).status_code == 200


async def test_the_download_is_exactly_as_filtered(world: Market) -> None:
    first = await opportunity(world)
    second = await opportunity(world, name="Holiday promotion")
    lin = await enter(world.lin)
    body = (await lin.get("/opportunities/export?q=holiday&kind=csv")).text
    assert second in body
    assert first not in body
    answer = await lin.get("/deals/export?tab=all")
    assert answer.content.startswith(b"PK")


async def test_the_page_of_a_large_deal_says_who_decides(world: Market) -> None:
    number = await deal_actions.start_deal(world.zhou, fields=deal(amount=100_000_001), submit=True)
    lin, wu = await enter(world.lin), await enter(world.wu)
    assert "a sales manager decides it" in (await lin.get(f"/deals/{number}")).text
    page = (await wu.get(f"/deals/{number}")).text
    assert "somebody else takes it in review first" in page
    assert f"/deals/{number}/approval" not in page
    assert (await wu.post(f"/deals/{number}/review", {"version": "2"})).status_code == 303
    page = (await wu.get(f"/deals/{number}")).text
    assert "another sales manager decides" in page
    refused = await wu.post(f"/deals/{number}/approval", {"version": "3", "until": "2027-01-15"})
    assert refused.status_code == 422
    assert (await lin.post(f"/deals/{number}/review", {"version": "3"})).status_code == 303
    assert f"/deals/{number}/approval" in (await wu.get(f"/deals/{number}")).text
    done = await wu.post(f"/deals/{number}/approval", {"version": "4", "until": "2027-01-15"})
    assert done.status_code == 303
