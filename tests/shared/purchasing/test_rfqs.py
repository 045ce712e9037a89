"""Requests for quotation: sealed until the deadline, apart from each other, decided by two."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.access.actor import system
from shared.access.scope import scope
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from shared.kernel.paging import PageRequest
from shared.outbox.models import OutboxMessage
from shared.purchasing.actions.bidding import (
    decline_rfq,
    look_at_rfq,
    save_bid,
    submit_bid,
    withdraw_bid,
)
from shared.purchasing.actions.rfqs import (
    cancel_rfq,
    close_due,
    close_rfq,
    extend_rfq,
    publish_rfq,
    save_rfq,
    start_rfq,
)
from shared.purchasing.asking import AskedLine, OfferedLine, RfqCard
from shared.purchasing.models.rfqs import Bid, BidLine, Rfq, RfqInvitation
from shared.purchasing.queries.rfqs import invitations, my_rfq, rfq_page
from shared.purchasing.rules.rfqs import InvitationState, RfqStage, RfqState
from shared.reports.explaining import who_sees
from tests.shared.purchasing.world import NOW, World

DAY = timedelta(days=1)
LINES = (AskedLine("MIR-1", "100", "pcs", "2026-12-20", 0),
         AskedLine("A box of felt", "5", "box", "2026-12-20", 1))  # fmt: skip
BOTH = ("CP-0011", "CP-0012")
CHEAP = [OfferedLine(1, "3.00", "10"), OfferedLine(2, "9.00", "3")]
DEAR = [OfferedLine(1, "4.00", "5"), OfferedLine(2, "8.00", "30")]


def card(suppliers: tuple[str, ...] = BOTH, quantity: str = "100") -> RfqCard:
    lines = (AskedLine("MIR-1", quantity, "pcs", "2026-12-20", 0), LINES[1])
    return RfqCard("Mirrors", "", "CNY", NOW + 5 * DAY, suppliers, lines)


async def published(world: World, *suppliers: str, quantity: str = "100") -> str:
    number = await start_rfq(world.buyer, card=card(suppliers or BOTH, quantity))
    await publish_rfq(world.buyer, number, version=1)
    return number


async def with_bids(world: World, quantity: str = "100") -> str:
    number = await published(world, quantity=quantity)
    await submit_bid(world.supplier, number, version=0, lines=CHEAP)
    await submit_bid(world.rival, number, version=0, lines=DEAR)
    return number


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


async def test_a_draft_is_nobodys_business_outside(world: World) -> None:
    number = await start_rfq(world.buyer, card=card())
    with pytest.raises(NotFound):
        await my_rfq(world.supplier, number)
    assert not (await invitations(world.supplier, "all", PageRequest())).rows
    await publish_rfq(world.buyer, number, version=1)
    seen = await my_rfq(world.supplier, number)
    assert [line["sku"] for line in seen["lines"]] == ["MIR-1", ""]
    assert seen["lines"][1]["name_zh"] == "A box of felt"
    assert seen["state"] == InvitationState.UNREAD


async def test_whoever_is_not_invited_finds_nothing(world: World) -> None:
    number = await published(world, "CP-0011")
    for deed in (
        my_rfq(world.rival, number), look_at_rfq(world.rival, number),
        submit_bid(world.rival, number, version=0, lines=CHEAP),
        decline_rfq(world.rival, number, reason="No"),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await deed
    assert not await Bid.all().exists()


async def test_bids_are_sealed_by_the_clock_and_nothing_else(world: World) -> None:
    number = await with_bids(world)
    for reader in (world.buyer, world.finance):
        seen = await rfq_page(reader, number)
        assert (seen["answered"], seen["bids"], seen["state"]) == (2, [], RfqState.COLLECTING)
        assert not await scope(reader, Bid).exists()
        assert not await scope(reader, BidLine).exists()
    with clock.frozen(NOW + 5 * DAY - timedelta(seconds=1)):
        assert not await scope(world.buyer, BidLine).exists()
    with clock.frozen(NOW + 5 * DAY):
        seen = await rfq_page(world.buyer, number)
        assert (seen["state"], len(seen["bids"])) == (RfqState.CLOSED, 2), "before any worker ran"
        assert await scope(world.buyer, BidLine).count() == 4
        assert await close_due(system()) == 1
        assert await close_due(system()) == 0
    assert (await Rfq.get(number=number)).stage == RfqStage.CLOSED


async def test_a_bidder_sees_her_own_alone_and_nothing_moves_when_another_bids(
    world: World,
) -> None:
    number = await published(world)
    before = await my_rfq(world.rival, number)
    row, said = await Rfq.get(number=number), await OutboxMessage.all().count()
    with clock.frozen(NOW + DAY):
        await look_at_rfq(world.supplier, number)
        await submit_bid(world.supplier, number, version=0, lines=CHEAP)
    assert await my_rfq(world.rival, number) == before
    now = await Rfq.get(number=number)
    assert (now.version, now.updated_at) == (row.version, row.updated_at)
    assert await OutboxMessage.all().count() == said, "no event tells of a bid"
    assert not await scope(world.rival, Bid).exists()
    assert await scope(world.rival, RfqInvitation).count() == 1


async def test_the_journal_is_no_way_round_the_seal(world: World) -> None:
    await with_bids(world)
    for entry in await JournalEntry.filter(verb__startswith="bid."):
        assert (entry.before, entry.after) in ((None, None), ("", ""), ("{}", "{}")), entry.verb


async def test_a_viewer_reads_and_does_nothing(world: World) -> None:
    number = await with_bids(world)
    assert (await my_rfq(world.viewer, number))["prices"]
    with pytest.raises(NotAllowed):
        await submit_bid(world.viewer, number, version=1, lines=CHEAP)
    with pytest.raises(NotAllowed):
        await decline_rfq(world.viewer, number, reason="No")


async def test_a_bid_is_a_draft_until_it_is_submitted_and_again_when_taken_back(
    world: World,
) -> None:
    number = await published(world)
    await save_bid(world.supplier, number, version=0, lines=CHEAP[:1])
    assert (await my_rfq(world.supplier, number))["state"] == InvitationState.DRAFT
    assert (await rfq_page(world.buyer, number))["answered"] == 0
    await submit_bid(world.supplier, number, version=1, lines=CHEAP)
    assert (await rfq_page(world.buyer, number))["answered"] == 1
    version = (await Bid.get()).version
    for again in (save_bid, submit_bid):
        with pytest.raises(Refusal):
            await again(world.mate, number, version=version, lines=DEAR)
    assert await BidLine.all().count() == len(CHEAP)
    await withdraw_bid(world.supplier, number, version=version)
    assert (await rfq_page(world.buyer, number))["answered"] == 0
    with clock.frozen(NOW + 6 * DAY):
        assert not await scope(world.buyer, Bid).exists(), "a draft is never opened"


async def test_a_stale_version_and_wrong_figures_are_told_at_their_fields(world: World) -> None:
    number = await published(world)
    await save_bid(world.supplier, number, version=0, lines=CHEAP)
    await save_bid(world.mate, number, version=1, lines=DEAR)
    with pytest.raises(Stale):
        await save_bid(world.supplier, number, version=1, lines=CHEAP)
    wrong = [OfferedLine(1, "-1", "3"), OfferedLine(2, "1", "x")]
    with pytest.raises(Invalid) as told:
        await submit_bid(world.supplier, number, version=2, lines=wrong)
    assert [one.field for one in told.value.refusals] == ["line-1-price", "line-2-lead_days"]
    with pytest.raises(Refusal):
        await submit_bid(world.supplier, number, version=2, lines=[])


async def test_two_submissions_with_one_key_are_one(world: World) -> None:
    number = await published(world)
    key = "a" * 32
    results = await asyncio.gather(
        *(submit_bid(world.supplier, number, version=0, lines=CHEAP, key=key) for _ in range(2)),
        return_exceptions=True,
    )
    assert results == [None, None]
    assert await Bid.all().count() == 1
    assert await JournalEntry.filter(verb="bid.submit").count() == 1


async def test_at_the_deadline_it_is_over(world: World) -> None:
    number = await with_bids(world)
    with clock.frozen(NOW + 5 * DAY):
        version = (await Bid.filter(supplier_id=world.supplier_id).get()).version
        for deed in (
            submit_bid(world.supplier, number, version=version, lines=DEAR),
            withdraw_bid(world.supplier, number, version=version),
            decline_rfq(world.supplier, number, reason="No"),
        ):  # fmt: skip
            with pytest.raises(Refusal):
                await deed
        with pytest.raises(Refusal):
            await extend_rfq(world.buyer, number, version=2, closes_at=NOW + 9 * DAY)
    assert await BidLine.filter(price=300).count() == 1


async def test_more_time_keeps_the_seal(world: World) -> None:
    number = await with_bids(world)
    with pytest.raises(Refusal):
        await extend_rfq(world.buyer, number, version=2, closes_at=NOW + DAY)
    await extend_rfq(world.buyer, number, version=2, closes_at=NOW + 9 * DAY)
    with clock.frozen(NOW + 6 * DAY):
        assert not await scope(world.buyer, Bid).exists()
        await withdraw_bid(world.supplier, number, version=1)
        await submit_bid(world.supplier, number, version=2, lines=DEAR)


async def test_closing_early_opens_the_bids_and_says_why(world: World) -> None:
    number = await with_bids(world)
    with pytest.raises(Refusal):
        await close_rfq(world.buyer, number, version=2, reason=" ")
    await close_rfq(world.buyer, number, version=2, reason="All have answered")
    assert len((await rfq_page(world.buyer, number))["bids"]) == 2
    assert (await JournalEntry.get(verb="rfq.close")).reason == "All have answered"


async def test_a_request_cancelled_before_its_deadline_is_sealed_for_ever(world: World) -> None:
    number = await with_bids(world)
    await cancel_rfq(world.buyer, number, version=2, reason="Not needed")
    with clock.frozen(NOW + 900 * DAY):
        assert not await scope(world.buyer, Bid).exists()
    assert (await my_rfq(world.supplier, number))["state"] == InvitationState.CANCELLED


async def test_a_request_that_lacks_something_is_not_published(world: World) -> None:
    number = await start_rfq(world.buyer, card=card(()))
    with pytest.raises(Refusal):
        await publish_rfq(world.buyer, number, version=1)
    with pytest.raises(Refusal) as told:
        await save_rfq(world.buyer, number, version=1, card=card(("CP-9999",)))
    assert told.value.field == "suppliers"
    bad = RfqCard("", "", "CNY", None, (), (AskedLine("", "1", "pcs", "", 0),))
    with pytest.raises(Invalid) as wrong:
        await start_rfq(world.buyer, card=bad)
    assert [one.field for one in wrong.value.refusals] == ["line-0-item"]


async def test_who_looks_through_a_bidders_eyes_finds_her_bid_sealed_too(world: World) -> None:
    number = await with_bids(world)
    looking = replace(world.supplier, real_user_id=world.buyer.user_id)
    seen = await my_rfq(looking, number)
    assert (seen["bid"], seen["prices"], seen["state"]) == (None, {}, InvitationState.UNREAD)
    with clock.frozen(NOW + 5 * DAY):
        assert (await my_rfq(looking, number))["prices"]


async def test_the_page_of_the_law_names_no_bidder_before_the_deadline(world: World) -> None:
    number = await with_bids(world)

    async def bidders() -> int:
        parts = (await who_sees(world.buyer, "rfq", number)).parts
        return len(next(one for one in parts if one.table == "bid").organisations)

    assert await bidders() == 0
    with clock.frozen(NOW + 6 * DAY):
        assert await bidders() == 2
