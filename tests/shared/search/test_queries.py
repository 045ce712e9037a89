"""One search finds what its reader may see, in both scripts, and nothing else."""

from datetime import UTC, datetime

import pytest

from shared.access.actor import ADMIN, PORTAL, Actor
from shared.demo import world
from shared.demo.cast import HAIYUE, QIMING
from shared.search.queries import everything


@pytest.fixture
async def made(database: str) -> world.World:
    return await world.make(datetime(2026, 11, 20, 2, tzinfo=UTC))


def member(made: world.World, number: str) -> Actor:
    roles = frozenset({"distributor.member"})
    return Actor(1, "M", "", PORTAL, roles, made.counterparties[number].id, number)


async def test_two_han_characters_find_a_company(made: world.World) -> None:
    lin = made.users["lin.xiaoyu"]
    manager = Actor(lin.id, lin.name, "", ADMIN, frozenset({"account_manager"}))
    found = await everything(manager, "启明")
    assert QIMING in [one.number for one in found if one.kind == "counterparty"]


async def test_a_member_finds_own_orders_and_products_only(made: world.World) -> None:
    found = await everything(member(made, QIMING), "S520")
    assert {one.kind for one in found} >= {"sales_order", "product"}
    theirs = await everything(member(made, HAIYUE), "S520")
    ours = {one.number for one in found if one.kind == "sales_order"}
    assert ours.isdisjoint(one.number for one in theirs if one.kind == "sales_order")


async def test_a_member_never_finds_other_companies(made: world.World) -> None:
    found = await everything(member(made, QIMING), "海岳")
    assert found == []


async def test_punctuation_finds_nothing(made: world.World) -> None:
    assert await everything(member(made, QIMING), '"*--') == []
