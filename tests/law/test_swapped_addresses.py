"""Every address of one organisation, asked for by another, at both faces: as if it were not there."""

import os

from shared.counterparties.models import Counterparty
from shared.demo.cast import HAIYUE, MOULDER, QIMING
from tests.cast import browser_of
from tests.law.fuzzer import Fuzzer
from tests.law.principals import member
from tests.law.swapping import Swap, Swapper
from tests.role_records import actor_of

WHOLE = os.environ.get("WANGLAI_TEST_GRID") == "whole"
PAGES = 400 if WHOLE else 30
"""So many pages of each are read for the addresses on them."""


async def test_two_people_swap_every_address_and_reach_nothing(demo: str) -> None:
    fuzzer = await Fuzzer.start()
    dealer = await at(QIMING, "distributor")
    for one, other in (
        (dealer, await at(HAIYUE, "distributor")),
        (dealer, await at(MOULDER, "supplier")),
        (await ours("lin.xiaoyu"), await ours("zhao.qiang")),
    ):
        swap = Swap(fuzzer)
        await swap.both(one, other, PAGES)
        print(f"{one.name} and {other.name}: {dict(swap.met)}")
        assert not swap.wrong, f"{len(swap.wrong)} wrong\n" + "\n".join(swap.wrong[:40])
        assert swap.met["refused"] > 20


async def at(number: str, kind: str) -> Swapper:
    """An administrator of an organisation: nobody there reaches more."""
    place = await Counterparty.get(number=number)
    made = await member(kind, "organisation_admin", place, f" swapping at {number}")
    assert made.actor is not None
    return Swapper(made.name, made.browser, made.actor)


async def ours(subject: str) -> Swapper:
    """A colleague who looks after accounts of her own."""
    actor = await actor_of(subject)
    assert await Counterparty.filter(care__user_id=actor.user_id).exists()
    return Swapper(subject, await browser_of(subject), actor)
