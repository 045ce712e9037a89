"""A cursor that somebody made up leads to a page of the list, never to a fault of ours."""

from collections.abc import Iterator

import pytest

from shared.kernel import clock
from shared.kernel.paging import encode
from shared.opportunities.actions import deals
from tests.shared.opportunities.doors import enter
from tests.shared.opportunities.market import NOON, SHAVERS, Market, deal, market

MADE_UP = (
    encode(("no moment", 1)), encode((7, "x")), encode(("2026-11-22T00:00:00+00:00", "x")),
    encode((10**30, 10**30)), encode(("a\x00b", 1)), encode(("2026-11-22T00:00:00+00:00", 10**30)),
    "%%%", "bm9uZQ", "WyJcdWQ4MDAiLDFd",
)  # fmt: skip


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    clock.hold(NOON)
    yield
    clock.hold(None)


@pytest.fixture
async def world(database: str) -> Market:
    return await market()


@pytest.mark.parametrize("cursor", MADE_UP)
async def test_a_made_up_cursor_shows_a_page(world: Market, cursor: str) -> None:
    await deals.start_deal(world.zhou, fields=deal(), submit=True)
    zhou, lin = await enter(world.zhou), await enter(world.lin)
    for who, path in (
        (zhou, "/deals"), (zhou, "/orders"), (zhou, "/opportunities"), (zhou, "/catalogue"),
        (lin, "/counterparties"), (lin, "/opportunities"), (lin, "/opportunities?sort=amount"),
        (lin, "/opportunities?sort=closes"), (lin, "/products"), (lin, "/orders"),
    ):  # fmt: skip
        joint = "&" if "?" in path else "?"
        for way in ("after", "before"):
            answer = await who.get(f"{path}{joint}{way}={cursor}")
            assert answer.status_code == 200, (path, way, answer.status_code)


@pytest.mark.parametrize(
    "address",
    ["/orders/%00", "/deals/%00x", "/catalogue?q=%00", "/search?q=a%00b", "/deals?tab=%00"],
)
async def test_an_address_with_a_nul_is_no_fault_of_ours(world: Market, address: str) -> None:
    zhou = await enter(world.zhou)
    assert (await zhou.get(address)).status_code in (200, 400, 404, 422)


async def test_a_nul_typed_into_a_form_is_no_fault_of_ours(world: Market) -> None:
    zhou = await enter(world.zhou)
    typed = {
        "customer_name": "Ac\0me", "product_line": SHAVERS, "currency": "CNY", "key": "a" * 32,
        "amount": "1", "intent": "draft",
    }  # fmt: skip
    assert (await zhou.post("/deals", typed)).status_code in (303, 422)
