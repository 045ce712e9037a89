"""Thirty at once on one line: one wins, the others are shown what stands there."""

import asyncio
from datetime import date, timedelta

import pytest

from shared.catalogue.models import Product
from shared.kernel.errors import Stale
from shared.kernel.quantity import of
from shared.purchasing.actions.answering import LineAnswer, answer_lines, confirm_all
from shared.purchasing.models.items import SupplierItem
from shared.purchasing.models.promises import Promise
from shared.purchasing.pricing import TypedLine
from shared.purchasing.promising import Lot
from shared.purchasing.queries.detail import order_detail
from shared.purchasing.rules.lines import LineState
from tests.shared.identity.statements import counted
from tests.shared.purchasing.steps import line, order, sent
from tests.shared.purchasing.world import NOW, World

DAY = date(2026, 12, 6)


@pytest.mark.asvs("15.4.2")
async def test_thirty_edits_of_one_line_have_one_winner(world: World) -> None:
    number = await sent(world)

    async def propose(n: int) -> str:
        lots = (Lot(of(400), DAY + timedelta(days=n)),)
        answer = LineAnswer(1, 1, "propose", lots, f"Reason {n}")
        who = world.supplier if n % 2 else world.mate
        return await answer_lines(who, number, answers=[answer])

    results = await asyncio.gather(*map(propose, range(30)), return_exceptions=True)
    lost = [one for one in results if isinstance(one, Stale)]
    assert len([one for one in results if one == "change_proposed"]) == 1, results
    assert len(lost) == 29, results
    assert all(one.theirs["line-1-now"] == LineState.PROPOSED for one in lost)
    stored = await line(number)
    assert stored.version == 2
    assert await Promise.filter(line_id=stored.id).count() == 1


@pytest.mark.asvs("15.4.3")
async def test_two_who_answer_different_lines_at_once_both_get_through(world: World) -> None:
    number = await sent(world)
    await asyncio.gather(
        answer_lines(world.supplier, number, answers=[LineAnswer(1, 1, "accept")]),
        answer_lines(world.mate, number, answers=[LineAnswer(2, 1, "accept")]),
    )
    assert (await order(number)).status == "confirmed"


async def test_three_hundred_lines_are_read_and_confirmed_in_a_handful_of_statements(
    world: World,
) -> None:
    products = [
        Product(sku=f"PART-{n}", name_en=f"Part {n}", created_at=NOW, updated_at=NOW)
        for n in range(300)
    ]
    await Product.bulk_create(products)
    stored = await Product.filter(sku__startswith="PART-")
    await SupplierItem.bulk_create(
        SupplierItem(supplier_id=world.supplier_id, product=one, currency="CNY", price=100,
                     valid_from=date(2026, 1, 1), created_at=NOW, updated_at=NOW)
        for one in stored
    )  # fmt: skip
    number = await sent(world, tuple(TypedLine(one.sku, "10", "2026-12-05") for one in stored))
    async with counted() as read:
        detail = await order_detail(world.supplier, number)
    assert len(detail.lines) == 300
    assert len(read) == 2, read
    async with counted() as written:
        await confirm_all(world.supplier, number, version=detail.order["version"])
    assert (await order(number)).status == "confirmed"
    assert len(written) <= 24, written
