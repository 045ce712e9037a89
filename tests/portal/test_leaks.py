"""Nothing of another organisation, and nothing private, stands on any page, sheet or paper."""

import re

import pytest
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from shared.campaigns.models import Announcement
from shared.campaigns.rules import AnnouncementState
from shared.counterparties.models import Counterparty
from shared.demo.cast import BEICHEN, HAIYUE, MARKETER, MOULDER, NORTHLAKE, QIMING, persona
from shared.opportunities.models import DealRegistration, Opportunity
from shared.orders.models import SalesOrder, Shipment
from shared.purchasing.models.orders import PurchaseOrder
from shared.tickets.models import Ticket
from tests import canaries, records
from tests.cast import FACES, browser_of

PORTAL = FACES["portal"]
OUTSIDERS = {
    "bo.wei": HAIYUE,
    "emily.carter": NORTHLAKE,
    "ma.lan": BEICHEN,
    "lu.bin": MOULDER,
    "qiao.an": MARKETER,
}
_OWN_TO_EACH = re.compile(r"[0-9a-f]{32}|/static/[^\"]+")


async def pages_of(mine: Counterparty) -> list[str]:
    """Return the path of every page of the portal for one organisation, its searches and files."""
    found: list[str] = []
    for route in PORTAL.routes:
        if route.method != "GET" or route.access.public is not None or route.is_stream:
            continue
        if "{" in route.path:
            found += await records.paths(route, mine)
        else:
            is_list = route.name.endswith(("_index", "_export"))
            tried = (f"?q={canaries.CALL}", "?kind=csv", "?tab=draft") if is_list else ()
            found += [route.path + asked for asked in ("", *tried)]
    return found


def shared_with(mine: Counterparty) -> QuerySet[Opportunity]:
    """Return the opportunities that one organisation may read."""
    return Opportunity.filter(shares__counterparty=mine)


def addressed_to(mine: Counterparty) -> QuerySet[Announcement]:
    """Return the announcements that are meant for one organisation, by name or by kind."""
    wanted = Q(addressees__counterparty=mine)
    for kind in mine.kinds:
        wanted |= Q(**{f"to_{kind}": True})
    return Announcement.filter(wanted, state=AnnouncementState.PUBLISHED).distinct()


async def numbers_of(mine: Counterparty) -> set[str]:
    """Return every business number that one organisation may read."""
    rows = (
        SalesOrder.filter(buyer=mine),
        Shipment.filter(order__buyer=mine),
        DealRegistration.filter(distributor=mine),
        Ticket.filter(counterparty=mine),
        shared_with(mine),
        PurchaseOrder.filter(supplier=mine, sent_at__isnull=False),
        addressed_to(mine),
    )
    found = {number for some in rows for number in await some.values_list("number", flat=True)}
    return {str(one) for one in found} | {mine.number}


@pytest.mark.asvs("8.4.1", "15.3.1")
@pytest.mark.parametrize("subject", OUTSIDERS)
async def test_no_page_shows_anything_of_another_organisation(demo: str, subject: str) -> None:
    await records.complete(QIMING, HAIYUE, NORTHLAKE, BEICHEN)
    mine = await Counterparty.get(number=OUTSIDERS[subject])
    await canaries.plant_secrets()
    await canaries.plant_records(await Counterparty.get(number=QIMING), shared_with(mine))
    buys = subject not in ("lu.bin", "qiao.an")
    paths = await pages_of(mine) if buys else ["/", *_fixed()]
    pages = await canaries.crawl(await browser_of(subject), paths)
    assert len(pages) > 5
    found = canaries.leaks(pages, await numbers_of(mine) | set(persona(subject).also))
    assert not found, "\n".join(found)


def _fixed() -> list[str]:
    return [
        one.path
        for one in PORTAL.routes
        if one.method == "GET" and "{" not in one.path and not one.is_stream
    ]


@pytest.mark.asvs("8.2.3", "15.3.1")
@pytest.mark.parametrize("subject", ["zhou.min", "tang.yu"])
async def test_nobody_outside_reads_what_we_think_of_her_own_company(
    demo: str, subject: str
) -> None:
    await records.complete(QIMING)
    await canaries.plant_secrets()
    paths = await pages_of(await Counterparty.get(number=QIMING))
    pages = await canaries.crawl(await browser_of(subject), paths)
    assert len(pages) > 30
    found = canaries.leaks(pages)
    assert not found, "\n".join(found)


async def test_what_others_do_changes_nothing_on_my_pages(demo: str) -> None:
    await records.complete(QIMING, HAIYUE)
    mine = await Counterparty.get(number=HAIYUE)
    bo, paths = await browser_of("bo.wei"), await pages_of(mine)
    paths = [path for path in paths if "export" not in path]
    before = {path: (await bo.get(path)).text for path in paths}
    await canaries.plant_secrets()
    await canaries.plant_records(await Counterparty.get(number=QIMING), shared_with(mine))
    for path, text in before.items():
        again = (await bo.get(path)).text
        assert _OWN_TO_EACH.sub("", again) == _OWN_TO_EACH.sub("", text), path


async def test_the_canaries_sing_where_they_may(demo: str) -> None:
    """The test above can fail: the owner does read her words, her numbers and her search."""
    await records.complete(QIMING)
    qiming = await Counterparty.get(number=QIMING)
    zhou = await browser_of("zhou.min")
    await canaries.plant_records(qiming, Opportunity.filter(id=0))
    pages = await canaries.crawl(zhou, [f"/orders?q={canaries.CALL}", "/deals"], most=12)
    found = "\n".join(canaries.leaks(pages, set()))
    assert "canary-sales_order-" in found
    assert "canary-deal_registration-customer_name" in found
    assert re.search(r"/orders\?q=.*SO-2026-7000", found)
