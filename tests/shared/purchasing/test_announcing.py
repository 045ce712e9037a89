"""The supplier announces goods: over many orders, within the tolerance, and takes a notice back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.kernel import clock
from shared.kernel.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from shared.kernel.paging import PageRequest
from shared.kernel.quantity import of
from shared.purchasing.actions.announcing import (
    Packed,
    Way,
    cancel_delivery,
    depart,
    send_delivery,
    update_delivery,
)
from shared.purchasing.actions.moving import Moved, move_dates
from shared.purchasing.models.deliveries import DeliveryLine
from shared.purchasing.models.orders import PurchaseOrder
from shared.purchasing.queries.due import Wanted, due_lines, match_packing_list
from shared.purchasing.queries.late import late_board
from shared.purchasing.rules.lines import LineFulfilment, LineState
from tests.shared.purchasing.shipping import BY_ROAD, confirmed, shipped, stored
from tests.shared.purchasing.steps import line, order, sent
from tests.shared.purchasing.world import NOW, TODAY, World


async def test_a_notice_over_two_orders_moves_lines_and_headers(world: World) -> None:
    first, second = await confirmed(world), await confirmed(world)
    lines = [Packed(first, 1, "400"), Packed(second, 2, "100", "B7", 1)]
    number = await send_delivery(world.supplier, lines=lines, way=BY_ROAD)
    assert number == "DN-2026-0001"
    kept = await stored(number)
    assert (kept.state, kept.line_count, kept.carrier) == ("sent", 2, "SF Express")
    assert (await line(first)).fulfilment == LineFulfilment.SHIPPED
    assert (await line(second, 2)).shipped == of(100)
    assert (await order(first)).status == "part_shipped"
    assert (await DeliveryLine.get(delivery=kept, position=2)).batch == "B7"


async def test_the_tolerance_is_the_limit_and_the_fix_is_offered(world: World) -> None:
    number = await confirmed(world)
    with pytest.raises(Invalid) as refused:
        await send_delivery(world.supplier, lines=[Packed(number, 1, "421", place=7)], way=BY_ROAD)
    (one,) = refused.value.refusals
    assert (one.field, one.fixes[0][0]) == ("line-7-quantity", "420")
    await send_delivery(world.supplier, lines=[Packed(number, 1, "420")], way=BY_ROAD)
    with pytest.raises(Invalid):
        await send_delivery(world.supplier, lines=[Packed(number, 1, "1")], way=BY_ROAD)


async def test_two_rows_of_one_line_count_together(world: World) -> None:
    number = await confirmed(world)
    rows = [Packed(number, 1, "300", "A", 0), Packed(number, 1, "121", "B", 1)]
    with pytest.raises(Invalid) as refused:
        await send_delivery(world.supplier, lines=rows, way=BY_ROAD)
    assert [one.field for one in refused.value.refusals] == ["line-1-quantity"]
    assert (await line(number)).shipped == 0, "nothing was half saved"


async def test_an_unconfirmed_line_does_not_leave(world: World) -> None:
    number = await sent(world)
    with pytest.raises(Invalid):
        await send_delivery(world.supplier, lines=[Packed(number, 1, "10")], way=BY_ROAD)


async def test_goods_may_leave_while_another_day_is_discussed(world: World) -> None:
    number = await confirmed(world)
    moved = Moved(number, 1, (await line(number)).version, date(2026, 12, 9))
    assert await move_dates(world.supplier, moves=[moved], reason="Material is late") == 1
    assert (await line(number)).state == LineState.PROPOSED
    assert (await shipped(world, (1, "400"), number=number)) == "DN-2026-0001"


@pytest.mark.asvs("2.3.3")
async def test_days_of_two_orders_move_together_or_not_at_all(world: World) -> None:
    first, second = await confirmed(world), await confirmed(world)
    day = date(2026, 12, 20)
    moves = [Moved(first, 1, 2, day, 0), Moved(second, 1, 1, day, 3)]
    with pytest.raises(Stale) as stale:
        await move_dates(world.supplier, moves=moves, reason="Press is down")
    assert stale.value.theirs["line-3-day"] == "2026-12-05"
    assert (await line(first)).state == LineState.CONFIRMED
    with pytest.raises(Refusal):
        await move_dates(world.supplier, moves=[Moved(first, 1, 2, day)], reason=" ")
    past = Moved(first, 1, 2, date(2026, 11, 1), 4)
    with pytest.raises(Invalid) as invalid:
        await move_dates(world.supplier, moves=[past], reason="x")
    assert invalid.value.refusals[0].field == "line-4-day"


async def test_a_notice_taken_back_may_be_sent_again(world: World) -> None:
    number = await confirmed(world)
    delivery = await shipped(world, (1, "400"), number=number)
    await depart(world.mate, delivery, version=1)
    with pytest.raises(Refusal):
        await cancel_delivery(world.supplier, delivery, version=2, reason="")
    await cancel_delivery(world.supplier, delivery, version=2, reason="Wrong lorry")
    assert (await line(number)).shipped == 0
    assert (await order(number)).status == "confirmed"
    await shipped(world, (1, "400"), number=number)


async def test_a_later_arrival_needs_a_reason(world: World) -> None:
    delivery = await shipped(world, (1, "400"))
    later = Way("SF Express", "SF100200", 2, date(2026, 12, 8))
    with pytest.raises(Refusal):
        await update_delivery(world.supplier, delivery, version=1, way=later)
    await update_delivery(world.supplier, delivery, version=1, way=later, reason="Snow")
    assert (await stored(delivery)).expected_on == date(2026, 12, 8)
    with pytest.raises(Stale):
        await update_delivery(world.supplier, delivery, version=1, way=BY_ROAD)


async def test_a_correction_may_keep_a_day_that_has_passed_but_not_name_one(world: World) -> None:
    delivery = await shipped(world, (1, "400"))
    kept = (await stored(delivery)).expected_on
    past = replace(BY_ROAD, expected_on=TODAY - timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        await update_delivery(world.supplier, delivery, version=1, way=past)
    assert refused.value.refusals[0].field == "expected_on"
    with clock.frozen(NOW + timedelta(days=60)):
        other = replace(BY_ROAD, expected_on=kept, carrier="DB Schenker")
        await update_delivery(world.supplier, delivery, version=1, way=other)
    assert (await stored(delivery)).carrier == "DB Schenker"


async def test_a_rival_and_a_viewer_send_nothing(world: World) -> None:
    number = await confirmed(world)
    delivery = await shipped(world, (1, "10"), number=number)
    with pytest.raises(NotFound):
        await send_delivery(world.rival, lines=[Packed(number, 1, "1")], way=BY_ROAD)
    with pytest.raises(NotFound):
        await depart(world.rival, delivery, version=1)
    with pytest.raises(NotAllowed):
        await send_delivery(world.viewer, lines=[Packed(number, 1, "1")], way=BY_ROAD)
    with pytest.raises(NotAllowed):
        await send_delivery(world.buyer, lines=[Packed(number, 1, "1")], way=BY_ROAD)
    with pytest.raises(NotFound):
        await send_delivery(world.supplier, lines=[Packed(number, 9, "1")], way=BY_ROAD)


async def test_what_is_due_is_what_is_open(world: World) -> None:
    number = await confirmed(world)
    rows = (await due_lines(world.supplier, "soon", "", PageRequest())).rows
    assert [(row["sku"], row["open"]) for row in rows] == [("MIR-1", of(400))]
    assert len((await due_lines(world.supplier, "all", "", PageRequest())).rows) == 2
    await shipped(world, (1, "400"), number=number)
    assert (await due_lines(world.supplier, "soon", "", PageRequest())).rows == []
    assert (await due_lines(world.rival, "all", "", PageRequest())).rows == []


async def test_a_packing_list_fills_the_oldest_promise_first(world: World) -> None:
    first, second = await confirmed(world), await confirmed(world)
    found = await match_packing_list(
        world.supplier, [Wanted("", "mj-mir-1", of(500)), Wanted(second, "MIR-2", of(240), "B1"),
                         Wanted("", "NO-SUCH", of(5))]
    )  # fmt: skip
    assert [(row["order__number"], row["sku"], row["packed"]) for row in found.rows] == [
        (first, "MIR-1", of(400)), (second, "MIR-1", of(100)), (second, "MIR-2", of(240)),
    ]  # fmt: skip
    assert found.left_over == [(2, of(5))]
    assert await PurchaseOrder.filter(status="confirmed").count() == 2


async def test_a_day_that_is_only_proposed_stands_on_the_late_board(world: World) -> None:
    number = await confirmed(world)
    moved = Moved(number, 1, (await line(number)).version, date(2026, 12, 9))
    await move_dates(world.supplier, moves=[moved], reason="Material is late")
    rows = (await late_board(world.buyer, "coming", "", PageRequest())).page.rows
    assert [(row["sku"], row["expected_on"], row["days"]) for row in rows] == [
        ("MIR-1", date(2026, 12, 9), 4),
    ]  # fmt: skip
    assert (await late_board(world.buyer, "late", "", PageRequest())).page.rows == []
