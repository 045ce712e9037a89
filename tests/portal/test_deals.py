"""Registering deals and working on shared opportunities in the portal, over HTTP."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from shared.kernel import clock
from shared.opportunities.actions import deals as actions
from shared.opportunities.actions import decisions, sharing
from shared.opportunities.actions.opportunities import move_opportunity
from shared.opportunities.models import DealRegistration, Opportunity
from shared.opportunities.rules import DealState, Stage
from tests.shared.identity.statements import counted
from tests.shared.opportunities.doors import enter
from tests.shared.opportunities.market import NOON, SHAVERS, Market, deal, market, opportunity

TYPED = {
    "customer_name": "银泰百货有限公司", "customer_city": "杭州", "customer_contact": "",
    "product_line": SHAVERS, "amount": "30,000", "currency": "CNY", "closes_on": "",
    "story": "Saw the sample.", "intent": "submit", "key": "a" * 32,
}  # fmt: skip


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    clock.hold(NOON)
    yield
    clock.hold(None)


@pytest.fixture
async def world(database: str) -> Market:
    return await market()


async def protected(world: Market) -> str:
    number = await actions.start_deal(world.bo, fields=deal(), submit=True)
    await decisions.approve_deal(world.chen, number, version=2)
    return number


async def test_a_deal_is_registered_once_however_often_it_is_sent(world: Market) -> None:
    zhou = await enter(world.zhou)
    for _ in range(2):
        answer = await zhou.post("/deals", TYPED)
        assert (answer.status_code, answer.headers["location"]) == (303, "/deals/DR-2026-0001")
    registered = await DealRegistration.get()
    assert (registered.state, registered.amount) == (DealState.SUBMITTED, 3_000_000)


async def test_a_conflict_is_told_masked_while_typing_and_at_submission(world: Market) -> None:
    await protected(world)
    zhou = await enter(world.zhou)
    asked = f"/deals/conflict?customer_name={quote('银泰百货')}&product_line={SHAVERS}"
    hint = await zhou.htmx("GET", asked, "div#conflict-answer")
    answer = await zhou.post("/deals", TYPED)
    assert answer.status_code == 422
    for text in (hint.text, answer.text):
        assert "This customer is protected until 21 Feb 2027" in text
        for hidden in ("Haiyue", "海跃", "CP-0002", "DR-2026-0001"):
            assert hidden not in text
    assert "Saw the sample." in answer.text
    # Once on top, once at its field; not a third time as the answer of the check.
    assert answer.text.count("This customer is protected until 21 Feb 2027") == 2
    assert await DealRegistration.all().count() == 1


async def test_bad_input_keeps_what_was_typed(world: Market) -> None:
    zhou = await enter(world.zhou)
    answer = await zhou.post("/deals", {**TYPED, "customer_name": "", "amount": "a lot"})
    assert answer.status_code == 422
    assert 'value="a lot"' in answer.text
    assert "Saw the sample." in answer.text
    assert not await DealRegistration.exists()


async def test_a_draft_is_kept_changed_and_submitted(world: Market) -> None:
    zhou = await enter(world.zhou)
    await zhou.post("/deals", {**TYPED, "intent": "draft"})
    page = await zhou.get("/deals/DR-2026-0001/edit")
    assert 'value="30000' in page.text
    sent = {**TYPED, "version": "1"}
    sent.pop("key")
    assert (await zhou.post("/deals/DR-2026-0001", sent)).status_code == 303
    assert (await DealRegistration.get()).state == DealState.SUBMITTED
    assert (await zhou.get("/deals/DR-2026-0001/edit")).status_code == 404


async def test_a_rival_gets_the_answer_of_a_missing_record(world: Market) -> None:
    number = await protected(world)
    zhou = await enter(world.zhou)
    foreign, missing = await zhou.get(f"/deals/{number}"), await zhou.get("/deals/DR-2026-9999")
    assert foreign.status_code == missing.status_code == 404
    for path in ("withdrawal", "extension", "answer"):
        answer = await zhou.post(
            f"/deals/{number}/{path}",
            {"version": "3", **({} if path == "withdrawal" else {"answer": "x"})},
        )
        assert answer.status_code in (404, 422)
        assert "Haiyue" not in answer.text
    assert (await DealRegistration.get()).state == DealState.APPROVED


async def test_a_viewer_reads_the_list_and_may_not_register(world: Market) -> None:
    tang = await enter(world.tang)
    page = await tang.get("/deals")
    assert page.status_code == 200
    assert "/deals/new" not in page.text
    assert (await tang.get("/deals/new")).status_code == 403
    assert (await tang.post("/deals", TYPED)).status_code == 403


@pytest.mark.parametrize("locale", ["en", "zh"])
async def test_every_page_of_the_funnel_opens_within_its_statements(
    world: Market, locale: str
) -> None:
    number = await actions.start_deal(world.zhou, fields=deal(), submit=True)
    made = await opportunity(world)
    await sharing.share_opportunity(world.lin, made, partner="CP-0001")
    zhou = await enter(world.zhou, locale=locale)
    for path, most in (
        ("/deals?q=银泰", 4),
        (f"/deals/{number}", 5),
        ("/deals/new", 5),
        ("/opportunities?q=mirror", 4),
        (f"/opportunities/{made}", 5),
    ):
        await zhou.get(path)
        async with counted() as statements:
            assert (await zhou.get(path)).status_code == 200, path
        assert len(statements) <= most, (path, statements)


async def test_a_partner_plans_notes_and_moves_within_its_stages(world: Market) -> None:
    number = await opportunity(world)
    await sharing.share_opportunity(world.lin, number, partner="CP-0001")
    await move_opportunity(world.lin, number, stage=Stage.QUALIFIED, version=1)
    zhou = await enter(world.zhou)
    path = f"/opportunities/{number}"
    step = {"next_step": "Send samples", "next_step_on": "2026-11-30", "version": "0"}
    assert (await zhou.post(f"{path}/next-step", step)).status_code == 303
    moved = await zhou.post(f"{path}/stage", {"stage": "proposal", "version": "2"})
    assert moved.status_code == 303
    refused = await zhou.post(f"{path}/stage", {"stage": "committed", "version": "3"})
    assert refused.status_code == 422
    note = {"text": "They like it", "key": "b" * 32}
    assert (await zhou.post(f"{path}/notes", note)).status_code == 303
    talk = await zhou.htmx("GET", path, "div#opportunity-notes")
    assert talk.text.lstrip().startswith('<div id="opportunity-notes"'), "what an open page fetches"
    assert note["text"] in talk.text
    assert "They like it" in (await zhou.get(path)).text
    assert (await Opportunity.get(number=number)).stage == Stage.PROPOSAL


async def test_a_stale_next_step_shows_both_values(world: Market) -> None:
    number = await opportunity(world)
    await sharing.share_opportunity(world.lin, number, partner="CP-0001")
    zhou = await enter(world.zhou)
    sent = {"next_step": "First", "next_step_on": "", "version": "0"}
    assert (await zhou.post(f"/opportunities/{number}/next-step", sent)).status_code == 303
    answer = await zhou.post(f"/opportunities/{number}/next-step", {**sent, "next_step": "Second"})
    assert answer.status_code == 409
    assert "First" in answer.text
    assert 'value="Second"' in answer.text


async def test_the_download_holds_the_rows_of_the_list_and_no_private_column(
    world: Market,
) -> None:
    number = await opportunity(world)
    await sharing.share_opportunity(world.lin, number, partner="CP-0001")
    await sharing.keep_private_side(
        world.lin, number, competitor="CANARY", forecast=1, internal_note="CANARY", version=0
    )
    zhou = await enter(world.zhou)
    body = (await zhou.get("/opportunities/export?kind=csv")).text
    assert number in body
    assert "CANARY" not in body + (await zhou.get(f"/opportunities/{number}")).text
    bo = await enter(world.bo)
    assert number not in (await bo.get("/opportunities/export?kind=csv&tab=all")).text
