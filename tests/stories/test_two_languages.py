"""Both languages are equal citizens: no page shows the other language where its own is known."""

import re
from collections import deque
from html.parser import HTMLParser

import pytest

from shared.access.models import User
from shared.catalogue.models import PriceList, Product
from shared.counterparties.models import Address, Contact, Counterparty
from shared.kernel.two_languages import OTHER, has_han, is_latin
from tests.cast import browser_of
from tests.web import Browser

VISITORS = ("zhou.min", "emily.carter", "lu.bin", "lin.xiaoyu", "wu.jing", "xu.lei", "sun.li")
OF_A_KIND, MOST = 3, 150
# No element may stand in an option or a title, and the text of a field is somebody's own.
PLAIN = {"title", "option", "textarea", "script", "style"}
VOID = {"br", "hr", "img", "input", "link", "meta", "use", "path", "circle", "line", "rect"}
# A record tells its two names as two facts.
TWO_NAMES = {"Name in Chinese", "Name in English", "中文名称", "英文名称"}


class Reading(HTMLParser):
    """A page as a screen reader meets it: its texts by language, its links, its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = [("", "")]
        self.texts: list[tuple[str, str, str]] = []
        self.links: list[str] = []
        self.broken: list[str] = []
        self.term = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.broken += [f"{tag} {name}" for name, value in attrs if "<span" in (value or name)]
        if tag == "a" and (held.get("href") or "").startswith("/"):
            self.links.append(str(held["href"]))
        if tag not in VOID:
            self.stack.append((tag, held.get("lang") or self.stack[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        while len(self.stack) > 1 and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        element, language = self.stack[-1]
        if element == "dt":
            self.term = data.strip()
        if self.term in TWO_NAMES and any(tag == "dd" for tag, _ in self.stack):
            element = "two names"
        if data.strip():
            self.texts.append((element, language, data.strip()))


async def walk(browser: Browser) -> dict[str, Reading]:
    """Follow the links of a face, a few pages of every kind."""
    waiting, pages, seen = deque(["/"]), {}, {"/"}
    kinds: dict[str, int] = {}
    while waiting and len(pages) < MOST:
        path = waiting.popleft()
        kind = re.sub(r"[^/]*\d[^/]*", "#", path.partition("?")[0])
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > OF_A_KIND:
            continue
        answer = await browser.get(path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        pages[path] = read = Reading(answer.text)
        fresh = [link.partition("#")[0] for link in read.links]
        waiting += [link for link in dict.fromkeys(fresh) if link not in seen]
        seen.update(fresh)
    return pages


# Threads, papers and accounts name people and firms as they were written down at the time.
AS_WRITTEN = (
    "/tickets", "/purchase-orders", "/deliveries", "/documents", "/certificates", "/announcements",
    "/search", "/company/access", "/bank-accounts", "/company/people", "/profile-changes/",
    "/company/changes/", "/late", "/edit", "/new", "/journal",
)  # fmt: skip


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("subject", VISITORS)
async def test_an_english_page_marks_every_chinese_word_it_shows(subject: str) -> None:
    pages = await walk(await browser_of(subject, language="en"))
    assert len(pages) >= 3
    for path, read in pages.items():
        assert not read.broken, f"{path}: markup inside {read.broken}"
        for element, language, text in read.texts:
            if element not in PLAIN and not language.startswith("zh"):
                assert not has_han(text), f"{path}: <{element}> {text}"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("subject", VISITORS)
async def test_no_page_names_people_or_places_in_the_other_language(
    subject: str, language: str
) -> None:
    foreign = await _forms_of_the_other_language(language)
    assert {"en": "林晓雨", "zh": "Lin Xiaoyu"}[language] in foreign
    assert {"en": "苏州", "zh": "Chicago"}[language] in foreign
    for path, read in (await walk(await browser_of(subject, language=language))).items():
        if any(part in path for part in AS_WRITTEN):
            continue  # a form shows both forms
        for element, _, text in read.texts:
            assert element == "two names" or text not in foreign, f"{path}: <{element}> {text}"


async def _forms_of_the_other_language(language: str) -> set[str]:
    """Return every text of a record that has a form in `language`, in its other form."""
    is_foreign = has_han if language == "en" else is_latin
    found: set[str] = set()
    for model in (User, Contact, Address, Counterparty):
        fields = [name for name in model._meta.fields_map if name.endswith(OTHER)]
        for record in await model.all():
            for field in fields:
                pair = getattr(record, field.removesuffix(OTHER)), getattr(record, field)
                if all(pair):
                    found.update(text for text in pair if is_foreign(text))
    for named in (Counterparty, Product, PriceList):
        for record in await named.exclude(name_zh="").exclude(name_en=""):
            found.add(record.name_zh if language == "en" else record.name_en)
    return found
