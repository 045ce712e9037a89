"""The buyer opens a complaint with a photo; support answers within its promise; the buyer rates it."""

import io
import re

import httpx2
import pytest
from PIL import Image

from shared.tickets.models import Ticket
from shared.tickets.rules import TicketState
from tests.cast import browser_of
from tests.web import Browser

NOTE = "canary: they will ask for a discount"
NUMBER = re.compile(r"/tickets/(TK-\d{4}-\d{4})")


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (120, 30, 30)).save(made, "JPEG")
    return made.getvalue()


def key_in(page: httpx2.Response, action: str) -> str:
    """Return the idempotency key of the form that posts to `action`."""
    form = page.text[page.text.index(f'action="{action}"') :]
    return re.search(r'name="key" value="([^"]+)"', form)[1]  # type: ignore[index]


@pytest.fixture
async def emily(demo: str) -> Browser:
    return await browser_of("emily.carter")


async def complaint(emily: Browser) -> str:
    """Open the complaint without any script: the form itself carries the photo."""
    form = await emily.get("/tickets/new")
    answer = await emily.post(
        "/tickets",
        {
            "key": key_in(form, "/tickets"), "category": "complaint",
            "subject": "Mirror cracked on arrival", "text": "Five mirrors are broken, see photo.",
        },
        files={"upload": ("crack.jpg", photo(), "image/jpeg")},
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    return NUMBER.search(answer.headers["location"])[1]  # type: ignore[index]


async def test_a_complaint_with_a_photo_is_answered_in_time_and_rated(emily: Browser) -> None:
    number = await complaint(emily)
    gao, here = await browser_of("gao.yuan"), f"/tickets/{number}"
    desk = await gao.get(here)
    assert "Five mirrors are broken" in desk.text
    picture = re.search(r'href="(/files/[0-9a-f]+)"', desk.text)[1]  # type: ignore[index]
    assert (await gao.get(picture)).status_code == 200
    assert (await (await browser_of("bo.wei")).get(picture)).status_code == 404
    for path, fields in (
        ("notes", {"note": NOTE}),
        ("messages", {"text": "May we replace the five?", "intent": "ask"}),
    ):
        sent = await gao.post(f"{here}/{path}", fields | {"key": path})
        assert sent.status_code == 303, sent.text
    theirs = await emily.get(here)
    assert "Needs your reply" in theirs.text
    await emily.post(f"{here}/messages", {"text": "Yes, please.", "key": "e1"})
    await gao.post(f"{here}/resolution", {"text": "They leave today.", "key": "g3"})
    rated = await emily.post(f"{here}/rating", {"stars": "5", "comment": "Quick.", "key": "e2"})
    assert rated.status_code == 303, rated.text
    kept = await Ticket.get(number=number)
    assert (kept.state, kept.stars) == (TicketState.RATED, 5)
    assert not kept.response_broken
    assert not kept.resolution_broken
    for page in ("", "/news"):
        assert "canary" not in (await emily.get(here + page)).text
    assert NOTE in (await gao.get(here)).text


async def test_a_note_carries_a_file_that_no_customer_reaches(emily: Browser) -> None:
    number = await complaint(emily)
    gao, here = await browser_of("gao.yuan"), f"/tickets/{number}"
    note = {"key": "n1", "note": NOTE}
    sent = await gao.post(
        f"{here}/notes", note, files={"upload": ("canary.jpg", photo(), "image/jpeg")}
    )
    assert sent.status_code == 303, sent.text
    desk = (await gao.get(here)).text
    paper = re.search(r'href="(/files/[0-9a-f]+)" download>canary.jpg', desk)[1]  # type: ignore[index]
    for path in (paper, f"{paper}/thumbnail"):
        assert (await gao.get(path)).status_code == 200
        for subject in ("emily.carter", "zhou.min"):
            assert (await (await browser_of(subject)).get(path)).status_code == 404
    for page in ("", "/news"):
        assert "canary" not in (await emily.get(here + page)).text


async def test_a_refused_note_keeps_its_file_and_leads_to_it(emily: Browser) -> None:
    number = await complaint(emily)
    gao = await browser_of("gao.yuan")
    answer = await gao.post(
        f"/tickets/{number}/notes", {"key": "n1", "note": ""},
        files={"upload": ("kept.jpg", photo(), "image/jpeg")},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "kept.jpg" in answer.text
    ids = re.findall(r' id="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids)), "two fields of the page have one name"


async def test_what_is_wrong_stands_at_its_field_and_everything_typed_is_kept(
    emily: Browser,
) -> None:
    form = await emily.get("/tickets/new")
    answer = await emily.post(
        "/tickets",
        {"key": key_in(form, "/tickets"), "subject": "Kept words", "text": "Kept story",
         "category": "nonsense", "order": "SO-9999-9999"},
    )  # fmt: skip
    assert answer.status_code == 422
    for kept in ("Kept words", "Kept story", "data-errsum", 'href="#f-category"'):
        assert kept in answer.text, kept
    foreign = await emily.post(
        "/tickets",
        {"key": "k", "subject": "Kept words", "text": "Kept story", "category": "technical",
         "order": "SO-9999-9999"},
    )  # fmt: skip
    assert foreign.status_code == 422
    assert 'href="#f-order"' in foreign.text


@pytest.mark.parametrize("subject", ["lu.bin", "qiao.an", "zhou.min"])
async def test_every_kind_of_organisation_may_ask(demo: str, subject: str) -> None:
    asks = await browser_of(subject, language="zh")
    form = await asks.get("/tickets/new")
    fields = {"category": "consultation", "subject": "请问", "text": "如何更新资料？"}
    answer = await asks.post("/tickets", fields | {"key": key_in(form, "/tickets")})
    assert answer.status_code == 303
    assert "如何更新资料" in (await asks.get(answer.headers["location"])).text


async def test_after_the_end_an_answer_opens_a_linked_request(emily: Browser) -> None:
    over = await Ticket.filter(counterparty__number="CP-0041", state=TicketState.RATED).first()
    assert over is not None
    answer = await emily.post(f"/tickets/{over.number}/messages", {"text": "Again", "key": "x"})
    second = NUMBER.search(answer.headers["location"])[1]  # type: ignore[index]
    assert second != over.number
    assert over.number in (await emily.get(f"/tickets/{second}")).text
    assert second in (await emily.get(f"/tickets/{over.number}")).text
