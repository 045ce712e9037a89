"""The buttons of purchasing, pressed with nothing but what stands in their own forms."""

import pytest

from shared.purchasing.models.orders import PurchaseOrder
from tests.cast import browser_of
from tests.paper_forms import form_to, forms_on
from tests.web import Browser


async def pressed(who: Browser, page: str, ending: str) -> int:
    """Press the first button on `page` whose form goes to an address with this ending."""
    text = (await who.get(page)).text
    action = next(one.action for one in forms_on(text) if one.action.endswith(ending))
    return (await who.post(action, form_to(text, action))).status_code


async def test_a_proposed_line_is_accepted_on_the_board_and_the_rest_on_the_order(
    demo: str,
) -> None:
    sun = await browser_of("sun.li")
    board = "/purchase-orders/board?tab=changed"
    assert await pressed(sun, board, "/acceptance") == 303
    text = (await sun.get(board)).text
    action = next(one.action for one in forms_on(text) if one.action.endswith("/acceptance"))
    assert await pressed(sun, action.partition("/lines/")[0], "/agreement") == 303


@pytest.mark.parametrize(("subject", "ending"), [("he.min", "/approval"), ("sun.li", "/recall")])
async def test_a_large_order_is_approved_or_taken_back(
    demo: str, subject: str, ending: str
) -> None:
    order = await PurchaseOrder.get(status="awaiting_approval")
    who = await browser_of(subject)
    assert await pressed(who, f"/purchase-orders/{order.number}", ending) == 303
