"""No page of the portal asks the database more than its budget: four for a list, five for one."""

from types import SimpleNamespace
from typing import cast

from shared.counterparties.models import Counterparty
from shared.demo.cast import MOULDER, QIMING
from shared.web.application import WebApp
from tests import budget, growth, purchase_desk, records
from tests.cast import FACES

# route name → (statements, why the page needs more than its budget)
EXCUSED: dict[str, tuple[int, str]] = {
    "orders_edit": (
        8,
        "the editor prices typed lines: order, buyer, products, tax, places, credit",
    ),
    "home_index": (10, "what needs attention comes from five tables, beside orders, credit, care"),
    "documents_index": (
        5,
        "papers with editions, their files and what one has read, session, menu",
    ),
    "deals_edit": (6, "the form shows the answer of the conflict check, which asks two tables"),
    "company_show": (6, "company, logo, its manager and what was asked for are four tables"),
    "company_people": (5, "members, invitations and where they are signed in, session and menu"),
    "company_places": (5, "two lists of two tables, beside what was asked for, session and menu"),
    "catalogue_index": (5, "prices per buyer are a statement of their own, beside buyer and goods"),
}


async def test_no_page_asks_more_than_its_budget(demo: str) -> None:
    await records.complete(QIMING)
    place = await Counterparty.get(number=QIMING)
    found = await budget.costs(FACES["portal"], ("zhou.min",), place)
    table = "\n".join(one.line() for one in found)
    wrong = budget.over(found)
    assert not wrong, table + "\n\n" + "\n".join(wrong)


async def test_no_page_of_a_supplier_asks_more_than_its_budget(demo: str) -> None:
    place = await Counterparty.get(number=MOULDER)
    await purchase_desk.buy_from(place)
    theirs = ("/purchase-orders", "/supplier-items", "/deliveries")
    pages = SimpleNamespace(
        routes=[
            one for one in FACES["portal"].routes if one.path == "/" or one.path.startswith(theirs)
        ]
    )
    found = await budget.costs(cast("WebApp", pages), ("lu.bin",), place)
    table = "\n".join(one.line() for one in found)
    excused = {
        "home_index": (7, "requests, news and the delivery record stand beside orders"),
        "deliveries_show": (6, "receipts, differences and photos are tables of their own"),
    }
    wrong = budget.over(found, excused)
    assert not wrong, table + "\n\n" + "\n".join(wrong)


async def test_thirty_rows_cost_as_many_statements_as_three(demo: str) -> None:
    await records.complete(QIMING)
    place = await Counterparty.get(number=QIMING)
    await growth.grow(place, range(3))
    few = await budget.costs(FACES["portal"], ("zhou.min",), place)
    await growth.grow(place, range(3, 30))
    many = await budget.costs(FACES["portal"], ("zhou.min",), place)
    assert not budget.grown(few, many)
    assert not budget.over(many)
