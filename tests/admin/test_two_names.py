"""People and places in both languages at the desk: typed, found, shown, exported, printed."""

import csv
import io

import pytest

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.models import User
from shared.counterparties.care import add_collaborator
from shared.counterparties.models import Contact
from shared.demo.cast import MOULDER
from shared.exchange.orders import order_paper
from shared.exchange.purchases import purchase_paper
from shared.journal.queries import deeds_about
from shared.orders.detail import order_detail
from shared.orders.models import SalesOrder
from shared.purchasing.models.orders import PurchaseLine, PurchaseOrder
from shared.purchasing.models.promises import Promise
from shared.purchasing.queries.detail import order_detail as purchase_detail
from tests.cast import browser_of

pytestmark = pytest.mark.usefixtures("demo")
CP = "/counterparties/CP-0001"


async def test_a_new_contact_is_found_by_either_name_and_read_in_ones_language() -> None:
    lin = await browser_of("lin.xiaoyu")
    typed = {"key": "k1", "name": "欧阳晴", "name_other": "Ouyang Qing", "title": "店长"}
    assert (await lin.post(f"{CP}/contacts", typed)).status_code == 303
    for words in ("ouyang qing", "欧阳晴"):
        assert f'href="{CP}"' in (await lin.get(f"/counterparties?q={words}")).text
    english = (await lin.get(f"{CP}/contacts")).text
    assert "Ouyang Qing" in english
    assert '<span lang="zh-CN">店长</span>' in english
    chinese = (await (await browser_of("lin.xiaoyu", language="zh")).get(f"{CP}/contacts")).text
    assert "欧阳晴" in chinese
    assert "Ouyang Qing" not in chinese


async def test_both_forms_in_one_language_are_refused_at_the_second() -> None:
    lin = await browser_of("lin.xiaoyu")
    typed = {"key": "k1", "name": "Ouyang Qing", "name_other": "Qing Ouyang"}
    answer = await lin.post(f"{CP}/contacts", typed)
    assert answer.status_code == 422
    assert 'id="f-name_other-e' in answer.text
    assert 'value="Qing Ouyang"' in answer.text
    assert not await Contact.filter(name="Ouyang Qing").exists()


@pytest.mark.parametrize(
    ("language", "city", "manager"), [("en", "Suzhou", "Lin Xiaoyu"), ("zh", "苏州", "林晓雨")]
)
async def test_an_export_is_written_in_the_readers_language(
    language: str, city: str, manager: str
) -> None:
    lin = await browser_of("lin.xiaoyu", language=language)
    file = (await lin.get("/counterparties/export?format=csv")).content.decode("utf-8-sig")
    row = next(row for row in csv.reader(io.StringIO(file)) if "CP-0001" in row)
    assert city in row
    assert manager in row


@pytest.mark.parametrize(("language", "place"), [("en", "Suzhou, Jiangsu"), ("zh", "江苏 苏州")])
async def test_an_order_on_paper_names_places_in_the_language_of_the_paper(
    language: str, place: str
) -> None:
    lin = await User.get(name="林晓雨")
    reader = Actor(
        lin.id, lin.name, lin.email, ADMIN, frozenset({policy.ACCOUNT_MANAGER}), locale=language
    )
    order = await SalesOrder.filter(buyer__number="CP-0001").order_by("id").first()
    assert order is not None
    paper = order_paper(reader, await order_detail(reader, order.number), seller="Haorui")
    assert place in paper.buyer.lines
    assert paper.ship_to is not None
    assert any(place in line for line in paper.ship_to.lines)


@pytest.mark.parametrize(
    ("language", "place", "buyer"),
    [("en", "Ningbo, Zhejiang", "Sun Li"), ("zh", "浙江 宁波", "孙莉")],
)
async def test_a_purchase_order_on_paper_names_buyer_and_town_in_the_language_of_the_paper(
    language: str, place: str, buyer: str
) -> None:
    lu = await User.get(name="吕斌")
    order = await PurchaseOrder.filter(supplier__number=MOULDER, stage="sent").first()
    assert order is not None
    reader = Actor(
        lu.id, lu.name, lu.email, PORTAL, frozenset({"supplier.member"}),
        order.supplier_id, kinds=frozenset({"supplier"}), locale=language,
    )  # fmt: skip
    found = await purchase_detail(reader, order.number, journal=False)
    paper = purchase_paper(reader, found, host="Haorui")
    assert place in paper.seller.lines
    assert buyer in paper.buyer.lines


async def test_who_put_a_day_on_the_table_is_linked_and_read_in_either_form() -> None:
    told = await Promise.filter(side="supplier").exclude(said_by=None).count()
    assert told == await Promise.filter(side="supplier").count() > 0
    line = await PurchaseLine.filter(
        order__supplier__number=MOULDER, promises__said_by__name="吕斌"
    ).select_related("order").first()  # fmt: skip
    assert line is not None
    path = f"/purchase-orders/{line.order.number}/lines/{line.position}"
    for language, name in (("en", "Lu Bin"), ("zh", "吕斌")):
        assert name in (await (await browser_of("lu.bin", language=language)).get(path)).text


@pytest.mark.parametrize(("language", "name"), [("en", "Chen Hao"), ("zh", "陈浩")])
async def test_the_journal_names_a_collaborator_in_the_language_of_its_reader(
    language: str, name: str
) -> None:
    wu, chen = await User.get(name="吴静"), await User.get(name="陈浩")
    manager = Actor(
        wu.id, wu.name, wu.email, ADMIN, frozenset({policy.SALES_MANAGER}), locale=language
    )
    await add_collaborator(manager, number="CP-0001", user=chen.public_id)
    (deed,) = [
        deed for deed in await deeds_about(manager, "counterparty", "CP-0001")
        if deed.verb == "care.add_collaborator"
    ]  # fmt: skip
    assert deed.changes == [("collaborator", None, name)]
