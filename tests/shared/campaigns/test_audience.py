"""Who finds an announcement: nobody whom it does not address, and nobody at the wrong time."""

from datetime import date

import pytest

from shared.campaigns import queries, receipts
from shared.campaigns.actions import create_announcement, withdraw_announcement
from shared.campaigns.models import AnnouncementAddressee
from shared.campaigns.reading import confirm_read, note_read
from shared.counterparties.models import Counterparty
from shared.kernel.errors import Invalid, NotAllowed, NotFound
from shared.kernel.paging import PageRequest
from shared.search.following import readable
from tests.shared.campaigns.board import (
    Board,
    changed,
    pass_time,
    published,
    stored,
    to_confirm,
    wording,
)

TODAY = date(2026, 11, 23)


async def found_by(actor, number: str) -> bool:
    """Whether list, detail, count and live stream find it; all of them must agree."""
    rows = (await queries.list_announcements(actor, PageRequest())).rows
    listed = number in [row["number"] for row in rows]
    counted = await queries.open_for(actor).filter(number=number).exists()
    try:
        await queries.read_announcement(actor, number)
        opened = True
    except NotFound:
        opened = False
    followed = number in await readable(actor, [number])
    assert listed == counted == opened == followed
    return listed


async def test_a_kind_is_addressed_and_its_organisations_find_it(board: Board) -> None:
    number = await published(board.wu)
    for reader in (board.zhou, board.fang, board.tang, board.bo):
        assert await found_by(reader, number)


async def test_another_kind_does_not_find_it(board: Board) -> None:
    number = await published(board.wu, wording(kinds=frozenset({"supplier", "customer"})))
    assert not await found_by(board.zhou, number)


async def test_a_named_organisation_finds_it_and_its_rival_does_not(board: Board) -> None:
    number = await published(board.wu, wording(kinds=frozenset(), named=("CP-0001",)))
    assert await found_by(board.fang, number)
    assert not await found_by(board.bo, number)


async def test_some_are_for_administrators_alone(board: Board) -> None:
    number = await published(board.wu, wording(for_administrators=True))
    assert await found_by(board.zhou, number)
    assert not await found_by(board.fang, number)
    assert not await found_by(board.tang, number)


async def test_a_draft_is_found_by_nobody_outside(board: Board) -> None:
    number = await create_announcement(board.wu, wording=wording())
    assert not await found_by(board.zhou, number)
    assert (await queries.find_announcement(board.market.lin, number))["state"] == "draft"


async def test_it_is_found_from_its_first_to_its_last_day(board: Board) -> None:
    number = await published(
        board.wu, wording(visible_from=date(2026, 11, 25), visible_until=date(2026, 11, 26))
    )
    seen = []
    for days in range(5):
        pass_time(days=days)
        seen.append(await found_by(board.zhou, number))
    assert seen == [False, False, True, True, False]


async def test_once_withdrawn_nobody_outside_finds_or_confirms_it(board: Board) -> None:
    number = await published(board.wu, to_confirm())
    await withdraw_announcement(board.gao, number=number, version=(await stored(number)).version)
    assert not await found_by(board.zhou, number)
    for verb in (
        note_read(board.zhou, number=number),
        confirm_read(board.zhou, number=number, seen=1),
    ):
        with pytest.raises(NotFound):
            await verb


async def test_a_rival_cannot_confirm_what_is_not_addressed_to_her(board: Board) -> None:
    number = await published(board.wu, to_confirm(kinds=frozenset(), named=("CP-0001",)))
    with pytest.raises(NotFound):
        await confirm_read(board.bo, number=number, seen=1)


@pytest.mark.parametrize("who", ["lin", "zhou"])
async def test_only_the_sales_manager_and_support_write(board: Board, who: str) -> None:
    with pytest.raises(NotAllowed):
        await create_announcement(getattr(board.market, who), wording=wording())


async def test_an_organisation_out_of_reach_is_refused_at_its_row(board: Board) -> None:
    await Counterparty.filter(number="CP-0002").update(number="CP-0092")
    with pytest.raises(Invalid) as caught:
        await create_announcement(board.wu, wording=wording(named=("CP-0001", "CP-0002")))
    assert [one.field for one in caught.value.refusals] == ["organisation-1-number"]


async def test_what_a_colleague_named_beyond_her_reach_stays(board: Board) -> None:
    other = await Counterparty.create(
        number="CP-0099", name_zh="别处", status="active", is_customer=True,
        created_at=(await stored(await published(board.wu))).created_at,
        updated_at=(await Counterparty.first()).created_at,
    )  # fmt: skip
    number = await published(board.gao, wording(kinds=frozenset(), named=("CP-0001", "CP-0099")))
    await changed(board.wu, number, wording(kinds=frozenset(), named=("CP-0002",)))
    named = AnnouncementAddressee.filter(announcement__number=number)
    numbers = await named.order_by("id").values_list("counterparty__number", flat=True)
    assert sorted(numbers) == ["CP-0002", other.number]


async def test_account_managers_see_the_receipts_of_their_own_accounts(board: Board) -> None:
    number = await published(board.wu, to_confirm())
    for reader in (board.zhou, board.bo):
        await confirm_read(reader, number=number, seen=1)
    row = await queries.find_announcement(board.wu, number)
    seen = {
        who: [
            one["counterparty__number"]
            for one in (await receipts.list_receipts(actor, row, "done", PageRequest())).page.rows
        ]
        for who, actor in (("lin", board.market.lin), ("chen", board.market.chen), ("wu", board.wu))
    }
    assert seen == {"lin": ["CP-0001"], "chen": ["CP-0002"], "wu": ["CP-0001", "CP-0002"]}
    shares = await receipts.shares(board.market.lin, row)
    assert shares == {"addressed": 3, "read": 1, "confirmed": 1}
    exported = await receipts.export_receipts(board.market.lin, row)
    assert {one["counterparty__number"] for one in exported} == {"CP-0001"}
