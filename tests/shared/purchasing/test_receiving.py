"""Goods are received: in part, with broken ones, by two at once; differences until settled."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from shared.catalogue.models import Product, Stock
from shared.kernel import clock
from shared.kernel.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from shared.kernel.quantity import of
from shared.purchasing.actions.announcing import Packed, cancel_delivery, send_delivery
from shared.purchasing.actions.answering import confirm_all
from shared.purchasing.actions.inspecting import inspect_line
from shared.purchasing.actions.receiving import arrive, receive_delivery
from shared.purchasing.actions.settling import (
    answer_difference,
    say_about,
    settle_difference,
    withdraw_difference,
)
from shared.purchasing.models.deliveries import Discrepancy, Receipt, ReceiptLine
from shared.purchasing.models.items import SupplierItem
from shared.purchasing.pricing import TypedLine
from shared.purchasing.queries.deliveries import delivery_detail, find_delivery
from shared.purchasing.queries.punctuality import punctuality
from shared.purchasing.rules.deliveries import Inspection, Remedy
from shared.purchasing.rules.lines import LineState
from shared.purchasing.rules.receiving import Counted
from tests.shared.identity.statements import counted
from tests.shared.purchasing.shipping import (
    BY_ROAD,
    confirmed,
    counted_in,
    difference,
    good,
    shipped,
    stored,
)
from tests.shared.purchasing.steps import line, order, sent
from tests.shared.purchasing.world import NOW, World

BROKEN = Counted(of(400), of(5), "damaged", Inspection.CONDITIONAL, "Five glasses are cracked")


async def in_stock(world: World, sku: str) -> int:
    return (await Stock.get(product_id=world.products[sku])).free


async def test_everything_that_was_announced_goes_into_stock(world: World) -> None:
    number = await confirmed(world)
    delivery = await shipped(world, (1, "400"), (2, "240"), number=number)
    assert await arrive(world.buyer, delivery, version=1) == "arrived"
    receipt = await counted_in(world, delivery, good(400), good(240))
    assert receipt == "RC-2026-0001"
    assert (await stored(delivery)).state == "received"
    assert (await in_stock(world, "MIR-1"), await in_stock(world, "MIR-2")) == (of(400), of(240))
    assert (await order(number)).status == "received"


async def test_a_part_is_received_and_the_rest_is_not_short(world: World) -> None:
    delivery = await shipped(world, (1, "400"))
    await counted_in(world, delivery, good(300), is_last=False)
    assert (await stored(delivery)).state == "arrived"
    assert not await Discrepancy.exists()
    await counted_in(world, delivery, good(100))
    assert (await stored(delivery)).state == "received"
    assert await Receipt.all().count() == 2
    assert await in_stock(world, "MIR-1") == of(400)


async def test_five_broken_ones_are_a_thread_until_they_are_replaced(world: World) -> None:
    number = await confirmed(world, (TypedLine("MIR-1", "400", "2026-12-05"),))
    delivery = await shipped(world, (1, "400"), number=number)
    await counted_in(world, delivery, BROKEN)
    assert (await stored(delivery)).state == "discrepancy"
    assert await in_stock(world, "MIR-1") == of(395)
    found = await difference(delivery)
    assert (found.kind, found.quantity, found.story) == ("damaged", of(5), BROKEN.story)
    await say_about(world.supplier, found.number, text="Please send a photo")
    with pytest.raises(Refusal):
        await answer_difference(world.supplier, found.number, version=1, accepts=False)
    await answer_difference(world.supplier, found.number, version=1, accepts=True, text="Sorry")
    await settle_difference(world.buyer, found.number, version=2, remedy=Remedy.REPLACE)
    assert (await stored(delivery)).state == "closed"
    again = await shipped(world, (1, "5"), number=number)
    await counted_in(world, again, good(5))
    assert (await order(number)).status == "received"
    shown = await delivery_detail(world.supplier, delivery)
    said = [one["text"] for one in shown.differences[0]["messages"]]
    assert said == ["Please send a photo", "Sorry"]


async def test_a_credit_note_ends_the_line(world: World) -> None:
    number = await confirmed(world, (TypedLine("MIR-1", "400", "2026-12-05"),))
    delivery = await shipped(world, (1, "400"), number=number)
    await counted_in(world, delivery, good(390))
    found = await difference(delivery)
    assert (found.kind, found.quantity) == ("short", of(10))
    await settle_difference(world.buyer, found.number, version=1, remedy=Remedy.CREDIT)
    assert (await line(number)).state == LineState.CLOSED
    assert (await order(number)).status == "closed"


async def test_what_fits_the_tolerance_is_kept_and_what_does_not_is_a_difference(
    world: World,
) -> None:
    delivery = await shipped(world, (1, "400"))
    await counted_in(world, delivery, good(430))
    found = await difference(delivery)
    assert (found.kind, found.quantity) == ("over", of(10))
    assert await in_stock(world, "MIR-1") == of(420)
    await settle_difference(world.buyer, found.number, version=1, remedy=Remedy.KEEP)
    assert await in_stock(world, "MIR-1") == of(430)


async def test_a_miscount_is_taken_back_and_counts_as_good(world: World) -> None:
    delivery = await shipped(world, (1, "400"))
    await counted_in(world, delivery, BROKEN)
    found = await difference(delivery)
    await withdraw_difference(world.buyer, found.number, version=1, reason="Only dust")
    assert await in_stock(world, "MIR-1") == of(400)
    assert (await ReceiptLine.get(line_id=found.line_id)).accepted == of(400)
    assert (await stored(delivery)).state == "closed"


async def test_nothing_is_taken_before_it_was_inspected(world: World) -> None:
    delivery = await shipped(world, (1, "400"))
    pending = Counted(of(400), inspection=Inspection.PENDING)
    receipt = await counted_in(world, delivery, pending)
    assert await in_stock(world, "MIR-1") == 0
    result = Counted(0, of(8), "quality", Inspection.CONDITIONAL, "Coating is too thin")
    await inspect_line(world.buyer, receipt, 1, version=1, result=result)
    assert await in_stock(world, "MIR-1") == of(392)
    assert (await stored(delivery)).state == "discrepancy"
    with pytest.raises(Stale):
        await inspect_line(world.buyer, receipt, 1, version=1, result=result)


async def inspected(receipt: str) -> list[str]:
    rows = ReceiptLine.filter(receipt__number=receipt).order_by("id")
    return [str(one) for one in await rows.values_list("inspection", flat=True)]


async def test_what_is_not_good_did_not_pass(world: World) -> None:
    delivery = await shipped(world, (1, "400"), (2, "240"))
    some, none = Counted(of(400), of(5), "damaged"), Counted(of(240), of(240), "damaged")
    receipt = await counted_in(world, delivery, some, none)
    assert await inspected(receipt) == ["partly", "failed"]


async def test_failed_means_that_none_of_it_is_good(world: World) -> None:
    delivery = await shipped(world, (1, "400"))
    half = Counted(of(400), of(5), "damaged", Inspection.FAILED)
    with pytest.raises(Invalid) as refused:
        await receive_delivery(world.buyer, delivery, version=1, counts={1: half})
    assert refused.value.refusals[0].field == "line-1-inspection"
    nothing = Counted(of(400), inspection=Inspection.PARTLY)
    with pytest.raises(Invalid) as refused:
        await receive_delivery(world.buyer, delivery, version=1, counts={1: nothing})
    assert refused.value.refusals[0].field == "line-1-refused"


async def test_goods_kept_after_all_passed_by_concession_or_were_good(world: World) -> None:
    for settled, said in ((True, "conditional"), (False, "passed")):
        delivery = await shipped(world, (1, "100"))
        receipt = await counted_in(world, delivery, Counted(of(100), of(5), "damaged"))
        found = await difference(delivery)
        if settled:
            await settle_difference(world.buyer, found.number, version=1, remedy=Remedy.KEEP,
                                    text="We keep them")  # fmt: skip
        else:
            await withdraw_difference(world.buyer, found.number, version=1, reason="Only dust")
        assert await inspected(receipt) == [said]


async def test_two_who_receive_at_once_have_one_winner(world: World) -> None:
    delivery = await shipped(world, (1, "400"))

    async def receive(n: int) -> str:
        who = world.buyer if n % 2 else world.colleague
        return await receive_delivery(who, delivery, version=1, counts={1: good(400 - n)})

    results = await asyncio.gather(*map(receive, range(12)), return_exceptions=True)
    won = [one for one in results if isinstance(one, str)]
    lost = [one for one in results if isinstance(one, Stale)]
    assert (len(won), len(lost)) == (1, 11), results
    taken = await in_stock(world, "MIR-1")
    assert {one.theirs["line-1-counted"] for one in lost} == {str(taken // 10_000)}


async def test_wrong_counts_are_all_named_and_nothing_is_half_saved(world: World) -> None:
    delivery = await shipped(world, (1, "400"), (2, "240"))
    counts = {1: Counted(of(3), of(4)), 2: Counted(of(3), inspection=Inspection.FAILED)}
    with pytest.raises(Invalid) as refused:
        await receive_delivery(world.buyer, delivery, version=1, counts=counts)
    assert [one.field for one in refused.value.refusals] == ["line-1-refused", "line-2-refused"]
    with pytest.raises(Invalid) as refused:
        await receive_delivery(world.buyer, delivery, version=1, counts={1: good(400)})
    assert refused.value.refusals[0].field == "line-2-counted"
    with pytest.raises(NotFound):
        await receive_delivery(world.buyer, delivery, version=1, counts={9: good(1)})
    assert not await Receipt.exists()


async def test_goods_that_are_here_are_not_taken_back_by_the_supplier(world: World) -> None:
    delivery = await shipped(world, (1, "400"))
    await arrive(world.buyer, delivery, version=1)
    with pytest.raises(Refusal):
        await cancel_delivery(world.supplier, delivery, version=2, reason="Mistake")


async def test_a_delivery_is_found_by_what_was_scanned(world: World) -> None:
    delivery = await shipped(world, (1, "400"))
    for code in (delivery.lower(), f"https://desk.example/deliveries/{delivery}", "SF100200"):
        assert await find_delivery(world.buyer, code) == delivery
    for code in ("", "DN-2026-9999", "nothing", "0" * 61, "0" * 300):
        with pytest.raises(Refusal):
            await find_delivery(world.buyer, code)


async def test_only_purchasing_receives_and_a_rival_reads_nothing(world: World) -> None:
    delivery = await shipped(world, (1, "400"))
    for stranger in (world.supplier, world.finance, world.manager):
        with pytest.raises(NotAllowed):
            await receive_delivery(stranger, delivery, version=1, counts={1: good(400)})
    await counted_in(world, delivery, BROKEN)
    found = await difference(delivery)
    with pytest.raises(NotFound):
        await delivery_detail(world.rival, delivery)
    with pytest.raises(NotFound):
        await say_about(world.rival, found.number, text="Hello")
    with pytest.raises(NotAllowed):
        await say_about(world.viewer, found.number, text="Hello")
    with pytest.raises(NotAllowed):
        await settle_difference(world.supplier, found.number, version=1, remedy=Remedy.KEEP)
    with pytest.raises(NotAllowed):
        await answer_difference(world.buyer, found.number, version=1, accepts=True)


async def test_on_time_in_full_counts_the_first_agreed_day(world: World) -> None:
    number = await confirmed(world)
    delivery = await shipped(world, (1, "390"), (2, "240"), number=number)
    with clock.frozen(datetime(2026, 12, 5, 9, tzinfo=UTC)):
        await counted_in(world, delivery, good(390), good(240))
    with clock.frozen(datetime(2026, 12, 20, 9, tzinfo=UTC)):
        found = await punctuality(world.supplier, world.supplier_id)
        assert (found.lines, found.kept, found.share) == (2, 2, 10_000), "390 is within 5 %"
        assert found.months == [(date(2026, 12, 1), 2, 2, 0)]
        assert (await punctuality(world.rival, world.supplier_id)).lines == 0


async def test_a_day_too_late_is_not_on_time(world: World) -> None:
    delivery = await shipped(world, (1, "400"))
    with clock.frozen(datetime(2026, 12, 5, 17, tzinfo=UTC)):
        await counted_in(world, delivery, good(400))
    with clock.frozen(datetime(2026, 12, 10, 9, tzinfo=UTC)):
        found = await punctuality(world.buyer, world.supplier_id)
    assert (found.lines, found.kept, found.broken) == (1, 0, 1), "it was the sixth in Shanghai"


async def test_three_hundred_lines_are_sent_and_received_in_a_handful_of_statements(
    world: World,
) -> None:
    products = [
        Product(sku=f"PART-{n}", name_en=f"Part {n}", created_at=NOW, updated_at=NOW)
        for n in range(300)
    ]
    await Product.bulk_create(products)
    made = await Product.filter(sku__startswith="PART-")
    await SupplierItem.bulk_create(
        SupplierItem(supplier_id=world.supplier_id, product=one, currency="CNY", price=100,
                     valid_from=date(2026, 1, 1), created_at=NOW, updated_at=NOW)
        for one in made
    )  # fmt: skip
    number = await sent(world, tuple(TypedLine(one.sku, "10", "2026-12-05") for one in made))
    await confirm_all(world.supplier, number, version=(await order(number)).version)
    packed = [Packed(number, n, "10", place=n) for n in range(1, 301)]
    async with counted() as sending:
        delivery = await send_delivery(world.supplier, lines=packed, way=BY_ROAD)
    async with counted() as reading:
        detail = await delivery_detail(world.supplier, delivery)
    assert len(detail.lines) == 300
    assert len(reading) <= 3, reading
    counts = {n: Counted(of(10), of(1) if n == 7 else 0) for n in range(1, 301)}
    async with counted() as receiving:
        await receive_delivery(world.buyer, delivery, version=1, counts=counts)
    assert (await stored(delivery)).state == "discrepancy"
    assert await Stock.filter(free__gte=of(9)).count() == 300
    assert len(sending) <= 24, sending
    assert len(receiving) <= 34, receiving
