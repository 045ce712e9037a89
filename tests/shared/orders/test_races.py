"""Fifty at once: one last piece, one last credit, one form."""

import asyncio

import pytest

from shared.journal.models import JournalEntry
from shared.kernel.errors import Invalid, Refusal
from shared.orders import actions
from shared.orders.models import CreditLimit
from tests.shared.orders import world as worlds
from tests.shared.orders.steps import drafted
from tests.shared.orders.world import World


@pytest.mark.asvs("2.3.4", "15.4.2")
async def test_fifty_at_once_share_the_last_piece_to_exactly_one(world: World) -> None:
    drafts = [await drafted(world.buyer, ("SH-200", "1")) for _ in range(50)]
    answers = await asyncio.gather(
        *(
            actions.submit_order(world.buyer, number, version=version, seen=quote.seen)
            for number, version, quote in drafts
        ),
        return_exceptions=True,
    )
    assert [answer for answer in answers if isinstance(answer, str)] == ["submitted"]
    assert all(isinstance(a, Invalid | Refusal) for a in answers if not isinstance(a, str))
    assert await worlds.free("SH-200") == 0


@pytest.mark.asvs("2.3.4", "15.4.2")
async def test_fifty_at_once_share_the_last_credit_to_exactly_one(world: World) -> None:
    drafts = [await drafted(world.buyer, ("SH-300", "10")) for _ in range(50)]
    total = drafts[0][2].total
    await CreditLimit.filter(counterparty_id=world.buyer_id).update(amount=total)
    answers = await asyncio.gather(
        *(
            actions.submit_order(world.buyer, number, version=version, seen=quote.seen)
            for number, version, quote in drafts
        )
    )
    assert sorted(answers).count("submitted") == 1
    assert answers.count("awaiting_approval") == 49
    assert await worlds.used_credit(world.buyer_id) == 50 * total


@pytest.mark.asvs("2.3.4")
async def test_fifty_sends_of_one_form_make_one_order(world: World) -> None:
    number, version, quote = await drafted(world.buyer, ("SH-100", "1"))
    answers = await asyncio.gather(
        *(
            actions.submit_order(
                world.buyer, number, version=version, seen=quote.seen, key="one-form"
            )
            for _ in range(50)
        )
    )
    assert set(answers) == {"submitted"}
    assert await worlds.free("SH-100") == 99
    assert await JournalEntry.filter(record_number=number, verb="sales_order.submit").count() == 1
