"""Papers and certificates as organisations see them, and the order that an expired one stops."""

import html
import re
from datetime import timedelta

import pytest

from shared.counterparties.models import Counterparty
from shared.demo.cast import QINGHE
from shared.documents.models import Certificate, DocumentReading
from shared.kernel import clock
from tests.cast import ANCHOR, FACES, browser_of
from tests.shared.files import samples
from tests.web import Browser

PORTAL = FACES["portal"]


@pytest.fixture(autouse=True)
def _day() -> object:
    with clock.frozen(ANCHOR):
        yield


async def sent(browser: Browser, name: str = "licence.png") -> str:
    answer = await browser.post("/uploads", files={"file": (name, samples.picture())})
    return re.findall(r'value="([0-9a-f]{24})"', answer.text)[0]


async def requirement_of(browser: Browser) -> str:
    page = (await browser.get("/certificates")).text
    return re.findall(r"requirement=([0-9a-f]{24})", page)[0]


async def test_a_new_edition_is_marked_until_it_is_opened(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    page = (await zhou.get("/documents")).text
    assert "Dealer price list 2027" in page
    assert "Dealer agreement 2026 (Qiming)" in page
    assert "Quality manual for suppliers" not in page
    path, file = re.findall(
        r'action="(/documents/\w+/reading)".*?name="file" value="(\w+)"',
        page,
    )[0]
    before = page.count("#inbox")
    answer = await zhou.post(path, {"file": file})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/files/{file}")
    paper = await zhou.get(f"/files/{file}")
    assert paper.content.startswith(b"%PDF")
    assert (await zhou.get("/documents")).text.count("#inbox") == before - 1
    assert await DocumentReading.filter(user__email__startswith="zhou.min").count() >= 1


async def test_a_viewer_opens_a_paper_without_a_trace(demo: str) -> None:
    tang = await browser_of("tang.yu")
    page = (await tang.get("/documents")).text
    assert "/reading" not in page
    file = re.findall(r'href="(/files/\w+)"', page)[0]
    assert (await tang.get(file)).status_code == 200
    assert "/certificates/new" not in (await tang.get("/certificates")).text


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_requirement_has_a_card(demo: str, language: str) -> None:
    zhou = await browser_of("zhou.min", language=language)
    page = (await zhou.get("/certificates")).text
    assert ("Business licence" in page) == (language == "en")
    assert ("Expiring" if language == "en" else "即将到期") in page


async def test_a_certificate_is_sent_and_stands_in_review(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    wanted = await requirement_of(zhou)
    assert (await zhou.get(f"/certificates/new?requirement={wanted}")).status_code == 200
    fields = {"requirement": wanted, "expires_on": "2028-01-31", "number": "A-1"}
    for wrong, words in (
        ({"expires_on": "2020-01-01"}, "This day is in the past."),
        ({"files": ""}, "Choose a file."),
        ({"expires_on": ""}, "Fill this in."),
    ):
        answer = await zhou.post("/certificates", {**fields, "files": await sent(zhou), **wrong})
        assert answer.status_code == 422
        assert words in html.unescape(answer.text)
        assert 'value="A-1"' in answer.text
        assert ("licence.png" in answer.text) == ("files" not in wrong)
    done = await zhou.post("/certificates", {**fields, "files": await sent(zhou)})
    assert done.status_code == 303
    kept = await Certificate.get(number="A-1")
    page = (await zhou.get(f"/certificates/{kept.public_id}")).text
    assert "licence.png" in page
    assert "In review" in page
    rival = await browser_of("bo.wei")
    assert (await rival.get(f"/certificates/{kept.public_id}")).status_code == 404
    file = re.findall(r'href="(/files/\w+)"', page)[0]
    assert (await rival.get(file)).status_code == 404


async def test_the_demo_has_a_dealer_whose_certificate_has_expired(demo: str) -> None:
    place = await Counterparty.get(number=QINGHE)
    kept = await Certificate.get(counterparty=place, state="valid")
    assert kept.expires_on < ANCHOR.date() - timedelta(days=14)
