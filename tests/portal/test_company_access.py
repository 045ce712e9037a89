"""What the company sees about us: exports, downloads and changes by the host, and nothing internal."""

import json

from shared.counterparties.models import Counterparty, CounterpartyPrivate
from shared.demo.cast import BEICHEN, HAIYUE, QIMING
from shared.journal.access_list import SHOWN
from shared.journal.models import JournalConcern, JournalEntry
from shared.journal.queries import broken_links
from shared.orders.models import SalesOrder
from shared.web.access_words import verbs
from tests.cast import browser_of

LIST = "/company/access"


def test_every_deed_that_is_shown_has_words_and_no_other() -> None:
    assert verbs() == set(SHOWN)
    hidden = ("counterparty_private", "opportunity", "care", "journal", "price_list", "deputy")
    assert not [verb for verb in SHOWN if verb.startswith(hidden)]


async def test_a_bulk_export_is_one_entry_that_each_organisation_in_it_sees(demo: str) -> None:
    lin = await browser_of("lin.xiaoyu")
    before = await JournalEntry.all().count()
    assert (await lin.get("/orders/export?format=csv&tab=all")).status_code == 200
    assert await JournalEntry.all().count() == before + 1
    entry = await JournalEntry.all().order_by("-id").first()
    assert entry is not None
    assert json.loads(entry.after)["asked"] == "format=csv&tab=all"
    assert await JournalConcern.filter(entry=entry).count() > 5
    assert await broken_links() == []
    for subject in ("zhou.min", "bo.wei"):
        html = (await (await browser_of(subject)).get(LIST)).text
        assert "exported a list of orders with yours in it" in html
        assert "Lin Xiaoyu" in html


async def test_an_export_without_our_rows_is_not_on_our_list(demo: str) -> None:
    lin = await browser_of("lin.xiaoyu")
    assert (await lin.get(f"/counterparties/export?q={HAIYUE}&format=csv")).status_code == 200
    assert "exported a list" in (await (await browser_of("bo.wei")).get(LIST)).text
    for subject in ("zhou.min", "ma.lan"):
        assert "exported a list" not in (await (await browser_of(subject)).get(LIST)).text


async def test_a_paper_is_a_download_of_that_order(demo: str) -> None:
    order = await SalesOrder.filter(buyer__number=QIMING, state="confirmed").first()
    assert order is not None
    lin, zhou = await browser_of("lin.xiaoyu"), await browser_of("zhou.min")
    await lin.get(f"/orders/{order.number}/paper")
    await zhou.get(f"/orders/{order.number}/paper")
    entries = await JournalEntry.filter(verb="sales_order.paper")
    assert [entry.face for entry in entries] == ["admin"]
    assert f"downloaded order {order.number}" in (await zhou.get(f"{LIST}?kind=taken")).text


async def test_nothing_internal_and_no_value_stands_on_the_list(demo: str) -> None:
    kept = await Counterparty.get(number=QIMING)
    await CounterpartyPrivate.get_or_create({"version": 0}, counterparty=kept)
    lin, zhou = await browser_of("lin.xiaoyu"), await browser_of("zhou.min")
    notes = {"rating": "geheim", "competitor": "geheim", "strategy": "geheim", "version": "0"}
    assert (await lin.post(f"/counterparties/{QIMING}/notes", notes)).status_code == 303
    wu = await browser_of("wu.jing")
    await wu.get("/opportunities/export")
    html = (await zhou.get(LIST)).text
    assert "geheim" not in html
    assert "counterparty_private" not in html
    assert "opportunit" not in html[html.index('id="access-list"') : html.index("</main>")]


async def test_the_list_is_filtered_by_person_kind_and_month_and_exported(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    lin = await browser_of("lin.xiaoyu")
    await lin.get("/counterparties/export?format=csv")
    assert "exported a list" in (await zhou.get(f"{LIST}?kind=taken&month=2026-11")).text
    assert "exported a list" not in (await zhou.get(f"{LIST}?kind=changed")).text
    assert "Nothing matches" in (await zhou.get(f"{LIST}?who=Nobody")).text
    hers = (await zhou.get(f"{LIST}?who=林晓雨")).text
    assert '<option value="林晓雨" selected>Lin Xiaoyu</option>' in hers
    assert "exported a list" in hers
    assert "Nothing matches" in (await zhou.get(f"{LIST}?month=2020-01")).text
    assert (await zhou.get(f"{LIST}?month=nonsense")).status_code == 200
    sheet = (await zhou.get(f"{LIST}/export?format=csv&kind=taken")).content.decode("utf-8-sig")
    assert "exported a list with your company in it" in sheet
    assert "confirmed order" not in sheet


async def test_only_the_administrator_sees_it_and_only_her_own(demo: str) -> None:
    for subject in ("fang.jie", "tang.yu"):
        assert (await (await browser_of(subject)).get(LIST)).status_code == 403
    ma = await browser_of("ma.lan")
    numbers = set(await SalesOrder.filter(buyer__number=QIMING).values_list("number", flat=True))
    html = (await ma.get(LIST)).text
    assert BEICHEN not in numbers
    assert not [number for number in numbers if str(number) in html]
