"""Awards: split line by line, over the limit decided by a second person, told to the winner alone."""

from collections.abc import Iterator

import pytest

from shared.access.actor import Actor
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, Refusal
from shared.kernel.paging import PageRequest
from shared.purchasing.actions.awarding import approve_award, award_rfq, return_award
from shared.purchasing.actions.rfqs import cancel_rfq, close_rfq, fail_rfq, publish_rfq, save_rfq
from shared.purchasing.models.rfqs import RfqAward
from shared.purchasing.queries.rfqs import my_rfq, rfqs
from shared.purchasing.rules.rfqs import RfqStage, RfqState
from tests.shared.purchasing.test_rfqs import card, with_bids
from tests.shared.purchasing.world import NOW, World


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


async def closed(world: World, quantity: str = "100") -> tuple[str, int]:
    number = await with_bids(world, quantity)
    await close_rfq(world.buyer, number, version=2, reason="All have answered")
    return number, 3


async def test_an_award_is_split_and_each_is_told_her_own(world: World) -> None:
    number, version = await closed(world)
    winners = {1: "CP-0011", 2: "CP-0012"}
    assert await award_rfq(world.buyer, number, version=version, winners=winners) == "awarded"
    first, second = await my_rfq(world.supplier, number), await my_rfq(world.rival, number)
    assert [first["lines"][0]["id"]] == list(first["won"])
    assert [second["lines"][1]["id"]] == list(second["won"])
    prices = await RfqAward.all().order_by("price").values_list("price", flat=True)
    assert prices == [300, 800]
    assert {one["supplier__number"] for one in second["won"].values()} == {"CP-0012"}


async def test_over_the_limit_a_second_person_decides_and_nobody_outside_knows(
    world: World,
) -> None:
    number, version = await closed(world, "900000")
    stage = await award_rfq(world.buyer, number, version=version, winners={1: "CP-0011"})
    assert stage == RfqStage.EVALUATED
    assert not (await my_rfq(world.supplier, number))["won"]
    with pytest.raises(NotAllowed):
        await approve_award(world.buyer, number, version=version + 1)
    both = Actor(
        world.buyer.user_id, "Qian", "q@us.example", "admin",
        world.buyer.roles | world.finance.roles,
    )  # fmt: skip
    with pytest.raises(Refusal, match="yourself"):
        await approve_award(both, number, version=version + 1)
    await return_award(world.finance, number, version=version + 1, reason="Ask again")
    assert not await RfqAward.all().exists()
    await award_rfq(world.buyer, number, version=version + 2, winners={1: "CP-0011"})
    await approve_award(world.finance, number, version=version + 3)
    assert (await my_rfq(world.supplier, number))["won"]


async def test_an_award_that_nobody_can_compare_with_the_limit_is_decided_by_two(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLAI_CURRENCY", "USD")
    number, version = await closed(world)
    stage = await award_rfq(world.buyer, number, version=version, winners={1: "CP-0011"})
    assert stage == RfqStage.EVALUATED


async def test_only_a_bid_for_the_line_wins_it(world: World) -> None:
    number, version = await closed(world)
    for winners in ({1: "CP-0099"}, {9: "CP-0011"}, {}):
        with pytest.raises(Refusal):
            await award_rfq(world.buyer, number, version=version, winners=winners)
    assert not await RfqAward.all().exists()


async def test_what_the_machine_does_not_name_is_refused(world: World) -> None:
    number = await with_bids(world)
    for deed in (
        save_rfq(world.buyer, number, version=2, card=card()),
        publish_rfq(world.buyer, number, version=2),
        fail_rfq(world.buyer, number, version=2, reason="No"),
        award_rfq(world.buyer, number, version=2, winners={1: "CP-0011"}),
        approve_award(world.finance, number, version=2),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            await deed
    await close_rfq(world.buyer, number, version=2, reason="Enough")
    await fail_rfq(world.buyer, number, version=3, reason="Too dear")
    with pytest.raises(Refusal):
        await cancel_rfq(world.buyer, number, version=4, reason="No")
    listed = (await rfqs(world.buyer, "ended", PageRequest())).rows
    assert [row["state"] for row in listed] == [RfqState.FAILED]
