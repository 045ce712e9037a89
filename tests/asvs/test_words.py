"""What somebody typed stays what she typed: on pages, in links, in files and in mails."""

import csv
import io
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import default
from html.parser import HTMLParser
from itertools import cycle

import httpx2
import pytest
from tortoise import Tortoise, fields
from tortoise.fields import Field

from shared.counterparties.models import Counterparty
from shared.demo.cast import HAIYUE, QIMING
from shared.orders.models import SalesOrder
from shared.outbox.mail import Mail, compose
from tests import records
from tests.asvs.asking import PEOPLE, whose
from tests.cast import FACES, browser_of
from tests.law.canaries.crawling import text_of
from tests.web import Browser

pytestmark = pytest.mark.one_database

_NOT_WORDS = frozenset({
    "typed_lines", "parent_table", "media_type", "sha256", "storage_key", "thumbnail_key",
    "zone", "locale", "unit", "tax_class", "customer_key", "external_key",
    "external_source",
})  # fmt: skip
_SHORTEST = 16
EVIL = "\"'><x9 y9=1>{{7*7}}${7*7}"
SCHEME = "javascript:x9()//"
KEPT = frozenset({"session", "journal_entry", "journal_head", "outbox_message", "idempotency_key",
                  "external_identity", "search_entry", "address_proof", "step_up",
                  "domain_claim"})  # fmt: skip
# What the machine wrote, or what only one of a few words can be.
MACHINE = frozenset({
    "role", "law", "base", "topic", "path", "kind", "about", "target", "field", "old", "new", "lines",
    "deed", "reason_code", "needs_approval_for", "countries", "holidays", "workdays", "decided",
    "number", "once", "record_number", "viewer_session", "email",
})  # fmt: skip
GOOD_LINK = re.compile(r"(/(?!/)|\?|#|https?://|mailto:|tel:|$)")
SIGNS = ("=", "@", "+", "-", "\t=", "＝", "\r=")
LINKS = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data-suggest", "poster"}


class Tags(HTMLParser):
    """Collects the tags and the attributes of a page as a browser reads them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in LINKS]


@dataclass(frozen=True)
class Reader:
    """Somebody who may read everything of a face, and the addresses of all of it."""

    browser: Browser
    paths: list[str]

    async def pages(self) -> AsyncIterator[tuple[str, httpx2.Response]]:
        """Open every page and file."""
        for path in self.paths:
            answer = await self.browser.get(path)
            assert answer.status_code < 500, path
            if answer.status_code == 200:
                yield path, answer


@pytest.fixture(params=sorted(FACES))
async def reader(demo: str, request: pytest.FixtureRequest) -> Reader:
    """A reader of one face in a world with a record of every kind; finds them before any is bent."""
    of, paths = await whose(), []
    for route in FACES[request.param].routes:
        if route.method == "GET" and route.access.public is None and not route.is_stream:
            paths += await records.paths(route, of)
    return Reader(await browser_of(PEOPLE[request.param]), paths)


async def plant(*words: str, short: str = "") -> None:
    """Write one of these words after the other into the columns that hold free text.

    `short` is for columns that have no room for the whole of it.
    """
    turn = cycle(words)

    def fitting(field: Field) -> str:  # type: ignore[type-arg]
        word, longest = next(turn), getattr(field, "max_length", None) or 200
        return (word if len(word) <= longest or not short else short)[:longest]

    for model in Tortoise.apps.get_models_iterable():
        planted = {
            name: fitting(field)
            for name, field in model._meta.fields_map.items()
            if _is_text(name, field) and name not in MACHINE
        }
        if planted and model._meta.db_table not in KEPT:
            await model.all().update(**planted)


@pytest.mark.asvs("1.2.1", "1.2.2", "1.3.1", "1.3.5", "1.3.7")
async def test_asvs_1_2_1_no_stored_word_is_markup_or_leads_anywhere(reader: Reader) -> None:
    await plant(SCHEME + EVIL, short=EVIL)
    as_text = as_way = 0
    async for path, answer in reader.pages():
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = Tags(answer.text)
        assert "x9" not in page.tags, path
        assert not {name for name in page.attributes if "y9" in name or "x9" in name}, path
        assert not re.search(r"y9=1(>|&gt;)(49|\$)", answer.text), path
        assert [one for one in page.links if not GOOD_LINK.match(one.strip())] == [], path
        as_text += "&lt;x9 y9=1&gt;{{7*7}}" in answer.text
        as_way += SCHEME[:16] in answer.text
    assert as_text > 20
    assert as_way > 20


@pytest.mark.asvs("8.2.2")
async def test_asvs_8_2_2_a_number_that_was_typed_is_no_link_to_a_record(demo: str) -> None:
    await records.complete(QIMING)
    zhou, number = await browser_of("zhou.min"), await _foreign_number()
    await plant(f"{number} #{number} {HAIYUE} @bo.wei")
    shown = 0
    for path in ("/", "/orders", "/orders/new", "/company", "/opportunities", "/tickets", "/deals"):
        answer = await zhou.get(path)
        shown += number in answer.text
        assert not [one for one in ways(answer.text) if number in one or HAIYUE in one], path
    for route in [one for one in FACES["portal"].routes if one.path.endswith("{number}")]:
        if route.method == "GET" and route.access.public is None:
            for path in await records.paths(route, await Counterparty.get(number=QIMING)):
                text = (await zhou.get(path)).text
                shown += number in text
                assert not [one for one in ways(text) if number in one], path
    assert shown > 4
    assert (await zhou.get(f"/orders/{number}")).status_code == 404


@pytest.mark.asvs("1.2.10")
@pytest.mark.parametrize("turn", range(2))
async def test_asvs_1_2_10_no_cell_of_any_export_is_a_formula(demo: str, turn: int) -> None:
    await whose()
    await plant(*(f"{sign}HYPERLINK(1)" for sign in SIGNS[turn:] + SIGNS[:turn]))
    sheets = shown = 0
    for face, subject in PEOPLE.items():
        browser = await browser_of(subject)
        for route in FACES[face].routes:
            if route.method != "GET" or not route.path.endswith("/export"):
                continue
            for path in await records.paths(route, await Counterparty.get(number=QIMING)):
                for kind in ("csv", "xlsx"):
                    answer = await browser.get(f"{path}?kind={kind}")
                    shown += "HYPERLINK" in text_of(answer)
                    sheets += answer.status_code == 200
                    assert not list(_formulas(answer)), path
    assert sheets > 10
    assert shown > 10


NAMES = ("a\r\nBcc: x@evil.example", "a\nX: 1\n\n<b>", '"a" <b@evil.example>, c', "a\x00b\x0bc", "é" * 300,
         "=?utf-8?q?=0d=0aBcc:_x@evil.example?=", "\u2028Bcc: x@evil.example", "\\", "")  # fmt: skip


@pytest.mark.asvs("1.3.11")
@pytest.mark.parametrize("name", NAMES)
def test_asvs_1_3_11_no_name_or_subject_adds_to_a_mail(name: str) -> None:
    sent = compose(
        Mail(name, "zhou.min@qiming.example", name, f"Hello {name}"),
        "Wanglai <no-reply@haorui.example>",
    )
    read = BytesParser(policy=default).parsebytes(sent.as_bytes())
    assert set(map(str.lower, read.keys())) == {
        "from", "to", "subject", "date", "message-id", "auto-submitted", "content-type",
        "content-transfer-encoding", "mime-version",
    }  # fmt: skip
    (to,) = read["to"].addresses
    assert to.addr_spec == "zhou.min@qiming.example"
    assert not read.is_multipart()
    assert read.get_content_type() == "text/plain"


def _formulas(answer: httpx2.Response) -> Iterator[str]:
    """Yield the cells of a sheet that a spreadsheet would calculate."""
    if "csv" in answer.headers.get("content-type", ""):
        for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))):
            yield from (one for one in row if re.match(r"\s*[=+\-@＝＋－＠]\s*[A-Z(]", one))
    elif "spreadsheetml" in answer.headers.get("content-type", ""):
        yield from re.findall(r"<f\b[^>]*>", text_of(answer))


def ways(text: str) -> list[str]:
    """Return to which pages of ours a page leads, what they are asked left out."""
    return [one.partition("?")[0] for one in Tags(text).links if one.startswith("/")]


async def _foreign_number() -> str:
    order = await SalesOrder.filter(buyer__number=HAIYUE).first()
    assert order is not None
    return order.number


def _is_text(name: str, field: Field) -> bool:
    is_words = isinstance(field, fields.TextField) or (
        isinstance(field, fields.CharField) and field.max_length >= _SHORTEST
    )
    is_free = not (field.unique or field.pk or hasattr(field, "enum_type"))
    return is_words and is_free and name not in _NOT_WORDS and not name.endswith("_id")
