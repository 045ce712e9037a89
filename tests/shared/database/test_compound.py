"""Several lists in one statement: the same rows, types and order as each list read alone."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from tortoise.functions import Count
from tortoise.queryset import ValuesQuery

from shared.counterparties.models import Address, Counterparty
from shared.database.compound import Question, ask, capped_counts, records, rows_of
from shared.kernel import clock
from shared.opportunities.models import Opportunity
from shared.orders.models import CreditLimit, SalesOrder
from shared.orders.rules import OrderState
from tests.shared.identity.statements import counted
from tests.shared.orders import world as worlds
from tests.shared.orders.steps import confirmed, submitted
from tests.shared.orders.world import NOW, World


@pytest.fixture
async def world(database: str) -> AsyncIterator[World]:
    with clock.frozen(NOW):
        yield await worlds.build()


def lists() -> dict[str, ValuesQuery[Any]]:
    """Return lists that have nothing in common: joins, enums, dates, moments, NULLs, no rows."""
    return {
        "orders": SalesOrder.all().order_by("-total", "id").limit(3).values(
            "id", "number", "state", "total", "promised_on", "placed_at", "decided_at",
            "paid_at", "buyer_id", "buyer__name_zh", "buyer__is_distributor",
            "submitted_by__name", "buyer__credit_limit__amount",
        ),
        "places": Address.filter(is_default=True).order_by("id").values("label", "is_archived"),
        "buyers": Counterparty.annotate(n=Count("sales_orders")).order_by("-n", "id").values(
            "number", "n"
        ),
        "none": Opportunity.all().values("number", "closes_on"),
    }  # fmt: skip


async def test_lists_read_together_are_those_read_alone_in_one_statement(world: World) -> None:
    for pieces in ("1", "3", "2", "4"):
        await submitted(world.buyer, ("SH-100", pieces))
    await confirmed(world, ("SH-300", "2"))
    later = NOW + timedelta(microseconds=123456)
    await SalesOrder.filter(state=OrderState.CONFIRMED).update(decided_at=later)
    await CreditLimit.all().update(amount=2**60 + 1)
    await Counterparty.filter(id=world.rival_id).update(name_zh='"引号"\\ 与\n换行')
    alone = {name: list(await rows) for name, rows in lists().items()}
    async with counted() as seen:
        together = await rows_of(lists())
    assert len(seen) == 1
    assert together == alone
    assert [len(alone[name]) for name in ("orders", "buyers", "none")] == [3, 2, 0]
    for name, rows in alone.items():
        for one, other in zip(rows, together[name], strict=True):
            assert {key: type(value) for key, value in one.items()} == {
                key: type(value) for key, value in other.items()
            }


async def test_a_question_is_answered_alone_or_with_others(world: World) -> None:
    def numbers(rows: list[dict[str, Any]], none: list[dict[str, Any]]) -> list[str]:
        return [row["number"] for row in (*rows, *none)]

    buyers = Counterparty.all().order_by("number").values("number")
    question = Question({"rows": buyers, "none": Opportunity.all().values("number")}, numbers)
    nothing = Question({}, lambda: "nothing")
    assert await question == ["CP-0001", "CP-0002"]
    async with counted() as seen:
        found = await ask(one=question, other=nothing, again=question)
    assert len(seen) == 1
    assert found == {"one": ["CP-0001", "CP-0002"], "other": "nothing", "again": found["one"]}


async def test_counts_are_asked_beside_lists_and_stop_at_their_cap(world: World) -> None:
    parts = {"all": Counterparty.all(), "rival": Counterparty.filter(number="CP-0002"),
             "none": Opportunity.all()}  # fmt: skip
    buyers = Counterparty.all().order_by("number").values("number")
    async with counted() as seen:
        found = await ask(
            counts=capped_counts(parts), capped=capped_counts(parts, cap=1),
            buyers=Question({"rows": buyers}, lambda rows: [row["number"] for row in rows]),
        )  # fmt: skip
    assert len(seen) == 1
    assert found == {
        "counts": {"all": 2, "rival": 1, "none": 0},
        "capped": {"all": 1, "rival": 1, "none": 0},
        "buyers": ["CP-0001", "CP-0002"],
    }
    assert await capped_counts({"one": Counterparty.all()}) == {"one": 2}
    assert await capped_counts({}) == {}


async def test_records_read_together_are_those_of_their_table(world: World) -> None:
    places = Address.all().order_by("id")
    found = await ask(one=records(places), buyers=records(Counterparty.all().order_by("number")))
    alone = await places
    assert found["one"] == alone
    assert [vars(one) for one in found["one"]] == [vars(one) for one in alone]
    assert [one.number for one in found["buyers"]] == ["CP-0001", "CP-0002"]
