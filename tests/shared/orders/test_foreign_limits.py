"""Limits are in the company's own currency: orders in another one count by its rate, or ask."""

import pytest

from shared.counterparties.models import Counterparty
from shared.kernel.errors import Refusal
from shared.orders import actions
from shared.orders.credit import PROPOSED, set_credit_limit
from shared.orders.models import CreditLimit, SalesOrder
from shared.orders.rules import OrderState
from tests.shared.orders.steps import submitted
from tests.shared.orders.world import World


@pytest.fixture(autouse=True)
def _a_company_that_counts_in_dollars(monkeypatch: pytest.MonkeyPatch) -> None:
    """The orders of this world are in CNY."""
    monkeypatch.setenv("WANGLAI_CURRENCY", "USD")


async def test_a_small_order_without_a_rate_waits_for_a_decision(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    assert order.needs_approval_for == "amount"
    with pytest.raises(Refusal, match="above your approval limit"):
        await actions.approve_order(world.manager, order.number, version=order.version)
    await actions.approve_order(world.chief, order.number, version=order.version)
    assert (await SalesOrder.get(number=order.number)).state == OrderState.CONFIRMED


@pytest.mark.parametrize(("rate", "needed"), [("0.14", ""), ("14000", "amount")])
async def test_a_rate_says_what_an_order_counts_for(
    world: World, monkeypatch: pytest.MonkeyPatch, rate: str, needed: str
) -> None:
    monkeypatch.setenv("WANGLAI_LIMIT_RATES", f"CNY={rate}")
    order = await submitted(world.buyer, ("SH-100", "1"))
    assert order.needs_approval_for == needed


async def test_a_credit_limit_without_a_rate_waits_for_a_second_person(world: World) -> None:
    held = await CreditLimit.get(counterparty_id=world.buyer_id)
    more = {"amount": held.amount + 1, "version": held.version, "reason": "More"}
    number = (await Counterparty.get(id=world.buyer_id)).number
    assert await set_credit_limit(world.finance, counterparty=number, **more) == PROPOSED
