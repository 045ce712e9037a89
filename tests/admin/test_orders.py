"""Orders in the admin: who sees which, what a decision answers, in how many statements."""

import pytest

from shared.orders import actions
from shared.orders.models import CreditLimit, SalesOrder, Shipment
from shared.orders.rules import OrderState
from tests.admin.order_desk import at_desk, version_of
from tests.shared.identity.statements import counted
from tests.shared.orders import world as worlds
from tests.shared.orders.steps import confirmed, submitted
from tests.shared.orders.world import World


async def test_the_list_shows_the_orders_in_ones_care(world: World) -> None:
    mine = await submitted(world.buyer, ("SH-100", "1"))
    theirs = await submitted(world.rival, ("SH-100", "1"))
    desk = await at_desk(world.manager)
    text = (await desk.get("/orders")).text
    assert mine.number in text
    assert theirs.number not in text
    assert theirs.number not in (await desk.get("/orders?q=SH-100")).text


async def test_the_list_costs_four_statements_and_an_order_five(world: World) -> None:
    orders = [await confirmed(world, ("SH-100", "2"), ("SH-300", "3")) for _ in range(3)]
    desk = await at_desk(world.manager)
    await desk.get("/orders")
    async with counted() as seen:
        assert (await desk.get("/orders?q=qiming&tab=to_ship")).status_code == 200
    assert len(seen) <= 4, seen
    async with counted() as seen:
        assert (await desk.get(f"/orders/{orders[0].number}")).status_code == 200
    assert len(seen) <= 5, seen


async def test_every_page_speaks_both_languages(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "200"))
    for locale, words in (("en", "Waiting for approval"), ("zh", "等待审批")):
        desk = await at_desk(world.manager, locale=locale)
        await SalesOrder.filter(id=order.id).update(state=OrderState.AWAITING_APPROVAL)
        assert words in (await desk.get(f"/orders/{order.number}")).text
        for path in ("confirmation", "rejection", "hold", "closing", "cancellation-request"):
            assert (await desk.get(f"/orders/{order.number}/{path}")).status_code == 200


async def test_a_colleague_without_the_care_finds_nothing(world: World) -> None:
    order = await confirmed(world, ("SH-100", "1"))
    desk = await at_desk(world.colleague)
    missing = await desk.get("/orders/SO-2026-9999")
    for path in ("", "/paper", "/confirmation", "/rejection", "/shipments/new", "/edit"):
        answer = await desk.get(f"/orders/{order.number}{path}")
        assert answer.status_code == missing.status_code == 404, path
    for path in ("/approval", "/rejection", "/shipments", "/release", "/cancellation"):
        fields = {"version": str(order.version), "reason": "no", "line-0-position": "1"}
        if path in ("/release", "/approval"):
            fields = {"version": str(order.version)}
        if path == "/shipments":
            fields = {"version": str(order.version), "line-0-position": "1", "line-0-quantity": "1"}
        if path in ("/rejection", "/cancellation"):
            fields.pop("line-0-position")
        answer = await desk.post(f"/orders/{order.number}{path}", fields)
        assert answer.status_code == 404, path


@pytest.mark.parametrize("verb", ["approval", "rejection", "payment"])
async def test_the_policy_says_who_decides(world: World, verb: str) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    who = world.manager if verb == "payment" else world.finance
    desk = await at_desk(who)
    answer = await desk.post(f"/orders/{order.number}/{verb}", {"version": str(order.version)})
    assert answer.status_code == 403


async def test_a_rejection_without_a_reason_is_asked_again(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    desk = await at_desk(world.manager)
    path = f"/orders/{order.number}/rejection"
    answer = await desk.post(path, {"version": str(order.version)})
    assert answer.status_code == 422
    assert "Give a reason" in answer.text
    answer = await desk.post(path, {"version": str(order.version), "reason": "No capacity"})
    assert answer.status_code == 303
    assert "No capacity" in (await desk.get(f"/orders/{order.number}")).text


async def test_a_decision_about_another_version_is_a_conflict(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    desk = await at_desk(world.manager)
    stale = {"version": str(order.version - 1), "reason": "Too late for you"}
    answer = await desk.post(f"/orders/{order.number}/rejection", stale)
    assert answer.status_code == 409
    assert "Too late for you" in answer.text


async def test_an_approval_above_ones_limit_is_refused_on_the_page(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "500"))
    desk = await at_desk(world.manager)
    path = f"/orders/{order.number}/approval"
    answer = await desk.post(path, {"version": str(order.version)})
    assert answer.status_code == 422
    assert "above your approval limit" in answer.text
    chief = await at_desk(world.chief)
    assert (await chief.post(path, {"version": str(order.version)})).status_code == 303
    assert (await SalesOrder.get(id=order.id)).state == OrderState.CONFIRMED


async def test_who_may_not_approve_is_told_so_before_pressing(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "500"))
    path = f"/orders/{order.number}"
    shown = (await (await at_desk(world.manager)).get(path)).text
    assert "A sales manager decides it." in shown
    assert f"{path}/approval" not in shown
    assert f"{path}/rejection" in shown
    assert f"{path}/approval" in (await (await at_desk(world.chief)).get(path)).text


async def test_a_currency_without_a_rate_is_named_where_it_stops_a_decision(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLAI_CURRENCY", "USD")
    order = await submitted(world.buyer, ("SH-100", "1"))
    shown = (await (await at_desk(world.manager)).get(f"/orders/{order.number}")).text
    assert "No rate of CNY is set, so it counts as above every limit." in shown
    assert "A sales manager decides it." in shown


async def test_goods_are_confirmed_shipped_and_delivered_by_form(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "10"))
    desk, path = await at_desk(world.manager), f"/orders/{order.number}"
    dates = {"line-0-position": "1", "line-0-promised_on": "2026-12-01"}
    answer = await desk.post(f"{path}/confirmation", {**dates, "version": str(order.version)})
    assert answer.status_code == 303
    part = {"line-0-position": "1", "line-0-quantity": "11", "carrier": "SF"}
    answer = await desk.post(
        f"{path}/shipments", {**part, "version": await version_of(order.number)}
    )
    assert answer.status_code == 422
    assert "Only 10 of this line is still open." in answer.text
    assert 'value="SF"' in answer.text
    part["line-0-quantity"] = "4"
    answer = await desk.post(
        f"{path}/shipments", {**part, "version": await version_of(order.number)}
    )
    assert answer.status_code == 303
    shipment = await Shipment.get(order_id=order.id)
    answer = await desk.post(f"{path}/shipments/{shipment.number}/delivery", {"version": "1"})
    assert answer.status_code == 303
    assert "4 of 10 shipped" in (await desk.get(path)).text


async def test_an_order_is_entered_on_a_buyers_behalf(world: World) -> None:
    desk = await at_desk(world.manager)
    assert "CP-0001" in (await desk.get("/orders/new?q=启明")).text
    assert "CP-0002" not in (await desk.get("/orders/new")).text
    assert (await desk.post("/orders", {"buyer": "CP-0002"})).status_code == 404
    answer = await desk.post("/orders", {"buyer": "CP-0001"})
    path = answer.headers["location"].removesuffix("/edit")
    typed = {"line-0-sku": "SH-100", "line-0-quantity": "3", "line-4-sku": "SH-300"}
    answer = await desk.post(path, {**typed, "version": "1"})
    assert answer.status_code == 303
    page = (await desk.get(f"{path}/edit")).text
    assert "¥387.00" in page
    number = path.rpartition("/")[2]
    sent = {**typed, "version": await version_of(number)}
    answer = await desk.post(f"{path}/submission", sent)
    assert answer.status_code == 422
    assert 'id="f-line-4-quantity"' in answer.text
    sent = {"line-0-sku": "SH-100", "line-0-quantity": "3", "version": await version_of(number)}
    answer = await desk.post(f"{path}/submission", sent)
    assert answer.status_code == 422
    assert "Please look again" in answer.text
    seen = await _seen(world, number)
    sent |= {"version": await version_of(number), "seen": seen}
    assert (await desk.post(f"{path}/submission", sent)).status_code == 303
    order = await SalesOrder.get(number=number)
    assert (order.state, order.submitted_by_id) == (OrderState.SUBMITTED, world.manager.user_id)


async def test_a_file_holds_what_the_list_shows(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    theirs = await submitted(world.rival, ("SH-100", "1"))
    desk = await at_desk(world.manager)
    text = (await desk.get("/orders/export?format=csv&q=SH-100")).content.decode("utf-8-sig")
    assert order.number in text
    assert theirs.number not in text
    assert (await desk.get("/orders/export?format=xlsx")).content[:2] == b"PK"


async def test_a_payment_frees_the_credit(world: World) -> None:
    order = await confirmed(world, ("SH-100", "1"))
    desk = await at_desk(world.finance)
    path = f"/orders/{order.number}/payment"
    assert (await desk.post(path, {"version": str(order.version)})).status_code == 303
    assert (await CreditLimit.get(counterparty_id=world.buyer_id)).used == 0


async def _seen(world: World, number: str) -> str:
    typed = [actions.TypedLine("SH-100", "3", 0)]
    version = int(await version_of(number))
    saved = await actions.save_draft(world.manager, number, version=version, lines=typed)
    return saved.quote.seen


async def test_the_list_answers_htmx_with_its_block(world: World) -> None:
    await submitted(world.buyer, ("SH-100", "1"))
    desk = await at_desk(world.manager)
    answer = await desk.htmx("GET", "/orders?tab=submitted", "div#orders-list")
    assert answer.text.lstrip().startswith('<div id="orders-list"')
    assert await worlds.free("SH-100") == 99
