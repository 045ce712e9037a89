"""Lists, the board, tab counts and what waits, in few statements."""

from dataclasses import replace
from datetime import date

from shared.kernel.paging import PageRequest
from shared.opportunities.actions import deals as deal_actions
from shared.opportunities.actions import decisions, sharing
from shared.opportunities.actions.opportunities import (
    lose_opportunity,
    move_opportunity,
)
from shared.opportunities.actions.steps import plan_next_step
from shared.opportunities.queries import deals, opportunities
from shared.opportunities.queries.attention import attention
from shared.opportunities.queries.board import show_board
from shared.opportunities.queries.deals import DealFilter
from shared.opportunities.queries.opportunities import OpportunityFilter
from shared.opportunities.rules import Stage
from shared.settings import load
from tests.shared.identity.statements import counted
from tests.shared.opportunities.market import Market, deal, opportunity


async def test_the_list_finds_by_words_within_the_scope_in_one_statement(world: Market) -> None:
    number = await opportunity(world)
    await opportunity(world, name="Holiday promotion")
    async with counted() as statements:
        found = await opportunities.list_opportunities(
            world.lin, OpportunityFilter(words="mirr"), PageRequest()
        )
    assert [row["number"] for row in found.rows] == [number]
    assert len(statements) == 1
    foreign = await opportunities.list_opportunities(
        world.bo, OpportunityFilter(words="mirr"), PageRequest()
    )
    assert foreign.rows == []


async def test_the_list_goes_on_where_the_page_ended(world: Market) -> None:
    numbers = [await opportunity(world) for _ in range(3)]
    first = await opportunities.list_opportunities(
        world.lin, OpportunityFilter(), PageRequest(limit=2)
    )
    second = await opportunities.list_opportunities(
        world.lin, OpportunityFilter(), PageRequest(after=first.older, limit=2)
    )
    assert [row["number"] for row in (*first.rows, *second.rows)] == numbers[::-1]
    assert second.older is None


async def test_tabs_are_counted_in_one_statement(world: Market) -> None:
    number = await opportunity(world)
    await opportunity(world)
    await lose_opportunity(world.lin, number, reason="Price", version=1)
    async with counted() as statements:
        counts = await opportunities.count_tabs(world.lin)
    assert (counts["open"], counts["lost"], counts["all"]) == (1, 1, 2)
    assert len(statements) == 1
    assert (await opportunities.count_tabs(world.bo))["all"] == 0


async def test_the_board_sums_each_stage_and_currency_in_one_statement(world: Market) -> None:
    first = await opportunity(world, amount=1_000_000)
    await opportunity(world, amount=3_000_000, currency="USD")
    await opportunity(world, amount=2_000_000)
    await move_opportunity(world.lin, first, stage=Stage.PROPOSAL, version=1)
    async with counted() as statements:
        board = await show_board(world.lin)
    assert len(statements) == 1
    columns = {column.stage: column for column in board.columns}
    assert len(columns) == 8
    begun = columns[Stage.CONTACT_MADE]
    assert (begun.count, len(begun.cards), begun.more) == (2, 2, 0)
    assert {(one.currency, one.amount) for one in begun.totals} == {
        ("CNY", 2_000_000),
        ("USD", 3_000_000),
    }
    assert columns[Stage.PROPOSAL].total("CNY").weighted == 600_000
    assert board.owners == [("lin-xiaoyu", "Lin Xiaoyu")]
    assert (await show_board(world.chen)).count == 0
    assert (await show_board(world.wu, owner="chen-hao")).count == 0


async def test_a_column_deals_only_so_many_cards(world: Market) -> None:
    for _ in range(3):
        await opportunity(world)
    column = (await show_board(world.lin, cards=2)).columns[0]
    assert (len(column.cards), column.more) == (2, 1)


async def test_a_detail_takes_three_statements_inside_and_two_outside(world: Market) -> None:
    number = await opportunity(world)
    await sharing.share_opportunity(world.lin, number, partner="CP-0001")
    async with counted() as statements:
        await opportunities.show_opportunity(world.lin, number)
    assert len(statements) == 3
    async with counted() as statements:
        await opportunities.show_opportunity(world.zhou, number)
    assert len(statements) == 2


async def test_what_waits_is_told_to_whoever_can_act_in_one_statement(world: Market) -> None:
    waiting = await deal_actions.start_deal(world.zhou, fields=deal(), submit=True)
    number = await opportunity(world)
    await plan_next_step(world.lin, number, step="Call", on=date(2026, 11, 20), version=0)
    async with counted() as statements:
        mine = await attention(world.lin)
    assert len(statements) == 1
    assert [row["number"] for row in mine.decide] == [waiting]
    assert [row["number"] for row in mine.steps] == [number]
    assert (await attention(world.chen)).count == 0
    assert (await attention(world.bo)).count == 0


async def test_a_deal_above_ones_limit_is_left_to_a_sales_manager(world: Market) -> None:
    limit = load().deal_approval_limit
    large = await deal_actions.start_deal(
        world.zhou, fields=replace(deal(), amount=limit + 1), submit=True
    )
    (mine,) = (await attention(world.lin)).decide
    assert mine["number"] == large
    assert mine["no_decision"] is None, "she takes it in review"
    (hers,) = (await attention(world.wu)).decide
    assert "somebody else takes it in review first" in str(hers["no_decision"])
    await decisions.review_deal(world.lin, number=large, version=2)
    (mine,) = (await attention(world.lin)).decide
    assert "a sales manager decides it" in str(mine["no_decision"])
    (hers,) = (await attention(world.wu)).decide
    assert hers["no_decision"] is None


async def test_the_deal_list_hides_drafts_from_staff_and_rivals_from_partners(
    world: Market,
) -> None:
    draft = await deal_actions.start_deal(world.zhou, fields=deal())
    sent = await deal_actions.start_deal(world.bo, fields=deal("苏宁"), submit=True)
    everything = DealFilter()
    staff = await deals.list_deals(world.wu, everything, PageRequest())
    own = await deals.list_deals(world.zhou, everything, PageRequest())
    assert [row["number"] for row in staff.rows] == [sent]
    assert [row["number"] for row in own.rows] == [draft]
    assert (await deals.count_tabs(world.wu))["all"] == 1
    found = await deals.list_deals(world.wu, DealFilter(words="苏宁"), PageRequest())
    assert [row["number"] for row in found.rows] == [sent]
