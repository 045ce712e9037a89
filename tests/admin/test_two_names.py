"""People and places in both languages at the desk: typed, found, shown, exported, printed."""

import csv
import io

import pytest

from shared.access import policy
from shared.access.actor import ADMIN, Actor
from shared.access.models import User
from shared.counterparties.models import Contact
from shared.exchange.orders import order_paper
from shared.orders.detail import order_detail
from shared.orders.models import SalesOrder
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


@pytest.mark.parametrize(("language", "place"), [("en", "Suzhou, Jiangsu"), ("zh", "苏州 江苏")])
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
