"""The work list: a decision is offered to whoever may take it, to the others who takes it."""

import re
from datetime import date
from html import unescape

from shared.orders.models import SalesOrder
from tests.admin.order_desk import at_desk
from tests.cast import browser_of
from tests.shared.orders.steps import confirmed, submitted
from tests.shared.orders.world import World
from tests.web import Browser


async def row_of(desk: Browser, number: str) -> str:
    """Return the row of an order on the work list."""
    html = unescape((await desk.get("/")).text)
    found = [row for row in re.findall(r"<li>.*?</li>", html, re.S) if f"/orders/{number}" in row]
    assert len(found) == 1
    return found[0]


async def test_a_decision_is_offered_only_to_who_may_take_it(world: World) -> None:
    large = await submitted(world.buyer, ("SH-100", "500"))
    chief = await row_of(await at_desk(world.chief), large.number)
    assert f">Approve {large.number}<" in chief
    assert "Decide<" in chief
    for actor, who in ((world.manager, "above your approval limit. A sales manager decides it."),
                       (world.finance, "A sales manager decides.")):  # fmt: skip
        row = await row_of(await at_desk(actor), large.number)
        assert who in row
        assert "Decide<" not in row
        assert "Look<" in row
        assert f"Awaiting approval: {large.number}" in row


async def test_the_author_is_told_that_somebody_else_decides(world: World) -> None:
    own = await submitted(world.chief, ("SH-100", "500"), buyer="CP-0001")
    row = await row_of(await at_desk(world.chief), own.number)
    assert "Somebody else has to approve this order" in row
    assert "Decide<" not in row


async def test_what_others_decide_counts_as_no_work_of_ones_own(world: World) -> None:
    await submitted(world.buyer, ("SH-300", "1"))
    html = (await (await at_desk(world.finance)).get("/")).text
    assert "Nothing waits, He" in html
    assert "Others decide" in html
    assert "Somebody waits" not in html
    mine = (await (await at_desk(world.manager)).get("/")).text
    assert "1 thing today" in mine
    assert "Others decide" not in mine


async def test_purchasing_sees_what_it_decides_and_whom_to_chase(demo: str) -> None:
    sun = await browser_of("sun.li")
    html = unescape((await sun.get("/")).text)
    assert "/orders/SO-" not in html, "customers' orders are decided by others"
    assert "Others decide" not in html
    for words, where in (
        ("Suppliers' changes to decide", "/purchase-orders?tab=changed"),
        ("Suppliers to chase", "/purchase-orders?tab=to_answer"),
    ):
        assert words in html
        assert where in html
    assert "No answer yet: PO-" in html


async def test_finance_is_told_how_many_purchase_orders_wait_for_it(demo: str) -> None:
    html = unescape((await (await browser_of("he.min")).get("/")).text)
    assert "Purchase orders to approve" in html


async def test_what_is_late_names_the_day_that_was_promised(world: World) -> None:
    late = await confirmed(world, ("SH-100", "1"))
    await SalesOrder.filter(number=late.number).update(promised_on=date(2026, 1, 5))
    row = await row_of(await at_desk(world.manager), late.number)
    assert f"Late: {late.number}" in row
    assert "5 Jan" in row
