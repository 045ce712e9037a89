"""Every query's scope is exactly what the published page says, for everybody and every verb."""

from shared.counterparties.models import Counterparty
from shared.demo.cast import QIMING
from tests import records
from tests.law.judging import differences, misplaced, placings, questions
from tests.law.oracle import Oracle, world
from tests.law.principals import HOMES, askers, everybody
from tests.law.sharp import sharpen


async def test_each_scope_holds_the_rows_of_the_published_page(demo: str) -> None:
    await records.complete(*HOMES.values(), "CP-0002")
    people = await askers()
    await sharpen(people)
    asked = questions(people, Oracle(await world()))
    wrong = [one async for one in differences(asked)]
    assert not wrong, "\n".join(wrong)
    assert sum(bool(one.expected) for one in asked) > 1000


async def test_new_rows_are_made_at_the_organisations_of_the_published_page(demo: str) -> None:
    people = await askers()
    await sharpen(people)
    asked = placings(people, Oracle(await world()))
    wrong = [one async for one in misplaced(asked)]
    assert not wrong, "\n".join(wrong)
    assert sum(bool(one.expected) for one in asked) > 100


async def test_the_oracle_knows_somebody_elses_rows(demo: str) -> None:
    """The tests above can fail: the world holds rows that each of them must not see."""
    oracle = Oracle(await world())
    people = [one.actor for one in await everybody() if one.actor is not None]
    qiming = await Counterparty.get(number=QIMING)
    for who in people:
        if who.counterparty_id not in (None, qiming.id):
            mine = oracle.visible(who, "sales_order")
            rows = oracle.world.rows["sales_order"]
            assert len(mine) < len(rows)
            assert not [key for key in mine if rows[key]["buyer_id"] == qiming.id], who.name
