"""A colleague's pages show no account but her own, and no role reads what it must not."""

import re

import pytest

from shared.campaigns.models import Announcement
from shared.counterparties.models import Counterparty
from shared.demo.cast import QIMING
from shared.opportunities.models import DealRegistration, Opportunity, OpportunityShare
from shared.orders.models import SalesOrder, Shipment
from shared.tickets.models import Ticket
from tests import canaries, records
from tests.admin.test_isolation import account_of
from tests.cast import FACES, browser_of

ADMIN = FACES["admin"]


async def pages_of(mine: Counterparty) -> list[str]:
    """Return the path of every page of the admin, at the records of one account."""
    found: list[str] = []
    for route in ADMIN.routes:
        if route.method == "GET" and route.access.public is None and not route.is_stream:
            asked = [""] if "{" in route.path else ["", f"?q={canaries.CALL}", "?kind=csv"]
            found += [path + one for path in await records.paths(route, mine) for one in asked]
    return found


async def numbers_in_care(subject: str) -> set[str]:
    """Return every business number of the accounts that a colleague looks after."""
    email = f"{subject}@haorui.example"
    rows = (
        Counterparty.filter(care__user__email=email),
        # Whoever shares an opportunity reads with whom.
        Counterparty.filter(id__in=await _partners(email)),
        SalesOrder.filter(buyer__care__user__email=email),
        Shipment.filter(order__buyer__care__user__email=email),
        Opportunity.filter(counterparty__care__user__email=email),
        DealRegistration.filter(distributor__care__user__email=email),
        Ticket.filter(counterparty__care__user__email=email),
        # Account managers read every announcement, whomever it is addressed to.
        Announcement.all(),
    )
    return {str(n) for some in rows for n in await some.values_list("number", flat=True)}


async def _partners(email: str) -> list[int]:
    shares = OpportunityShare.filter(opportunity__counterparty__care__user__email=email)
    return [int(str(one)) for one in await shares.values_list("counterparty_id", flat=True)]


async def test_no_page_shows_an_account_of_a_colleague(demo: str) -> None:
    await records.complete(QIMING, number := await account_of("zhao.qiang"))
    mine = await Counterparty.get(number=number)
    zhao = await browser_of("zhao.qiang")
    cared_for = Opportunity.filter(counterparty__care__user__email="zhao.qiang@haorui.example")
    await canaries.plant_records(await Counterparty.get(number=QIMING), cared_for)
    pages = await canaries.crawl(zhao, await pages_of(mine), most=150)
    found = canaries.leaks(pages, await numbers_in_care("zhao.qiang"))
    assert not found, "\n".join(found)


@pytest.mark.asvs("8.2.3")
async def test_neither_account_manager_nor_support_sees_cost(demo: str) -> None:
    await records.complete(QIMING)
    await canaries.plant_secrets()
    paths = await pages_of(await Counterparty.get(number=QIMING))
    wrong = []
    for subject in ("lin.xiaoyu", "gao.yuan"):
        pages = await canaries.crawl(await browser_of(subject), paths, most=120)
        wrong += [one for one in canaries.leaks(pages) if "/products" in one or "/stock" in one]
        if subject == "gao.yuan":
            wrong += [one for one in canaries.leaks(pages) if re.search("private|7313", one)]
    assert not wrong, "\n".join(wrong)
