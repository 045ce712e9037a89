"""No page of the admin asks the database more than its budget: four for a list, five for one."""

from shared.counterparties.models import Counterparty
from shared.demo.cast import QIMING
from tests import budget, growth, records
from tests.cast import FACES

STAFF = ("lin.xiaoyu", "gao.yuan", "wu.jing", "sun.li", "he.min", "xu.lei", "jiang.ning")
# route name → (statements, why the page needs more than its budget)
EXCUSED: dict[str, tuple[int, str]] = {
    "documents_show": (
        7,
        "editions, their files, audience and readers of one paper are four tables",
    ),
    "announcements_show": (7, "readers, names, versions and files of one are four tables"),
    "announcements_receipts": (6, "people, their receipts and the shares of all beside the rail"),
    "announcements_export": (9, "people and receipts, and whom it reached goes to the journal"),
    "counterparty_documents": (6, "requirements, certificates and papers beside the record"),
    "files_show": (8, "a download by the staff is journalled, in a unit of work of its own"),
    "orders_edit": (
        8,
        "the editor prices typed lines: order, buyer, products, tax, places, credit",
    ),
    "portal_people_index": (6, "the record, its members, invitations and requests are four tables"),
    **{
        f"{name}_export": (7, "an export writes whom it reached into the journal")
        for name in (
            "orders",
            "deals",
            "opportunities",
            "counterparties",
            "credit_limits",
            "tickets",
            "purchase_orders",
            "supplier_items",
        )
    },
    "orders_paper": (9, "an order with lines and journal, and that it was taken goes there too"),
    "tickets_show": (6, "messages, internal notes and files are three tables beside the request"),
    "home": (7, "the work list is five lists of five tables, beside session and rail"),
    "purchase_orders_paper": (10, "the order with all that hangs on it, and that it was taken"),
    "late_index": (6, "whom a line hurts and what holds it are tables beside the lines"),
    "purchase_orders_show": (6, "the thread of both sides stands beside lines and journal"),
    "purchase_orders_suggestions": (
        5,
        "what waits, what is ordered and who offers are tables apart",
    ),
    "pipeline_index": (5, "the board is its sums and its cards, beside owners, session and rail"),
}


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
