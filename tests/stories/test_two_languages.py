"""Both languages are equal citizens: no page shows the other language where its own is known.

What stays as somebody wrote it: subjects, messages, notes, reasons, the name of an end customer, the
line that says where to deliver, and who holds an account at which bank.
"""

import csv
import io
import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from shared.access.models import User
from shared.catalogue.models import PriceList, Product
from shared.counterparties.models import Address, Contact, Counterparty
from shared.kernel.two_languages import OTHER, has_han, is_latin
from tests.cast import browser_of
from tests.web import Browser

pytestmark = pytest.mark.one_database

VISITORS = (
    "zhou.min", "emily.carter", "lu.bin", "gu.ting", "qiao.an", "lin.xiaoyu", "wu.jing", "xu.lei",
    "sun.li", "gao.yuan", "he.min", "jiang.ning",
)  # fmt: skip
OF_A_KIND, MOST = 3, 150
# No element may stand in an option or a title, and the text of a field is somebody's own.
PLAIN = {"title", "option", "textarea", "script", "style"}
VOID = {"br", "hr", "img", "input", "link", "meta", "use", "path", "circle", "line", "rect"}
# A record tells its two names as two facts.
TWO_NAMES = {"Name in Chinese", "Name in English", "中文名称", "英文名称"}
BOTH = "two names"
# Holder and bank of an account stand as at the bank, in either language: a transfer in another
# form comes back. The pages say so with `translate="no"`.
AS_AT_THE_BANK = "as at the bank"
# A text in a field is somebody's own, as she typed it.
ALLOWED = {BOTH, AS_AT_THE_BANK, "textarea"}


class Reading(HTMLParser):
    """A page as a screen reader meets it: its texts by language, its links, its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, str, bool]] = [("", "", False)]
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
            _, language, is_kept = self.stack[-1]
            is_kept = is_kept or held.get("translate") == "no"
            self.stack.append((tag, held.get("lang") or language, is_kept))

    def handle_endtag(self, tag: str) -> None:
        while len(self.stack) > 1 and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        element, language, is_kept = self.stack[-1]
        if element == "dt":
            self.term = data.strip()
        if self.term in TWO_NAMES and any(tag == "dd" for tag, *_ in self.stack):
            element = BOTH
        if is_kept and element not in PLAIN:
            element = AS_AT_THE_BANK
        if data.strip():
            self.texts.append((element, language, data.strip()))


async def walk(browser: Browser) -> dict[str, Reading]:
    """Follow the links of a face: a page of every kind first, then more of each."""
    waiting, pages, seen = ["/"], {}, {"/"}
    kinds: Counter[str] = Counter()
    while waiting and len(pages) < MOST:
        path = min(waiting, key=lambda one: kinds[_kind(one)])
        waiting.remove(path)
        kinds[_kind(path)] += 1
        if kinds[_kind(path)] > OF_A_KIND:
            break
        answer = await browser.get(path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        pages[path] = read = Reading(answer.text)
        fresh = [link.partition("#")[0] for link in read.links]
        waiting += [link for link in dict.fromkeys(fresh) if link not in seen]
        seen.update(fresh)
    return pages


def _kind(path: str) -> str:
    return re.sub(r"[^/]*\d[^/]*", "#", path.partition("?")[0])


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("subject", VISITORS)
async def test_every_page_speaks_the_language_of_its_reader(subject: str, language: str) -> None:
    """No page names a person or a place in the other language; an English one marks what is Chinese."""
    foreign, names = await _forms_of_the_other_language(language)
    assert {"en": "林晓雨", "zh": "Lin Xiaoyu"}[language] in names
    assert {"en": "苏州", "zh": "Chicago"}[language] in foreign
    inside = _any_of(names)
    pages = await walk(await browser_of(subject, language=language))
    assert len(pages) >= 3
    for path, read in pages.items():
        assert not read.broken, f"{path}: markup inside {read.broken}"
        for element, marked, text in read.texts:
            is_foreign = text in foreign or inside.search(text)
            assert not is_foreign or element in ALLOWED, f"{path}: <{element}> {text}"
            if language == "en" and element not in PLAIN and not marked.startswith("zh"):
                assert not has_han(text), f"{path}: unmarked <{element}> {text}"


# Sheets that are written to be read in again (both forms) or hold no name are not among them.
SHEETS = {
    "zhou.min": ("/orders", "/opportunities", "/deals", "/tickets", "/company/access"),
    "emily.carter": ("/orders", "/tickets", "/company/access"),
    "lu.bin": ("/purchase-orders",),
    "lin.xiaoyu": (
        "/orders", "/opportunities", "/deals", "/tickets", "/announcements/AN-2026-0007/receipts",
    ),
    "sun.li": ("/purchase-orders",),
}  # fmt: skip


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("subject", SHEETS)
async def test_no_download_names_people_or_places_in_the_other_language(
    subject: str, language: str
) -> None:
    foreign, _ = await _forms_of_the_other_language(language)
    browser = await browser_of(subject, language=language)
    for place in SHEETS[subject]:
        answer = await browser.get(f"{place}/export?format=csv&kind=csv&tab=all")
        assert answer.headers["content-type"].startswith("text/csv"), place
        rows = list(csv.reader(io.StringIO(answer.text, newline="")))
        assert len(rows) > 1, f"{place} has no rows"
        for row in rows:
            assert not foreign.intersection(row), f"{place}: {row}"


async def _forms_of_the_other_language(language: str) -> tuple[set[str], set[str]]:
    """Return every text of a record that has a form in `language`, in its other form.

    The second are those that name a person or an organisation: they must not stand within a text
    either, while a town may ("Lakeside National Bank, Chicago").
    """
    is_foreign = has_han if language == "en" else is_latin
    found: set[str] = set()
    names: set[str] = set()
    for model in (User, Contact, Address, Counterparty):
        fields = [name for name in model._meta.fields_map if name.endswith(OTHER)]
        for record in await model.all():
            for field in fields:
                pair = getattr(record, field.removesuffix(OTHER)), getattr(record, field)
                if all(pair):
                    found.update(text for text in pair if is_foreign(text))
                    names.update(
                        text for text in pair if field == "name" + OTHER and is_foreign(text)
                    )
    for named in (Counterparty, Product, PriceList):
        for record in await named.exclude(name_zh="").exclude(name_en=""):
            text = record.name_zh if language == "en" else record.name_en
            found.add(text)
            if named is Counterparty:
                names.add(text)
    return found | names, names


def _any_of(names: set[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of `names` within a text; Latin ones as whole words."""
    whole = (re.escape(name) if has_han(name) else rf"\b{re.escape(name)}\b" for name in names)
    return re.compile("|".join(whole))
