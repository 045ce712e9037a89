"""No page of the admin asks the database more than its budget: four for a list, five for one."""

from shared.counterparties.models import Counterparty
from shared.demo.cast import QIMING
from tests import budget, growth, records
from tests.cast import FACES

STAFF = ("lin.xiaoyu", "gao.yuan", "wu.jing", "sun.li", "he.min", "xu.lei", "jiang.ning")


async def test_no_page_asks_more_than_its_budget(demo: str) -> None:
    await records.complete(QIMING)
    place = await Counterparty.get(number=QIMING)
    found = await budget.costs(FACES["admin"], STAFF, place)
    table = "\n".join(one.line() for one in found)
    wrong = budget.over(found)
    assert not wrong, table + "\n\n" + "\n".join(wrong)


async def test_thirty_rows_cost_as_many_statements_as_three(demo: str) -> None:
    await records.complete(QIMING)
    place = await Counterparty.get(number=QIMING)
    await growth.grow(place, range(3))
    few = await budget.costs(FACES["admin"], STAFF, place)
    await growth.grow(place, range(3, 30))
    many = await budget.costs(FACES["admin"], STAFF, place)
    assert not budget.grown(few, many)
    assert not budget.over(many)
